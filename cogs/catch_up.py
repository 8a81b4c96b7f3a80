"""Reads what was written while the bot was away, within bounds, newest gap first (F47)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import discord
from discord.ext import commands

from bot.policy.ids import GuildId
from bot.services.watermarks import Gap

if TYPE_CHECKING:
    from bot.client import StewardBot
    from cogs.listener import Listener

MOST_PER_CHANNEL: Final = 100
MOST_PER_SERVER: Final = 500
PUNISHABLE: Final = timedelta(minutes=30)
"""What is older is only brought to people: a notice about words of hours ago helps nobody."""


class CatchUp(commands.Cog):
    """Judges late what could not be judged in time."""

    def __init__(self, bot: StewardBot, listener: Listener) -> None:
        self.bot = bot
        self.services = bot.services
        self.judge = listener

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Look for gaps after a start, or after a connection that could not be resumed."""
        for guild in self.bot.guilds:
            await self.catch_up(guild)

    async def catch_up(self, guild: discord.Guild) -> None:
        """Judge a server's missed messages."""
        places: list[discord.TextChannel | discord.VoiceChannel | discord.Thread] = [
            *guild.text_channels,
            *guild.voice_channels,
            *guild.threads,
        ]
        last = [(place.id, place.last_message_id) for place in places]
        left = MOST_PER_SERVER
        for gap in await self.services.watermarks.gaps(GuildId(guild.id), last):
            if left <= 0:
                return
            left -= await self._read(guild, gap, min(left, MOST_PER_CHANNEL))

    async def _read(self, guild: discord.Guild, gap: Gap, most: int) -> int:
        place = guild.get_channel_or_thread(gap.channel_id)
        if not isinstance(place, discord.abc.Messageable):
            return 0
        count = 0
        try:
            async for message in place.history(limit=most, after=discord.Object(gap.after)):
                count += 1
                age = self.services.clock.now() - message.created_at
                follow = self.judge.look(message, punishable=age <= PUNISHABLE)
                if follow is not None:
                    await follow
        except (discord.Forbidden, discord.NotFound):
            # A channel that was closed to us or removed meanwhile; the others still want reading.
            return count
        return count
