"""Looks after sanctions where Discord changes around them: edited channels, people who enter voice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.clock import to_ms
from bot.policy.ids import ChannelId, GuildId, UserId
from bot.policy.overwrites import BANNED, still_ours
from cogs.events import has_floor, seen

if TYPE_CHECKING:
    from bot.client import StewardBot


class UpkeepCog(commands.Cog):
    """Puts back what an edit took away, and sets in voice what had to wait for it."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """Close a channel again to whom it is closed, when its rights were changed (F9)."""
        if before.overwrites == after.overwrites:
            return
        now = to_ms(self.services.clock.now())
        await self.services.channel_bans.channel_changed(
            GuildId(after.guild.id), ChannelId(after.id), kept_out(after), f"channel:{after.id}:{now}"
        )

    @commands.Cog.listener()
    async def on_voice_state_update(
        self, member: discord.Member, before: discord.VoiceState, after: discord.VoiceState
    ) -> None:
        """Set or take back a voice mute, which Discord allows only for people who are in voice.

        Who is muted and given the floor of a stage goes back to the audience.
        """
        raised = has_floor(after) and not has_floor(before)
        moved = before.channel is None or before.mute != after.mute or raised
        if after.channel is None or not moved:
            return
        state = f"{int(after.mute)}{int(after.suppress)}"
        cause = f"voice:{member.id}:{to_ms(self.services.clock.now())}:{state}"
        await self.services.upholding.reconcile(
            GuildId(member.guild.id), UserId(member.id), seen(member), cause
        )


def kept_out(channel: discord.abc.GuildChannel) -> frozenset[int]:
    """Return for whom a channel holds an overwrite that keeps them out."""
    return frozenset(
        target.id
        for target, held in channel.overwrites.items()
        if not isinstance(target, discord.Role) and still_ours(held.pair()[1].value, BANNED)
    )
