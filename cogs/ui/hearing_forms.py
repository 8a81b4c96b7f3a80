"""How the team answers an appeal: three buttons, each with a form for the reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final, cast

import discord
from typing_extensions import override

from bot.policy.appeals import AppealState
from bot.policy.authority import Refusal, Standing
from bot.policy.card import Card, Tone
from bot.policy.durations import DurationProblem, parse_duration
from bot.policy.ids import GuildId, UserId
from bot.policy.phrase import Phrase, phrase
from bot.services.hearing import AppealFile, AppealRuling
from bot.services.orders import Unmoved
from cogs import convert
from cogs.ui import answers, pages
from cogs.ui.answers import Interaction, text
from cogs.ui.case_desk import absent
from cogs.ui.guarded import Form, paragraph

_OPEN: Final = 900.0
"""Seconds; a form that was closed unsent must not be kept for ever."""
_LONGEST = 1000
STATES: Final = {
    "grant": AppealState.GRANTED,
    "partly": AppealState.PARTLY,
    "deny": AppealState.DENIED,
}


async def hear(interaction: Interaction, number: int) -> AppealFile | Refusal | Unmoved | Phrase:
    """Return an open appeal, or why this person can't decide it; asked anew at each press."""
    seats = await _seats(interaction, number)
    if not isinstance(seats, tuple):
        return seats
    guild_id, actor, me = seats
    services = interaction.client.services
    found = await services.hearing.file(guild_id, number, actor, me)
    if found in (Refusal.RECUSED, Refusal.DECIDED_BEFORE):
        await services.teamwork.outside.look_at_appeal(guild_id, number)
    return absent(interaction, "no_such_appeal", number) if found is Refusal.RECUSED else found


async def _seats(interaction: Interaction, number: int) -> tuple[GuildId, Standing, Standing] | Phrase:
    guild, who = interaction.guild, interaction.user
    if guild is None or not isinstance(who, discord.Member):
        return phrase("queue.not_moderator")
    settings = interaction.client.services.servers.of(GuildId(guild.id))
    file = await interaction.client.services.hearing.look(GuildId(guild.id), number)
    actor = convert.standing(who, guild, settings) if convert.may_moderate(who, settings) else None
    if file is not None:
        actor = convert.seat(who, guild, settings, file.case)
    if actor is None:
        return phrase("queue.not_moderator")
    return GuildId(guild.id), actor, convert.standing(guild.me, guild, settings)


class HearingForm(Form):
    """Asks what the member is told and, to shorten, how long it should have been."""

    def __init__(self, interaction: Interaction, file: AppealFile, act: str) -> None:
        super().__init__(title=text(interaction, f"appeal.desk.{act}"), timeout=_OPEN)
        self.number = file.appeal.number
        self.state = STATES[act]
        self.length: discord.ui.TextInput[discord.ui.LayoutView] | None = None
        if self.state is AppealState.PARTLY:
            self.length = discord.ui.TextInput(custom_id="length", max_length=60)
            self._add(interaction, "length", self.length)
        self.reason = paragraph("reason", _LONGEST)
        self._add(interaction, "reason", self.reason)

    def _add(self, interaction: Interaction, name: str, item: discord.ui.Item[Any]) -> None:
        self.ask(
            item, text(interaction, f"appeal.desk.{name}"), text(interaction, f"appeal.desk.{name}_hint")
        )

    @override
    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        sent = cast(Interaction, interaction)
        await sent.response.defer(ephemeral=True, thinking=True)
        outcome = await self._answer(sent)
        if not isinstance(outcome, AppealFile):
            await answers.refuse(sent, outcome)
            return
        await answers.say(sent, _done(sent, outcome))

    async def _answer(
        self, interaction: Interaction
    ) -> AppealFile | Refusal | Unmoved | Phrase | DurationProblem:
        file = await hear(interaction, self.number)
        seats = await _seats(interaction, self.number)
        if not isinstance(file, AppealFile) or not isinstance(seats, tuple):
            return file if not isinstance(file, AppealFile) else phrase("queue.not_moderator")
        guild_id, actor, me = seats
        length = self._length(interaction, file)
        if isinstance(length, DurationProblem):
            return length
        return await interaction.client.services.hearing.decide(
            AppealRuling(
                key=f"btn:{interaction.id}",
                guild_id=guild_id,
                number=self.number,
                actor=actor,
                me=me,
                state=self.state,
                reason=self.reason.value,
                length=length,
            )
        )

    def _length(self, interaction: Interaction, file: AppealFile) -> timedelta | DurationProblem | None:
        if self.length is None:
            return None
        zone = interaction.client.services.timezones.of(UserId(interaction.user.id), file.appeal.guild_id)
        # Counted from the decision, so that "2 days" and "until Friday" both mean what they say.
        term = parse_duration(self.length.value, file.matter.decision.decided_at, zone)
        return term if isinstance(term, DurationProblem) else term.length


def _done(interaction: Interaction, file: AppealFile) -> Card:
    state = text(interaction, f"appeal.state.{file.appeal.state.value}")
    lines = [text(interaction, "appeal.desk.done_text")]
    lines += pages.sanction_lines(interaction, file.matter.sanctions)
    return Card(
        title=text(interaction, "appeal.desk.done", number=file.appeal.number, state=state),
        text="\n".join(lines),
        tone=Tone.GOOD,
    )
