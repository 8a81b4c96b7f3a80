"""What is written to the moderators' channel about the queue itself: the board, and what waits too long."""

from dataclasses import dataclass

from bot.i18n import Catalogue
from bot.policy.card import Button, ButtonStyle, Card, Tone
from bot.policy.case_names import code_name
from bot.policy.clocks import Step, Term
from bot.policy.durations import stamp_moment
from bot.policy.phrase import Value
from bot.policy.queue import QueueState
from bot.policy.records import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueWords:
    """Speaks to the moderators of one server."""

    catalogue: Catalogue
    locale: str

    def overdue(self, case: Case, term: Term, step: Step) -> Card:
        """Return what is told when a case has waited too long; whom it is about is not said again."""
        lines = [self._text(f"clock.late_{term.value}", number=case.number, name=code_name(case.number))]
        if case.due_at is not None:
            lines.append(self._text("clock.since", moment=stamp_moment(case.due_at)))
        lines += [self._link(case, case.post_channel, case.post_message), self._text("clock.never_closed")]
        return Card(
            title=self._text("clock.title", number=case.number),
            text="\n".join(line for line in lines if line),
            tone=Tone.GRAVE if step > Step.MODERATORS else Tone.NOTICE,
        )

    def late_appeal(self, case: Case, number: int, channel: int | None, message: int | None) -> Card:
        """Return what is told when an appeal was not answered by the promised day."""
        lines = [
            self._text("clock.late_appeal", appeal=number, number=case.number),
            self._link(case, channel, message),
            self._text("clock.never_closed"),
        ]
        return Card(
            title=self._text("clock.title_appeal", appeal=number),
            text="\n".join(line for line in lines if line),
            tone=Tone.GRAVE,
        )

    def to_panel(self, case: Case, *, there: bool) -> Card:
        """Return what is told when too few of the team are free: to the panel, or to the administrators."""
        named: dict[str, Value] = {"number": case.number, "name": code_name(case.number)}
        return Card(
            title=self._text("panel_case.title", **named),
            text=self._text("panel_case.text" if there else "panel_case.no_panel", **named),
            tone=Tone.GRAVE,
        )

    def handed(self, case: Case, by: int | None, to: int) -> Card:
        """Return what is told when a case is handed to somebody."""
        giver = self._text("case.erased") if by is None else f"<@{by}>"
        moment = "" if case.claimed_until is None else stamp_moment(case.claimed_until)
        text = self._text("more.handed", by=giver, to=f"<@{to}>", number=case.number, moment=moment)
        link = self._link(case, case.post_channel, case.post_message)
        return Card(
            title=self._text("more.handed_title", number=case.number, name=code_name(case.number)),
            text=f"{text}\n{link}".strip(),
            tone=Tone.NOTICE,
        )

    def board(self, state: QueueState) -> Card:
        """Return how the queue stands, with the two ways into it."""
        lines = [self._text("board.cases", count=state.cases)]
        for name in ("free", "urgent", "overdue", "appeals", "late_appeals"):
            if count := getattr(state, name):
                lines.append(self._text(f"board.{name}", count=count))
        if state.next_due is not None:
            lines.append(self._text("board.next_due", moment=stamp_moment(state.next_due)))
        late = state.overdue or state.late_appeals
        return Card(
            title=self._text("board.title"),
            text="\n".join(lines) if state.cases or state.appeals else self._text("board.empty"),
            tone=Tone.GRAVE if late else Tone.NOTICE if state.cases or state.appeals else Tone.GOOD,
            buttons=(
                Button(custom_id="queue:open:all:any:0", label=self._text("board.open")),
                Button(
                    custom_id="queue:next:all:any:0",
                    label=self._text("queue.take_next"),
                    style=ButtonStyle.PRIMARY,
                    disabled=not state.free,
                ),
            ),
        )

    def _link(self, case: Case, channel: int | None, message: int | None) -> str:
        if channel is None or message is None:
            return ""
        place = f"{case.guild_id}/{channel}/{message}"
        return self._text("clock.link", link=f"https://discord.com/channels/{place}")

    def _text(self, key: str, **values: Value) -> str:
        return self.catalogue.text(key, self.locale, **values)
