"""What happens besides messages: people who come back, things done by hand, servers that return."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

import aiohttp
import discord
from discord.ext import commands

from bot.clock import to_ms
from bot.policy.ids import GuildId, UserId
from bot.policy.observing import Seen
from bot.policy.overwrites import BANNED, still_ours
from bot.policy.sanctions import SuspensionMethod
from cogs.audit_entries import manual_act, missed

if TYPE_CHECKING:
    from bot.client import StewardBot

_log = logging.getLogger("steward")

BATCH: Final = 100
"""Members by id in one request; Discord's limit:
https://discord.com/developers/docs/events/gateway-events#request-guild-members"""


def seen(member: discord.Member) -> Seen:
    """Return what Discord shows of a member who is here."""
    voice = member.voice
    return Seen(
        banned=False,
        timeout_until=member.timed_out_until,
        voice_muted=None if voice is None else voice.mute,
        has_floor=voice is not None and has_floor(voice),
        roles=frozenset(role.id for role in member.roles),
        channels_denied=frozenset(
            channel.id
            for channel in member.guild.channels
            if still_ours(channel.overwrites_for(member).pair()[1].value, BANNED)
        ),
    )


def has_floor(voice: discord.VoiceState) -> bool:
    """Return whether somebody is a speaker on a stage."""
    return isinstance(voice.channel, discord.StageChannel) and not voice.suppress


class Events(commands.Cog):
    """Keeps what was decided true."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services
        self._to_compare: set[int] = set()

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        """Set again what is in force, before they can write (F6)."""
        joined = to_ms(member.joined_at) if member.joined_at else 0
        cause = f"join:{member.guild.id}:{member.id}:{joined}"
        await self._reconcile(member, cause)

    @commands.Cog.listener()
    async def on_audit_log_entry_create(self, entry: discord.AuditLogEntry) -> None:
        """Write down what people did by hand, and with whom it rests (F5); put back what must hold.

        Members are not cached, so this, and not ``on_member_update``, tells of changes to them.
        """
        if self._is_by_hand(entry):
            act = manual_act(entry, self._suspended_role(entry.guild))
            if act is not None:
                await self.services.upholding.record(act)
            elif entry.action is discord.AuditLogAction.member_role_update:
                await self._look_again(entry)
        self.services.watermarks.heard(GuildId(entry.guild.id), entry.id)

    def _is_by_hand(self, entry: discord.AuditLogEntry) -> bool:
        """Return whether somebody else than the bot itself did it."""
        return entry.user_id is not None and self.bot.user is not None and entry.user_id != self.bot.user.id

    def _suspended_role(self, guild: discord.Guild) -> int | None:
        """Return the role that suspends here; None where the server suspends in another way."""
        settings = self.services.servers.of(GuildId(guild.id))
        return settings.suspended_role if settings.suspension_method is SuspensionMethod.ROLE else None

    async def _look_again(self, entry: discord.AuditLogEntry) -> None:
        user_id = int(getattr(entry.target, "id", 0))
        if UserId(user_id) not in await self.services.upholding.watched(GuildId(entry.guild.id)):
            return
        try:
            member = await entry.guild.fetch_member(user_id)
        except discord.NotFound:
            return
        await self._reconcile(member, f"audit:{entry.id}", UserId(entry.user_id or 0))

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Compare every server after a start, or after a connection that could not be resumed."""
        for guild in self.bot.guilds:
            await self._compare_all(guild)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Compare a server that was out of reach; during a start ``on_ready`` does it."""
        if self.bot.is_ready():
            await self._compare_all(guild)

    @commands.Cog.listener()
    async def on_resumed(self) -> None:
        """Compare what could not be compared when the connection broke."""
        for guild in [guild for guild in self.bot.guilds if guild.id in self._to_compare]:
            await self._compare_all(guild)

    async def _compare_all(self, guild: discord.Guild) -> None:
        self._to_compare.add(guild.id)
        try:
            await self._compare(guild)
        except (aiohttp.ClientError, OSError, TimeoutError):
            # The connection broke; the next one, new or resumed, compares.
            return
        self._to_compare.discard(guild.id)

    async def _compare(self, guild: discord.Guild) -> None:
        # Before anything is put back it must be known what people changed on purpose.
        await self._read_missed(guild)
        ids = await self.services.upholding.watched(GuildId(guild.id))
        for start in range(0, len(ids), BATCH):
            members = await guild.query_members(user_ids=list(ids[start : start + BATCH]), cache=False)
            for member in members:
                now = to_ms(self.services.clock.now())
                await self._reconcile(member, f"start:{guild.id}:{member.id}:{now}")

    async def _read_missed(self, guild: discord.Guild) -> None:
        """Write down what people did by hand while nobody looked; a server new to us has no gap."""
        marks, guild_id = self.services.watermarks, GuildId(guild.id)
        mark = await marks.audit_mark(guild_id)
        now = self.services.clock.now()
        if mark is None:
            marks.heard(guild_id, discord.utils.time_snowflake(now))
            return
        try:
            entries = await missed(guild, mark)
        except discord.HTTPException as error:
            # For lack of the right, or Discord has a fault just now; the mark stays for the next time.
            _log.warning("the audit log of server %s can't be read: %s", guild.id, error.code or error.status)
            return
        role = self._suspended_role(guild)
        acts = [manual_act(each, role, late=True) for each in entries if self._is_by_hand(each)]
        await self.services.upholding.record_missed([act for act in acts if act is not None])
        if entries:
            marks.heard(guild_id, entries[-1].id)

    async def _reconcile(self, member: discord.Member, cause: str, by: UserId | None = None) -> None:
        await self.services.upholding.reconcile(
            GuildId(member.guild.id), UserId(member.id), seen(member), cause, by
        )
