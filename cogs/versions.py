"""Edits of reported messages: what was reported stays, what it became is kept beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord.ext import commands
from typing_extensions import override

from bot.policy.ids import GuildId, MessageId
from bot.services.following import Edit
from cogs import evidence
from cogs.ui.covered import CoveredButton
from cogs.ui.kept import KeptButton

if TYPE_CHECKING:
    from bot.client import StewardBot


class VersionsCog(commands.Cog):
    """Looks at edits, one set lookup for each, and shows what was kept."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.following = bot.services.intake.following

    @override
    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(KeptButton, CoveredButton)

    @override
    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(KeptButton, CoveredButton)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Keep an edit of a message that somebody reported."""
        message = payload.message
        if message.guild is None or message.edited_at is None:
            return
        if self.following.follows(message.guild.id, message.id):
            await self.following.keep(
                Edit(
                    guild_id=GuildId(message.guild.id),
                    message_id=MessageId(message.id),
                    text=evidence.words_of(message),
                )
            )
