"""/pronouns: how somebody wants to be spoken of; everybody on the server can look it up (M9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.policy.card import Card, Tone
from bot.policy.ids import GuildId, UserId
from bot.policy.phrase import phrase
from bot.policy.pronouns import LONGEST, SUGGESTIONS
from bot.policy.verdict import Mode
from cogs.ui import answers
from cogs.ui.answers import Interaction, text

if TYPE_CHECKING:
    from bot.client import StewardBot


class PronounsCog(
    commands.GroupCog, group_name="pronouns", group_description="How you and others want to be spoken of"
):
    """Works in servers and, for one's own, in private messages."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    @app_commands.command(
        description="Say with which pronouns you want to be spoken of; everybody can look it up."
    )
    @app_commands.describe(pronouns="Choose, or write your own, like “she/they”")
    async def set(self, interaction: Interaction, pronouns: app_commands.Range[str, 1, LONGEST]) -> None:
        """Keep one's own pronouns."""
        await interaction.response.defer(ephemeral=True)
        guild_id = GuildId(interaction.guild_id or 0)
        # Everybody can read them, so they are held to the rules like any words.
        verdict = self.services.rules.trial(guild_id, (guild_id,), pronouns, academic=False)
        fit = verdict.mode.rank < Mode.FLAG.rank
        kept = await self.services.pronouns.set(UserId(interaction.user.id), pronouns) if fit else None
        if kept is None:
            await answers.refuse(interaction, phrase("pronouns.unfit"))
            return
        title = text(interaction, "pronouns.set", pronouns=kept)
        await answers.say(
            interaction, Card(title=title, text=text(interaction, "pronouns.set_text"), tone=Tone.GOOD)
        )

    @set.autocomplete("pronouns")
    async def _suggestions(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        wanted = typed.strip().casefold()
        found = [each for each in SUGGESTIONS if wanted in each]
        return [app_commands.Choice(name=each, value=each) for each in found]

    @app_commands.command(description="Look up with which pronouns somebody wants to be spoken of.")
    @app_commands.describe(member="Whom; leave it out to see your own")
    async def show(self, interaction: Interaction, member: discord.User | None = None) -> None:
        """Show somebody's pronouns."""
        await interaction.response.defer(ephemeral=True)
        who = member or interaction.user
        kept = self.services.pronouns.of([UserId(who.id)]).get(UserId(who.id))
        if kept is None:
            key = (
                "pronouns.none"
                if member is None or member.id == interaction.user.id
                else "pronouns.none_other"
            )
            await answers.say(interaction, Card(title=text(interaction, key)))
            return
        line = text(interaction, "pronouns.line", who=who.mention, pronouns=kept)
        await answers.say(interaction, Card(title=text(interaction, "pronouns.title"), text=line))

    @app_commands.command(description="Have your pronouns forgotten.")
    async def clear(self, interaction: Interaction) -> None:
        """Forget one's own pronouns."""
        await interaction.response.defer(ephemeral=True)
        cleared = await self.services.pronouns.clear(UserId(interaction.user.id))
        key = "pronouns.cleared" if cleared else "pronouns.none"
        await answers.say(interaction, Card(title=text(interaction, key), tone=Tone.GOOD))
