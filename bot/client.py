"""The bot as discord.py sees it: intents, caches, the quick path for messages, errors, start and end."""

from __future__ import annotations

import asyncio
import gc
import logging
import secrets
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any, Final

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands
from typing_extensions import override

from bot.app import Services
from bot.errors import StewardError
from bot.opening import open_services
from bot.services.ownership import LeaseLost
from bot.settings import Settings
from bot.web.appeals import AppealPages
from bot.web.server import served

_log = logging.getLogger("steward")
SYNC_WAITS: Final = (1.0, 2.0, 4.0, 8.0)
"""Seconds between tries to hand Discord the list of commands."""
COLLECT_AFTER: Final = (20_000, 20, 50)
"""Python's own (700, 10, 10) is for programs that keep little: most of what a bot makes dies at once."""
DRAIN_SECONDS: Final = 8.0
"""How long a shutdown waits for acts under way; below the ten seconds that service managers give (F50)."""
EVENT_TASKS: Final = ("discord.py: on_", "CommandTree-invoker", "discord-ui-")
"""How the names begin that discord.py gives to the tasks in which it calls us."""


def intents() -> discord.Intents:
    """Return what we ask Discord to tell us; members and message content are privileged."""
    wanted = discord.Intents.none()
    wanted.guilds = True
    wanted.members = True
    wanted.moderation = True
    wanted.messages = True
    wanted.message_content = True
    wanted.reactions = True
    wanted.voice_states = True
    wanted.guild_scheduled_events = True
    return wanted


class StewardBot(commands.AutoShardedBot):
    """Steward on Discord. ``services`` is there from ``setup_hook`` on."""

    services: Services

    def __init__(self, settings: Settings, *, single_owner: bool = False) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            # A message carries its member, and 0.9 kB for each of a million members is too much.
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            # So long READY waits for whether another server comes; they come within milliseconds.
            guild_ready_timeout=1.0,
            max_messages=None,
            # Longer waits come back to us as values; the least that discord.py takes is 30 seconds.
            max_ratelimit_timeout=30.0,
            shard_count=settings.shard_count,
            # discord.py takes None for "all of them"; its types do not say so.
            shard_ids=list(settings.shard_ids) or None,  # type: ignore[arg-type]
        )
        self.settings = settings
        self._single_owner = single_owner
        self._exit = AsyncExitStack()
        self.ended_by: StewardError | None = None
        """Why the bot ended by itself, if it did."""
        self._ending: asyncio.Task[None] | None = None
        self._pass_over: Any = None
        self._look: Any = None
        # discord.py has no public place for this: its table of what is done with each event.
        parsers = self._connection.parsers
        self._make_message = parsers["MESSAGE_CREATE"]
        parsers["MESSAGE_CREATE"] = self._on_message_event
        self._update_member = parsers["GUILD_MEMBER_UPDATE"]
        parsers["GUILD_MEMBER_UPDATE"] = self._on_member_event
        self.tree.error(self.on_command_failure)

    @override
    async def setup_hook(self) -> None:
        from cogs import add_cogs

        self.services = await self._exit.enter_async_context(
            open_services(self.settings, self, end_with=self.end_with if self._single_owner else None)
        )
        self._pass_over, self._look = await add_cogs(self)
        await self._serve_pages()
        await self._sync_commands()

    async def _serve_pages(self) -> None:
        if self.settings.public_address is None:
            return
        pages = AppealPages(self.services, self.settings.locale)
        try:
            await self._exit.enter_async_context(served(pages.application(), self.settings.page_port))
        except OSError as error:
            # Moderating goes on without pages; what an operator must do is said once.
            _log.error("The pages can't be served on port %s: %s.", self.settings.page_port, error.strerror)

    async def _sync_commands(self) -> None:
        guild = None
        if self.settings.sync_commands_to is not None:
            guild = discord.Object(self.settings.sync_commands_to)
            self.tree.copy_global_to(guild=guild)
        for wait in SYNC_WAITS:
            try:
                await self.tree.sync(guild=guild)
            except (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError) as error:
                # A 429 of Discord's edge comes as a plain HTTPException.
                if isinstance(error, discord.HTTPException) and error.status != 429 and error.status < 500:
                    raise
                await asyncio.sleep(wait)
            else:
                return
        # The commands of the last start are still there; moderating matters more than new ones.
        _log.warning("Discord did not take the list of commands; the next start tries again.")

    async def on_ready(self) -> None:
        """Spare the garbage collector what will stay; each full round would look at all of it again."""
        if self._single_owner and not gc.get_freeze_count():
            gc.collect()
            gc.freeze()
            gc.set_threshold(*COLLECT_AFTER)

    def _on_message_event(self, event: dict[str, object]) -> None:
        """Let discord.py make a message of an event, unless the first look finds it clean."""
        try:
            if self._pass_over is not None and self._pass_over(event):
                return
        except Exception:
            # An outermost handler: what the first look stumbles over is judged the usual way.
            self._log_fault("message event")
        self._make_message(event)

    def _on_member_event(self, event: dict[str, object]) -> None:
        """Tell of a changed member; as members are not cached, discord.py itself tells nobody."""
        self._update_member(event)
        self.dispatch("raw_member_update", event)

    @override
    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        if event == "socket_event_type":
            # One for each frame, and nobody listens.
            return
        if event != "message" or self._look is None:
            super().dispatch(event, *args, **kwargs)
            return
        # Messages are by far the most frequent event, and nearly all are clean: one plain call, no task.
        try:
            follow = self._look(*args)
        except Exception:
            # An outermost handler: a fault in judging one message must not stop the gateway.
            self._log_fault("message")
            return
        if follow is not None:
            self._schedule_event(_passed, "on_message", follow)

    @override
    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        self._log_fault(event_method)

    async def on_command_failure(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError
    ) -> None:
        """Tell the person in one sentence, with a reference that leads to the log."""
        locale = str(interaction.locale)
        if isinstance(error, app_commands.CheckFailure):
            text = self.services.catalogue.text("reply.not_allowed", locale)
        else:
            reference = self._log_fault(_name(interaction), error)
            text = self.services.catalogue.text("reply.fault", locale, reference=reference)
        try:
            if interaction.response.is_done():
                await interaction.followup.send(text, ephemeral=True)
            else:
                await interaction.response.send_message(text, ephemeral=True)
        except (discord.HTTPException, aiohttp.ClientError, OSError):
            # The person can't be reached any more: the answer came too late, or it was delivered twice.
            _log.warning("The answer to %s could not be delivered.", _name(interaction))

    def _log_fault(self, where: str, error: BaseException | None = None) -> str:
        reference = secrets.token_hex(4)
        cause = getattr(error, "original", error)
        _log.error("Fault %s in %s", reference, where, exc_info=cause or True)
        return reference

    def end_with(self, error: StewardError) -> None:
        """End the process in order, for a fault with which going on would do harm."""
        if self.ended_by is None:
            self.ended_by = error
            _log.critical("%s", error)
            # Closing cancels whoever found the fault, so it can't be awaited here.
            self._ending = asyncio.get_running_loop().create_task(self.close())
            self._ending.add_done_callback(lambda done: done.cancelled() or done.exception())

    @override
    async def close(self) -> None:
        if self.is_closed():
            return
        if hasattr(self, "services"):
            waited = 0.0
            # Without the lease nothing that comes of it could be written down; the new owner does it again.
            drain = 0.0 if isinstance(self.ended_by, LeaseLost) else DRAIN_SECONDS
            while self.services.enforcement.busy and waited < drain:
                await asyncio.sleep(0.05)
                waited += 0.05
        await super().close()
        await _end_events()
        await self._exit.aclose()


async def _end_events() -> None:
    """Cancel what events and commands have begun; the store is about to close, and the next start goes on."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    begun = [task for task in others if task.get_name().startswith(EVENT_TASKS)]
    for task in begun:
        task.cancel()
    if begun:
        await asyncio.wait(begun, timeout=DRAIN_SECONDS)


async def _passed(follow: Coroutine[Any, Any, None]) -> None:
    await follow


def _name(interaction: discord.Interaction) -> str:
    return interaction.command.qualified_name if interaction.command else "component"
