"""The form in which a moderator decides a case: the reason, and for another step than proposed, why."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

import discord
from typing_extensions import override

from bot.cards import cut
from bot.policy.conduct import Clause
from bot.policy.durations import DurationProblem, parse_duration
from bot.policy.ids import UserId
from bot.policy.ladder import Proposal
from bot.policy.phrase import Phrase, phrase
from bot.policy.sanctions import SanctionKind
from bot.services.orders import Decided, Order, Unmoved
from cogs import convert
from cogs.ui import answers, pages
from cogs.ui.answers import Interaction, text
from cogs.ui.case_desk import Desk, seated, target_of
from cogs.ui.guarded import Form, Input, paragraph
from cogs.ui.motion_forms import propose

_OPEN: Final = 3600.0
"""Seconds; a form that somebody closed unsent tells us nothing, and must not be kept for ever."""
_LONGEST = 1000
_STEPS: Final = (SanctionKind.WARNING, SanctionKind.MUTE, SanctionKind.SUSPENSION)


class CaseForm(Form):
    """Asks for the reason, and for the step where it is another one than the ladder's."""

    def __init__(
        self, interaction: Interaction, number: int, proposal: Proposal, clause: Clause, *, otherwise: bool
    ) -> None:
        step = pages.words(interaction).step(proposal)
        key = "queue.form.otherwise" if otherwise else "queue.form.propose"
        values = {"number": number} if otherwise else {"number": number, "step": step}
        super().__init__(title=text(interaction, key, **values), timeout=_OPEN)
        self.number = number
        self.clause = clause.id
        self.proposal = proposal
        self.step: discord.ui.Select[discord.ui.LayoutView] | None = None
        self.length: Input | None = None
        self.why: Input | None = None
        start = text(interaction, "queue.form.reason_start", clause=clause.title, text=clause.text)
        if otherwise:
            self.step = _steps(interaction)
            self.length = discord.ui.TextInput(custom_id="length", required=False, max_length=60)
            self._add(interaction, "step", self.step)
            self._add(interaction, "length", self.length)
        self.reason = paragraph("reason", _LONGEST, start=cut(start, _LONGEST))
        self._add(interaction, "reason", self.reason)
        if otherwise:
            self.why = paragraph("why", _LONGEST)
            self._add(interaction, "why", self.why, step=step)

    def _add(self, interaction: Interaction, name: str, item: discord.ui.Item[Any], **values: str) -> None:
        # The select speaks for itself.
        hint = "" if name == "step" else text(interaction, f"queue.form.{name}_hint", **values)
        self.ask(item, text(interaction, f"queue.form.{name}"), hint)

    @override
    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        sent = cast(Interaction, interaction)
        await sent.response.defer(ephemeral=True, thinking=True)
        desk = await seated(sent, self.number)
        if desk is None:
            return
        order = await self._order(sent, desk)
        if not isinstance(order, Order):
            await answers.refuse(sent, order)
            return
        outcome = await sent.client.services.moderation.impose(order)
        if isinstance(outcome, Decided):
            await answers.say(sent, pages.decided(sent, outcome, desk.subject))
        elif isinstance(outcome, Unmoved) and outcome.key == "needs_second":
            await propose(sent, order, hold=False)
        else:
            await answers.refuse(sent, outcome)

    async def _order(self, interaction: Interaction, desk: Desk) -> Order | DurationProblem | Phrase:
        services = interaction.client.services
        settings = services.servers.of(desk.guild_id)
        zone = services.timezones.of(UserId(interaction.user.id), desk.guild_id)
        chosen = self._chosen(services.clock.now(), zone)
        if not isinstance(chosen, tuple):
            return chosen
        kind, ends_at = chosen
        return Order(
            key=f"btn:{interaction.id}",
            guild_id=desk.guild_id,
            actor=desk.actor,
            target=await target_of(desk, interaction),
            me=convert.standing(desk.guild.me, desk.guild, settings),
            kind=kind,
            ends_at=ends_at,
            clause=self.clause,
            reason=self.reason.value,
            facts=desk.file.said[-1] if desk.file.said else "",
            case=self.number,
            source=desk.source,
            deviation=self.why.value if self.why else "",
        )

    def _chosen(
        self, now: datetime, zone: ZoneInfo
    ) -> tuple[SanctionKind, datetime | None] | DurationProblem | Phrase:
        """Return the step and its end: the proposed one, or what was chosen instead."""
        if self.step is None or self.length is None:
            assert self.proposal.kind is not None  # noqa: S101 - no button leads here without one
            length = self.proposal.duration
            return self.proposal.kind, None if length is None else now + length
        kind = SanctionKind(self.step.values[0])
        if kind is SanctionKind.WARNING:
            return kind, None
        if not self.length.value.strip():
            return phrase("queue.problem.length_missing")
        term = parse_duration(self.length.value, now, zone)
        return term if isinstance(term, DurationProblem) else (kind, term.ends_at)


def _steps(interaction: Interaction) -> discord.ui.Select[discord.ui.LayoutView]:
    options = [
        discord.SelectOption(label=text(interaction, f"sanction.{kind.value}"), value=kind.value)
        for kind in _STEPS
    ]
    return discord.ui.Select(custom_id="step", options=options)
