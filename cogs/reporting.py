"""Reports without ground: /reporting sets what follows from them, and buttons ask for a second look (M14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from discord import app_commands
from discord.ext import commands
from typing_extensions import override

from bot.policy.card import Card, Tone
from bot.policy.ids import CaseNumber, GuildId, UserId
from bot.policy.phrase import phrase
from bot.policy.reputation import MOST_PAUSE_DAYS, Hold
from bot.policy.server import ServerSettings
from cogs import checkup
from cogs.ui import answers
from cogs.ui.answers import Interaction, text
from cogs.ui.case_desk import seated
from cogs.ui.press import Press

if TYPE_CHECKING:
    from bot.client import StewardBot

_HOLDS: Final = [app_commands.Choice(name=each.value, value=each.value) for each in Hold]


class PauseButton(
    Press,
    template=r"pause:(?P<guild>[0-9]{15,20}):(?P<number>[0-9]{1,15}):(?P<act>ask|end|keep)",
):
    """Stands under the word on a pause, where its reporter asks, and under the case, where others answer."""

    @override
    async def press(self, pressed: Interaction) -> None:
        await pressed.response.defer(ephemeral=True, thinking=True)
        await (self._ask(pressed) if self.act == "ask" else self._answer(pressed))

    async def _ask(self, interaction: Interaction) -> None:
        pauses = interaction.client.services.reports.pauses
        refusal = await pauses.ask(self.guild_id, UserId(interaction.user.id), CaseNumber(self.number))
        if refusal is not None:
            await answers.refuse(interaction, refusal)
            return
        await answers.say(interaction, _done(interaction, "asked"))

    async def _answer(self, interaction: Interaction) -> None:
        desk = await seated(interaction, self.number)
        if desk is None:
            return
        refusal = await interaction.client.services.reports.pauses.answer(
            desk.guild_id, self.number, desk.actor.user_id, f"btn:{interaction.id}", end=self.act == "end"
        )
        if refusal is not None:
            await answers.refuse(interaction, refusal)
            return
        await answers.say(interaction, _done(interaction, "ended" if self.act == "end" else "kept"))


def _done(interaction: Interaction, what: str) -> Card:
    title, body = text(interaction, f"pause.done.{what}.title"), text(interaction, f"pause.done.{what}.text")
    return Card(title=title, text=body, tone=Tone.GOOD)


class ReportingCog(commands.Cog):
    """Lets administrators choose what reports may hide, and what those without ground lead to."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    @override
    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(PauseButton)

    @override
    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(PauseButton)

    @app_commands.command(
        description="Choose what follows from reports without ground, and what they may hide."
    )
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.describe(
        pause_days="Days without ordinary reports after a second one without any ground; 0 for never",
        hold="Whether three reporters together hide a message until somebody looks; shadow only notes it",
    )
    @app_commands.choices(hold=_HOLDS)
    async def reporting(
        self,
        interaction: Interaction,
        pause_days: app_commands.Range[int, 0, MOST_PAUSE_DAYS] | None = None,
        hold: str | None = None,
    ) -> None:
        """Change what was given, and show how it stands."""
        await interaction.response.defer(ephemeral=True)
        if interaction.guild is None or not checkup.may_set_up(interaction):
            await answers.refuse(interaction, phrase("setup.not_yours"))
            return
        guild_id = GuildId(interaction.guild.id)
        asked = {"reporter_pause_days": pause_days, "report_hold": hold and Hold(hold)}
        changes = {key: value for key, value in asked.items() if value is not None}
        if changes:
            who = await self.services.people.ensure(UserId(interaction.user.id))
            await self.services.servers.change(guild_id, who.code, **changes)
        settings = self.services.servers.of(guild_id)
        await answers.say(interaction, _standing(interaction, settings, changed=bool(changes)))


def _standing(interaction: Interaction, settings: ServerSettings, *, changed: bool) -> Card:
    days = settings.reporter_pause_days
    pause = text(interaction, "reporting.pause" if days else "reporting.no_pause", count=days)
    return Card(
        title=text(interaction, "reporting.saved" if changed else "reporting.title"),
        text="\n".join((pause, text(interaction, f"reporting.hold.{settings.report_hold.value}"))),
        footer=text(interaction, "reporting.always"),
        tone=Tone.GOOD if changed else Tone.NEUTRAL,
    )
