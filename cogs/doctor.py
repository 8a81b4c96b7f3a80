"""/doctor: what is missing for the bot to work here, and where to click (M47)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from discord import app_commands
from discord.ext import commands

from bot.policy.ids import GuildId
from bot.policy.phrase import phrase
from cogs import checkup
from cogs.ui import answers, setup_pages
from cogs.ui.answers import Interaction

if TYPE_CHECKING:
    from bot.client import StewardBot

_WEEK: Final = timedelta(days=7)


class DoctorCog(commands.Cog):
    """Looks the bot's own condition over."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    @app_commands.command(description="See whether something is missing for me to work, and where to click.")
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    async def doctor(self, interaction: Interaction) -> None:
        """Look over everything the bot needs."""
        await interaction.response.defer(ephemeral=True)
        guild = interaction.guild
        if guild is None or not checkup.may_set_up(interaction):
            await answers.refuse(interaction, phrase("setup.not_yours"))
            return
        guild_id = GuildId(guild.id)
        since = self.services.clock.now() - _WEEK
        await answers.say(
            interaction,
            setup_pages.diagnosis(
                interaction,
                [
                    *checkup.points(guild, self.services.servers.of(guild_id)),
                    *checkup.installation(self.bot.application),
                    *checkup.extras(self.services.intake),
                ],
                await self.services.casebook.troubles(guild_id, since),
                self.services.rules.for_channel(guild_id, (guild_id,)),
            ),
        )
