"""Takes up what is due and what was left behind; armed by the next deadline, never by a fixed tick."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import discord
from discord.ext import commands, tasks
from typing_extensions import override

from bot.policy.ids import GuildId

if TYPE_CHECKING:
    from bot.client import StewardBot


_log = logging.getLogger("steward")
AFTER_A_FAULT: Final = timedelta(seconds=5)
"""When the sweep comes again after it failed, for instance for a full disk."""


class Sweeper(commands.Cog):
    """One loop whose interval is the time to the next deadline."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services
        self._ran_at: datetime | None = None

    @override
    async def cog_load(self) -> None:
        self.services.alarm.ring = self._sooner
        self.sweep.start()

    @override
    async def cog_unload(self) -> None:
        self.sweep.cancel()

    @tasks.loop(seconds=1)
    async def sweep(self) -> None:
        """Do what is due, then sleep until the next deadline."""
        self._ran_at = self.services.clock.now()
        try:
            wait = await self.services.schedule.run()
        except Exception:
            # An outermost handler: a loop that dies of one fault would leave every deadline behind it.
            _log.exception("The sweep failed; it comes again in %s.", AFTER_A_FAULT)
            wait = AFTER_A_FAULT
        spent = self.services.clock.now() - self._ran_at
        self.sweep.change_interval(seconds=max((wait + spent).total_seconds(), 1.0))

    @sweep.before_loop
    async def _ready(self) -> None:
        await self.bot.wait_until_ready()

    def _sooner(self, at: datetime) -> None:
        # The interval counts from the last run, so the wait to ``at`` does too.
        if self._ran_at is not None and not self.sweep.is_being_cancelled():
            self.sweep.change_interval(seconds=max((at - self._ran_at).total_seconds(), 1.0))

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """Try again what was refused, when a role of ours was given more or raised."""
        guild = after.guild
        if after in guild.me.roles and (before.permissions, before.position) != (
            after.permissions,
            after.position,
        ):
            await self.services.schedule.deadlines.permissions_changed(GuildId(guild.id))

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Try again what was refused, when we were given or lost a role."""
        if after.id == after.guild.me.id and before.roles != after.roles:
            await self.services.schedule.deadlines.permissions_changed(GuildId(after.guild.id))

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Let go what waited for this server to come back (F3)."""
        await self.services.enforcement.wake(GuildId(guild.id))
        self.services.alarm.by(self.services.clock.now())
        # Permissions may have changed while we did not hear of it.
        await self.services.schedule.deadlines.permissions_changed(GuildId(guild.id))

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """Try again what was refused, when a channel's permissions were changed."""
        if before.overwrites != after.overwrites:
            await self.services.schedule.deadlines.permissions_changed(GuildId(after.guild.id))
