"""/audit: administrators check that the journal was not changed afterwards (M44)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.policy.card import Card, Tone
from bot.policy.ids import GuildId
from cogs.ui import answers
from cogs.ui.answers import Interaction, text

if TYPE_CHECKING:
    from bot.client import StewardBot


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class AuditCog(commands.GroupCog, group_name="audit", group_description="The journal of what was decided"):
    """Looks at the journal."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    @app_commands.command(description="Check that nobody changed, added or removed an entry of the journal.")
    async def verify(self, interaction: Interaction) -> None:
        """Follow the chain of this server's journal."""
        if not interaction.permissions.manage_guild:
            raise app_commands.MissingPermissions(["manage_guild"])
        await interaction.response.defer(ephemeral=True)
        chain = await self.services.audit.verify(GuildId(interaction.guild_id or 0))
        sound = chain.broken_at is None
        what = (
            text(interaction, "audit.sound", count=chain.entries)
            if chain.broken_at is None
            else text(interaction, "audit.broken", entry=chain.broken_at)
        )
        head = text(interaction, "audit.head", head=chain.head)
        tone = Tone.GOOD if sound else Tone.GRAVE
        await answers.say(
            interaction, Card(title=text(interaction, "audit.title"), text=f"{what}\n{head}", tone=tone)
        )
