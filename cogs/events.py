"""What happens besides messages: people who come back, things done by hand, servers that return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import aiohttp
import discord
from discord.ext import commands

from bot.clock import to_ms
from bot.policy.ids import GuildId, UserId
from bot.policy.observing import Seen
from bot.policy.overwrites import BANNED, still_ours
from bot.policy.sanctions import SanctionKind
from bot.services.upholding import ManualAct

if TYPE_CHECKING:
    from bot.client import StewardBot

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
        if entry.user_id is None or self.bot.user is None or entry.user_id == self.bot.user.id:
            return
        act = manual_act(entry)
        if act is not None:
            await self.services.upholding.record(act)
        elif entry.action is discord.AuditLogAction.member_role_update and entry.target is not None:
            await self._look_again(entry.guild, int(getattr(entry.target, "id", 0)), f"audit:{entry.id}")

    async def _look_again(self, guild: discord.Guild, user_id: int, cause: str) -> None:
        if UserId(user_id) not in await self.services.upholding.watched(GuildId(guild.id)):
            return
        try:
            member = await guild.fetch_member(user_id)
        except discord.NotFound:
            return
        await self._reconcile(member, cause)

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
        ids = await self.services.upholding.watched(GuildId(guild.id))
        for start in range(0, len(ids), BATCH):
            members = await guild.query_members(user_ids=list(ids[start : start + BATCH]), cache=False)
            for member in members:
                now = to_ms(self.services.clock.now())
                await self._reconcile(member, f"start:{guild.id}:{member.id}:{now}")

    async def _reconcile(self, member: discord.Member, cause: str) -> None:
        await self.services.upholding.reconcile(
            GuildId(member.guild.id), UserId(member.id), seen(member), cause
        )


def manual_act(entry: discord.AuditLogEntry) -> ManualAct | None:
    """Return what an audit log entry tells of a person's own act, None when it is none of our business."""
    if entry.target is None or entry.user_id is None:
        return None
    kind, imposed, until = SanctionKind.EXPULSION, True, None
    if entry.action is discord.AuditLogAction.unban:
        imposed = False
    elif entry.action is discord.AuditLogAction.member_update:
        if not hasattr(entry.after, "timed_out_until"):
            return None
        kind, until = SanctionKind.MUTE, entry.after.timed_out_until
        imposed = until is not None
    elif entry.action is not discord.AuditLogAction.ban:
        return None
    return ManualAct(
        key=f"audit:{entry.id}",
        guild_id=GuildId(entry.guild.id),
        actor=UserId(entry.user_id),
        target=UserId(int(getattr(entry.target, "id", 0))),
        kind=kind,
        imposed=imposed,
        ends_at=until,
        reason=entry.reason or "",
    )
