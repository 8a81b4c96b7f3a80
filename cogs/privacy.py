"""/privacy: what is kept and for how long, everything about oneself as a file, and being forgotten (M43)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import discord
import orjson
from discord import app_commands
from discord.ext import commands

from bot.policy.card import Card, Tone
from bot.policy.ids import UserId
from bot.services.retention import RETENTION
from cogs.ui import answers
from cogs.ui.answers import Interaction, text
from cogs.ui.guarded import guarded

if TYPE_CHECKING:
    from bot.client import StewardBot


class Confirm(discord.ui.View):
    """Asks once more before everything about somebody is forgotten."""

    def __init__(self, interaction: Interaction) -> None:
        super().__init__(timeout=300)
        self.erase.label = text(interaction, "privacy.erase.button")
        self.keep.label = text(interaction, "privacy.erase.keep")

    @discord.ui.button(style=discord.ButtonStyle.danger)
    async def erase(self, interaction: Interaction, button: discord.ui.Button[Confirm]) -> None:
        """Forget the person."""
        async with guarded(interaction):
            await interaction.response.defer(ephemeral=True)
            refusal = await interaction.client.services.privacy.erase(UserId(interaction.user.id))
            self.stop()
            if refusal is not None:
                await answers.refuse(interaction, refusal)
                return
            title, body = (
                text(interaction, "privacy.erase.done"),
                text(interaction, "privacy.erase.done_text"),
            )
            await answers.say(interaction, Card(title=title, text=body, tone=Tone.GOOD))

    @discord.ui.button(style=discord.ButtonStyle.secondary)
    async def keep(self, interaction: Interaction, button: discord.ui.Button[Confirm]) -> None:
        """Change nothing."""
        async with guarded(interaction):
            self.stop()
            await answers.say(interaction, Card(title=text(interaction, "reply.nothing_done")))


class PrivacyCog(
    commands.GroupCog,
    group_name="privacy",
    group_description="What is kept about you",
):
    """Works in servers and in private messages alike."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    @app_commands.command(description="Read what is kept, for what, and for how long.")
    async def notice(self, interaction: Interaction) -> None:
        """Explain what is kept."""
        terms = {name: term.days for name, term in RETENTION.items()}
        fields = tuple(
            (
                text(interaction, f"privacy.notice.{part}.title"),
                text(interaction, f"privacy.notice.{part}.text", **terms),
            )
            for part in ("kept", "reports", "words", "rights")
        )
        await answers.say(interaction, Card(title=text(interaction, "privacy.notice.title"), fields=fields))

    @app_commands.command(description="Get everything that is kept about you, as a file.")
    async def export(self, interaction: Interaction) -> None:
        """Hand over everything about the person who asks."""
        await interaction.response.defer(ephemeral=True)
        found = await self.services.privacy.along.of(UserId(interaction.user.id))
        body = orjson.dumps(found, option=orjson.OPT_INDENT_2)
        await interaction.followup.send(
            text(interaction, "privacy.export"),
            file=discord.File(io.BytesIO(body), "about-me.json"),
            ephemeral=True,
        )

    @app_commands.command(description="Have your name and your words forgotten; this can't be undone.")
    async def erase(self, interaction: Interaction) -> None:
        """Ask once more, then forget."""
        title, body = text(interaction, "privacy.erase.title"), text(interaction, "privacy.erase.text")
        embed = discord.Embed(title=title, description=body)
        await interaction.response.send_message(embed=embed, view=Confirm(interaction), ephemeral=True)
