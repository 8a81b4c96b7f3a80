"""Takes up what is due and what was left behind; armed by the next deadline, never by a fixed tick."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import discord
from discord.ext import commands, tasks
from typing_extensions import override

from bot.policy.ids import GuildId

if TYPE_CHECKING:
    from bot.client import StewardBot


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
        wait = await self.services.schedule.run()
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
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Let go what waited for this server to come back (F3)."""
        await self.services.enforcement.wake(GuildId(guild.id))
        self.services.alarm.by(self.services.clock.now())
