"""Carries out commands on Discord; with ``performer_answers`` the only place that reads ``HTTPException``.

It never raises for what Discord may answer: each call ends as a value. An unknown outcome (a cut
connection, a timeout) is ``Retry``, never ``Done``; every kind is safe to repeat.

Members are not cached (they would cost 0.9 kB each), so calls about them go by id through discord.py's
``http``, which its documentation calls internal: it is used here and nowhere else.
"""

import asyncio
import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

import aiohttp
import discord

from bot.cards import calling, embed_of, view_of
from bot.clock import Clock, from_ms, to_ms
from bot.performer_acts import handlers, id_of, overwrite
from bot.performer_answers import outcome_of
from bot.performer_posts import post_handlers
from bot.performer_search import doubtful, find
from bot.policy.actions import (
    LOOK,
    ONLY_AFTER,
    OURS,
    OVER,
    ActionKind,
    Blocked,
    Command,
    Done,
    Json,
    Outcome,
    Refused,
    Retry,
)
from bot.policy.card import Card
from bot.policy.desired import is_ours, timeout_now
from bot.policy.overwrites import BANNED, given_back, still_ours

CALL: Final = 25.0
"""Seconds for one act; below the lease, so that a slow answer can't meet a second try."""
BEFORE_REMOVAL: Final = 2.0
"""Seconds that a notice may take before somebody is removed; the removal must not wait longer."""

_Handler: TypeAlias = Callable[[Command], Awaitable[Outcome]]


@dataclass(slots=True)
class DiscordPerformer:
    """The performer that calls Discord through discord.py."""

    client: discord.Client
    clock: Clock

    async def perform(self, command: Command) -> Outcome:
        """Do it once and say what became of it."""
        guild = self.client.get_guild(command.guild_id)
        if guild is None or guild.unavailable:
            return Blocked("unavailable")
        if LOOK in command.payload and command.kind is not ActionKind.SET_TIMEOUT:
            # Only of a timeout can it be told; what else an earlier try may have done is taken back anyway.
            return Refused(OVER)
        handler = self._handlers()[command.kind]
        patience = BEFORE_REMOVAL if command.payload.get("before_removal") else CALL
        try:
            async with asyncio.timeout(patience):
                return await handler(command)
        except TimeoutError:
            return Retry(timedelta(), "timeout")
        except discord.RateLimited as error:
            return Retry(timedelta(seconds=error.retry_after), "rate_limited")
        except discord.HTTPException as error:
            return outcome_of(command, error)
        except (aiohttp.ClientError, OSError):
            # ServerDisconnectedError is neither a DiscordException nor an OSError.
            return Retry(timedelta(), "connection_lost")

    def _handlers(self) -> dict[ActionKind, _Handler]:
        return {
            ActionKind.DELETE_MESSAGE: self._delete_message,
            ActionKind.SET_TIMEOUT: self._set_timeout,
            ActionKind.SET_VOICE_MUTE: self._set_voice_mute,
            ActionKind.ADD_ROLE: self._add_role,
            ActionKind.REMOVE_ROLE: self._remove_role,
            ActionKind.SET_OVERWRITE: self._set_overwrite,
            ActionKind.RESTORE_OVERWRITE: self._restore_overwrite,
            ActionKind.SEND_NOTICE: self._send_notice,
            ActionKind.POST_CASE: self._post,
            ActionKind.POST_LOG: self._post,
            ActionKind.POST_ITEM: self._post,
            ActionKind.POST_PUBLIC: self._post,
            **handlers(self.client),
            **post_handlers(self.client),
        }

    async def _delete_message(self, command: Command) -> Outcome:
        channel = self.client.get_partial_messageable(id_of(command, "channel"), guild_id=command.guild_id)
        await channel.get_partial_message(id_of(command, "message")).delete()
        return Done()

    async def _set_timeout(self, command: Command) -> Outcome:
        now = self.clock.now()
        ours = command.payload.get(OURS)
        if isinstance(ours, int) and not await self._holds_timeout(command, from_ms(ours)):
            return Done({"left": True})
        until = command.payload.get("until")
        end = from_ms(until) if isinstance(until, int) else None
        if LOOK in command.payload:
            held = end is not None and await self._holds_timeout(command, end)
            return Done() if held else Refused(OVER)
        if end is None or end <= now:
            return await self._clear_timeout(command)
        today, again = timeout_now(end, now)
        try:
            await self._edit_member(command, communication_disabled_until=today.isoformat())
        except discord.Forbidden:
            # An earlier try, whose answer got lost, may have set it while that was still allowed (F11).
            if not command.tried or not await self._holds_timeout(command, end):
                raise
        return Done({"check_at": None if again is None else to_ms(again)})

    async def _holds_timeout(self, command: Command, until: datetime) -> bool:
        return is_ours(await self._timeout(command), until, self.clock.now())

    async def _timeout(self, command: Command) -> datetime | None:
        member = await self.client.http.get_member(command.guild_id, _account(command).id)
        stored = member.get("communication_disabled_until")
        return datetime.fromisoformat(stored) if stored else None

    async def _clear_timeout(self, command: Command) -> Outcome:
        try:
            await self._edit_member(command, communication_disabled_until=None)
        except discord.Forbidden:
            if not command.tried or await self._timeout(command) is not None:
                raise
        return Done({"check_at": None})

    async def _set_voice_mute(self, command: Command) -> Outcome:
        await self._edit_member(command, mute=bool(command.payload["muted"]))
        return Done()

    async def _add_role(self, command: Command) -> Outcome:
        role = id_of(command, "role")
        if "release" in command.payload and command.memory.get(str(role)) is not True:
            # A bar that ends gives nobody a role that they did not have before.
            return Done({"left": True})
        account = _account(command).id
        try:
            await self.client.http.add_role(command.guild_id, account, role, reason=command.reason)
        except discord.Forbidden:
            if not command.tried or str(role) not in await self._roles(command):
                raise
        return Done()

    async def _remove_role(self, command: Command) -> Outcome:
        role, account = id_of(command, "role"), _account(command).id
        had = str(role) in await self._roles(command)
        try:
            await self.client.http.remove_role(command.guild_id, account, role, reason=command.reason)
        except discord.Forbidden:
            if not command.tried or had:
                raise
        # What a lost answer had taken is not held any more either.
        idle = not had and not command.tried
        return Done({"before": had, "idle": "no_role"} if idle else {"before": had})

    async def _roles(self, command: Command) -> frozenset[str]:
        member = await self.client.http.get_member(command.guild_id, _account(command).id)
        return frozenset(map(str, member["roles"]))

    async def _set_overwrite(self, command: Command) -> Outcome:
        allow, deny = overwrite(self.client, command, _account(command).id)
        ours = deny | BANNED
        # All of it denied already is our own change, made before a crash and not recorded.
        deny = deny & ~BANNED if ours == deny else deny
        before: dict[str, Json] = {"allow": str(allow), "deny": str(deny)}
        await self._edit_overwrite(command, allow & ~BANNED, ours)
        return Done({"before": before})

    async def _restore_overwrite(self, command: Command) -> Outcome:
        before = command.memory.get(str(command.payload["channel"]))
        allow, deny = (0, 0)
        if isinstance(before, dict):
            allow, deny = int(str(before["allow"])), int(str(before["deny"]))
        present = overwrite(self.client, command, _account(command).id)
        if not still_ours(present[1], BANNED):
            # Somebody changed it since; their choice stands, only what is still ours is taken back.
            return Done({"left": True})
        after = given_back(present, (allow, deny), BANNED)
        if after == (0, 0):
            await self.client.http.delete_channel_permissions(
                id_of(command, "channel"), _account(command).id, reason=command.reason
            )
        else:
            await self._edit_overwrite(command, *after)
        return Done()

    async def _send_notice(self, command: Command) -> Outcome:
        channel = await self.client.create_dm(_account(command))
        earlier = command.payload.get(ONLY_AFTER)
        if isinstance(earlier, int) and await find(self.client, from_ms(earlier), channel.id) is None:
            return Refused("gone")
        return await self._send(command, channel)

    async def _post(self, command: Command) -> Outcome:
        letter = command.letter
        if letter is None or letter.channel_id is None:
            return Refused("no_channel")
        channel = self.client.get_partial_messageable(letter.channel_id, guild_id=command.guild_id)
        if letter.edit_id is None:
            return await self._send(command, channel)
        try:
            message = channel.get_partial_message(letter.edit_id)
            await message.edit(embed=_embed(command, letter.card), view=view_of(letter.card))
        except discord.NotFound:
            return await self._send(command, channel)
        return Done({"channel": str(letter.channel_id), "message": str(letter.edit_id)})

    async def _send(
        self, command: Command, channel: discord.DMChannel | discord.PartialMessageable
    ) -> Outcome:
        assert command.letter is not None  # noqa: S101 - the scribe composes every message
        card = command.letter.card
        extras: dict[str, Any] = {}
        if view := view_of(card):
            extras["view"] = view
        if command.letter.files:
            extras["files"] = [discord.File(io.BytesIO(body), name) for name, body in command.letter.files]
        if command.letter.roles or command.letter.people:
            extras |= calling(command.letter)
        if doubtful(command, self.clock.now()):
            found = await find(self.client, command.stamp, channel.id)
            if found is not None:
                return Done({"channel": str(channel.id), "message": str(found)})
        # The nonce is the action's own id: Discord drops a second message with the same one.
        sent = await channel.send(embed=_embed(command, card), nonce=command.id, **extras)
        return Done({"channel": str(channel.id), "message": str(sent.id)})

    async def _edit_member(self, command: Command, **fields: bool | str | None) -> None:
        await self.client.http.edit_member(
            command.guild_id, _account(command).id, reason=command.reason, **fields
        )

    async def _edit_overwrite(self, command: Command, allow: int, deny: int) -> None:
        await self.client.http.edit_channel_permissions(
            id_of(command, "channel"), _account(command).id, str(allow), str(deny), 1, reason=command.reason
        )


def _embed(command: Command, card: Card) -> discord.Embed:
    embed = embed_of(card)
    embed.timestamp = command.stamp
    return embed


def _account(command: Command) -> discord.Object:
    assert command.user_id is not None  # noqa: S101 - kinds about a person always carry the account
    return discord.Object(command.user_id)
