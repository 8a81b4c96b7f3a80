"""What members look up about themselves: /my record and /my reports. Nobody else's, for nobody (F26).

Both work in private messages with the bot too, as a timeout takes every command of the server away.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

import discord
from discord import app_commands
from discord.ext import commands
from typing_extensions import override

from bot.policy.card import Card, Tone
from bot.policy.durations import stamp_day, stamp_moment
from bot.policy.ids import GuildId, UserId
from bot.policy.phrase import Phrase, phrase
from bot.policy.records import Report
from bot.policy.sanctions import LASTING, SanctionKind, SanctionState
from bot.services.own_record import OwnEntry, OwnRecord
from bot.services.returning import Offer
from bot.services.words_returned import ReturnedWords
from cogs import shared_servers
from cogs.ui import answers, zones
from cogs.ui.answers import Interaction, text
from cogs.ui.question_forms import with_questions
from cogs.ui.repost import RepostButton
from cogs.ui.server_choice import ask_server
from cogs.ui.unseal_forms import with_consents

if TYPE_CHECKING:
    from bot.client import StewardBot

_SHOWN: Final = 10
_WORDS_ONLY: Final = frozenset(SanctionKind) - LASTING
"""What restricts nothing, so that it is neither in force nor over."""

_Show: TypeAlias = Callable[[Interaction, discord.Guild], Awaitable[None]]


@app_commands.allowed_contexts(guilds=True, dms=True)
class RecordsCog(commands.GroupCog, group_name="my", group_description="What we keep about you"):
    """Shows members what concerns them."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services
        self.records = OwnRecord(bot.services.casebook)

    @app_commands.command(description="See your own record: what stands, until when, and when it fades.")
    async def record(self, interaction: Interaction) -> None:
        """Show a member their own record."""
        await self._on_a_server(interaction, text(interaction, "own.record"), self._show_record)

    async def _show_record(self, interaction: Interaction, guild: discord.Guild) -> None:
        guild_id = GuildId(guild.id)
        entries = await self.records.of(guild_id, UserId(interaction.user.id))
        offers = await self.services.noticing.returning.offers(guild_id, UserId(interaction.user.id))
        card = self._record(interaction, entries)
        card = await with_questions(interaction, guild, card, as_reporter=False)
        card = _with_offers(interaction, card, guild_id, offers)
        await answers.say(interaction, _placed(interaction, card, guild))

    @app_commands.command(description="See the reports you made here and how they stand.")
    async def reports(self, interaction: Interaction) -> None:
        """Show a member their own reports."""
        await self._on_a_server(interaction, text(interaction, "own.reports"), self._show_reports)

    async def _show_reports(self, interaction: Interaction, guild: discord.Guild) -> None:
        made = await self.services.reports.own(GuildId(guild.id), UserId(interaction.user.id))
        card = self._reports(interaction, made)
        card = await with_questions(interaction, guild, card, as_reporter=True)
        card = await with_consents(interaction, guild, card)
        await answers.say(interaction, _placed(interaction, card, guild))

    async def _on_a_server(self, interaction: Interaction, title: str, show: _Show) -> None:
        """Show what a server keeps: the one the command was given on, the only one, or a chosen one."""
        await interaction.response.defer(ephemeral=True)
        if interaction.guild is not None:
            await show(interaction, interaction.guild)
            return
        user_id = UserId(interaction.user.id)
        known = await self.records.decided_in(user_id)
        everywhere = [GuildId(each.id) for each in self.bot.guilds]
        known |= await self.services.reports.reported_in(everywhere, user_id)
        found = await shared_servers.own_servers(self.bot, user_id, known)
        if isinstance(found, Phrase):
            says = self.services.catalogue.say(found, str(interaction.locale))
            await answers.say(interaction, Card(title=title, text=says))
        elif len(found) == 1:
            await show(interaction, found[0])
        else:
            await self._ask(interaction, found, show)

    async def _ask(self, interaction: Interaction, servers: list[discord.Guild], show: _Show) -> None:
        async def chosen(pressed: Interaction, guild: discord.Guild) -> None:
            await pressed.response.defer(ephemeral=True, thinking=True)
            await show(pressed, guild)

        title, says = text(interaction, "own.servers.title"), text(interaction, "own.servers.text")
        await ask_server(interaction, servers, Card(title=title, text=says), chosen)

    @app_commands.command(description="Set the time zone of times that you write, like “until Friday 18:00”.")
    @app_commands.describe(zone="Like Europe/Berlin; leave it out to go by the server's again")
    async def timezone(self, interaction: Interaction, zone: str | None = None) -> None:
        """Keep or forget somebody's own time zone."""
        await interaction.response.defer(ephemeral=True)
        user_id = UserId(interaction.user.id)
        if zone is None:
            await self.services.timezones.clear(user_id)
        elif not await self.services.timezones.set(user_id, zone):
            await answers.refuse(interaction, phrase("setup.problem.timezone", typed=zone[:60]))
            return
        now = self.services.timezones.of(user_id, GuildId(interaction.guild_id or 0))
        elsewhere = "own.zone_servers" if interaction.guild_id is None else "own.zone_server"
        says = text(interaction, "own.zone_text" if zone else elsewhere, zone=now.key)
        await answers.say(interaction, Card(title=text(interaction, "own.zone"), text=says, tone=Tone.GOOD))

    @timezone.autocomplete("zone")
    async def _zones(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return zones.choices(typed)

    def _record(self, interaction: Interaction, entries: tuple[OwnEntry, ...]) -> Card:
        title = text(interaction, "own.record")
        if not entries:
            return Card(title=title, text=text(interaction, "own.record_empty"), tone=Tone.GOOD)
        return Card(
            title=title,
            text=text(interaction, "own.record_intro"),
            fields=tuple(self._entry(interaction, entry) for entry in entries[:_SHOWN]),
            footer=text(interaction, "own.record_footer"),
        )

    @override
    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(RepostButton)

    @override
    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(RepostButton)

    def _entry(self, interaction: Interaction, entry: OwnEntry) -> tuple[str, str]:
        decision = entry.decision
        lines = [
            text(
                interaction,
                "own.under",
                clause=self._clause(interaction, decision.clause),
                version=decision.conduct_version,
                day=stamp_day(decision.decided_at),
            )
        ]
        if decision.reason:
            lines.append(f"> {' '.join(decision.reason.split())}"[:500])
        lines += self._state(interaction, entry)
        lines.append(self._fading(interaction, entry))
        if decision.appeal_until is not None and decision.appeal_until > self.services.clock.now():
            day = stamp_day(decision.appeal_until)
            lines.append(text(interaction, "own.review", day=day, number=decision.case))
        what = text(interaction, f"sanction.{entry.sanction.kind.value}")
        return text(interaction, "own.entry", what=what, number=decision.case), "\n".join(lines)

    def _state(self, interaction: Interaction, entry: OwnEntry) -> list[str]:
        sanction = entry.sanction
        if sanction.kind in _WORDS_ONLY:
            return []
        if sanction.state is not SanctionState.ACTIVE:
            return [text(interaction, f"case.sanction_state.{sanction.state.value}")]
        if sanction.ends_at is None:
            return [text(interaction, "own.holds")]
        return [text(interaction, "own.holds_until", moment=stamp_moment(sanction.ends_at))]

    def _fading(self, interaction: Interaction, entry: OwnEntry) -> str:
        day = stamp_day(entry.fades_at)
        faded = entry.fades_at <= self.services.clock.now()
        return text(interaction, "own.faded" if faded else "own.fades", day=day)

    def _reports(self, interaction: Interaction, made: list[Report]) -> Card:
        title = text(interaction, "own.reports")
        if not made:
            return Card(title=title, text=text(interaction, "own.reports_empty"), tone=Tone.GOOD)
        fields = tuple((f"`{report.code}`", self._report(interaction, report)) for report in made)
        return Card(title=title, fields=fields, footer=text(interaction, "own.reports_footer"))

    def _report(self, interaction: Interaction, report: Report) -> str:
        state = text(interaction, f"own.report_state.{report.state}")
        about = text(
            interaction,
            "own.report",
            clause=self._clause(interaction, report.category),
            day=stamp_day(report.created_at),
        )
        return f"{about}\n{state}"

    def _clause(self, interaction: Interaction, clause_id: str) -> str:
        clause = self.services.conduct_book.for_locale(str(interaction.locale)).clause(clause_id)
        return clause_id if clause is None else clause.title


def _placed(interaction: Interaction, card: Card, guild: discord.Guild) -> Card:
    """Name the server in a private conversation, where “here” would say nothing."""
    if interaction.guild is not None:
        return card
    return replace(card, title=text(interaction, "own.on_server", title=card.title, server=guild.name))


def _with_offers(interaction: Interaction, card: Card, guild_id: GuildId, offers: list[Offer]) -> Card:
    """Add what the member may post again; the way for those who take no private messages."""
    words = ReturnedWords(catalogue=interaction.client.services.catalogue, locale=str(interaction.locale))
    fields = [
        (text(interaction, "returned.heading"), f"{_from(interaction, each)}\n{each.words}"[:1024])
        for each in offers
    ]
    buttons = tuple(words.button(guild_id, each.message_id) for each in offers)
    return replace(card, fields=(*fields, *card.fields), buttons=(*card.buttons, *buttons))


def _from(interaction: Interaction, offer: Offer) -> str:
    return text(interaction, "returned.in_record", channel=f"<#{offer.channel_id}>")
