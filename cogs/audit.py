"""/audit: administrators check that the journal was not changed afterwards (M44)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.policy.card import Card, Tone
from bot.policy.ids import GuildId
from bot.services.audit import Chain, read_head
from bot.services.orders import Unmoved
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
    @app_commands.describe(head="A head that was posted earlier: number and hash, as they stand there")
    async def verify(self, interaction: Interaction, head: str | None = None) -> None:
        """Follow the chain of this server's journal."""
        if not interaction.permissions.manage_guild:
            raise app_commands.MissingPermissions(["manage_guild"])
        await interaction.response.defer(ephemeral=True)
        earlier = None if head is None else read_head(head)
        if isinstance(earlier, Unmoved):
            await answers.refuse(interaction, earlier)
            return
        chain = await self.services.audit.verify(GuildId(interaction.guild_id or 0), earlier)
        await answers.say(interaction, _card(interaction, chain))


def _card(interaction: Interaction, chain: Chain) -> Card:
    if chain.broken_at is None:
        lines = [text(interaction, "audit.sound", count=chain.entries)]
    else:
        lines = [text(interaction, "audit.broken", entry=chain.broken_at)]
    if chain.earlier is not None:
        known = "audit.head_holds" if chain.holds else "audit.head_gone"
        lines.append(text(interaction, known, entry=chain.earlier.entry))
    lines.append(text(interaction, "audit.head", entry=chain.entries, head=chain.head))
    sound = chain.broken_at is None and (chain.earlier is None or chain.holds)
    return Card(
        title=text(interaction, "audit.title"),
        text="\n".join(lines),
        tone=Tone.GOOD if sound else Tone.GRAVE,
    )
