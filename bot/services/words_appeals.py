"""What is said about appeals: the moderators' message of one, the questions, and the answer to the member."""

from dataclasses import dataclass

from bot.i18n import Catalogue
from bot.policy.actions import Json
from bot.policy.appeals import DECIDED, Appeal, AppealState
from bot.policy.card import Button, ButtonStyle, Card, Tone
from bot.policy.durations import stamp_day, stamp_moment
from bot.policy.ids import PersonId
from bot.policy.phrase import Value
from bot.policy.sanctions import LASTING, Sanction, SanctionState
from bot.policy.server import ServerSettings
from bot.services.hearing import AppealFile
from bot.services.people import People

_QUOTE = 600
_QUESTIONS = ("happened", "differently", "wish")
_MOST_QUESTIONS = 4
_TONES = {AppealState.OPEN: Tone.NOTICE, AppealState.GRANTED: Tone.GOOD, AppealState.PARTLY: Tone.GOOD}


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealWords:
    """Speaks about appeals in one language, on behalf of one server."""

    catalogue: Catalogue
    people: People
    server: str
    locale: str

    async def card(self, file: AppealFile) -> Card:
        """Return an appeal as it stands now, for moderators, with the buttons that fit."""
        appeal = file.appeal
        fields = [
            (self._text("appeal.desk.who"), await self._mention(appeal.person)),
            (self._text("appeal.desk.first", case=appeal.case), await self._first(file)),
            *((answer.question, _quote(answer.text)) for answer in appeal.answers if answer.text.strip()),
        ]
        if appeal.state in DECIDED:
            fields.append((self._text("appeal.desk.answered"), await self._answer(appeal)))
        is_open = appeal.state is AppealState.OPEN
        due = self._text("appeal.desk.due", moment=stamp_moment(appeal.due_at))
        return Card(
            title=self._text("appeal.desk.title", number=appeal.number, state=self._state(appeal)),
            text=due if is_open else "",
            fields=tuple(fields),
            tone=_TONES.get(appeal.state, Tone.NEUTRAL),
            footer=self._text("appeal.desk.ask_decider") if is_open else "",
            buttons=self._buttons(file) if is_open else (),
        )

    def outcome(self, file: AppealFile) -> Card:
        """Return the answer to the member: what was decided about their appeal, why, and what holds now."""
        appeal, name = file.appeal, file.appeal.state.value
        lines = [self._text(f"notice.appeal_{name}.text", case=appeal.case)]
        if appeal.state is AppealState.GRANTED and not all(map(_undone, file.matter.sanctions)):
            lines.append(self._text("notice.appeal_granted.still"))
        if appeal.new_end is not None:
            over = appeal.decided_at is not None and appeal.new_end <= appeal.decided_at
            key = "over" if over else "until"
            values = {} if over else {"moment": stamp_moment(appeal.new_end)}
            lines.append(self._text(f"notice.appeal_partly.{key}", **values))
        if appeal.again_at is not None:
            lines.append(self._text("notice.appeal.again", day=stamp_day(appeal.again_at)))
        reason = ((self._text("notice.appeal.why"), appeal.reason),) if appeal.reason else ()
        return Card(
            title=self._text(f"notice.appeal_{name}.title", server=self.server),
            text="\n".join(lines),
            fields=reason,
            tone=_TONES.get(appeal.state, Tone.NOTICE),
            footer=self._text("notice.footer", server=self.server),
        )

    async def _first(self, file: AppealFile) -> str:
        decision = file.matter.decision
        what = self._text(f"sanction.{decision.kind}")
        lines = [self._text("case.decided", what=what, by=await self._mention(decision.actor))]
        lines += [
            self._text("case.until", moment=stamp_moment(each.ends_at))
            for each in file.matter.sanctions
            if each.ends_at is not None
        ]
        if decision.reason:
            lines.append(self._text("case.reason", reason=_quote(decision.reason)))
        return "\n".join(lines)

    async def _answer(self, appeal: Appeal) -> str:
        by = await self._mention(appeal.decided_by)
        lines = [self._text("appeal.desk.answered_by", state=self._state(appeal), by=by)]
        if appeal.new_end is not None:
            lines.append(self._text("appeal.desk.new_end", moment=stamp_moment(appeal.new_end)))
        return "\n".join([*lines, f"> {_quote(appeal.reason)}"] if appeal.reason else lines)

    def _buttons(self, file: AppealFile) -> tuple[Button, ...]:
        number = file.appeal.number
        wanted = [("grant", ButtonStyle.PRIMARY), ("deny", ButtonStyle.SECONDARY)]
        if any(each.kind in LASTING for each in file.matter.sanctions):
            wanted.insert(1, ("partly", ButtonStyle.SECONDARY))
        return tuple(
            Button(custom_id=f"hearing:{number}:{act}", label=self._text(f"appeal.desk.{act}"), style=style)
            for act, style in wanted
        )

    def _state(self, appeal: Appeal) -> str:
        return self._text(f"appeal.state.{appeal.state.value}")

    async def _mention(self, code: PersonId | None) -> str:
        user_id = await self.people.user_id(code)
        if user_id is not None:
            return f"<@{user_id}>"
        return self._text("case.machine") if code in ("machine", None) else self._text("case.erased")

    def _text(self, key: str, **values: Value) -> str:
        return self.catalogue.text(key, self.locale, **values)


def questions(catalogue: Catalogue, locale: str, settings: ServerSettings) -> list[str]:
    """Return what is asked of somebody who appeals: the server's own questions, or those of the catalogue."""
    chosen = settings.appeal_questions[:_MOST_QUESTIONS]
    return list(chosen) or [catalogue.text(f"appeal.question.{name}", locale) for name in _QUESTIONS]


def standing(catalogue: Catalogue, locale: str, appeal: Appeal) -> Card:
    """Return how an appeal stands, for the member who made it."""
    title = catalogue.text("appeal.state_title", locale, number=appeal.number)
    if appeal.decided_at is None:
        due, day = stamp_day(appeal.due_at), stamp_day(appeal.opened_at)
        return Card(title=title, text=catalogue.text("appeal.under_way", locale, day=day, due=due))
    decided = stamp_day(appeal.decided_at)
    lines = [catalogue.text(f"appeal.answered.{appeal.state.value}", locale, day=decided)]
    if appeal.again_at is not None:
        lines.append(catalogue.text("notice.appeal.again", locale, day=stamp_day(appeal.again_at)))
    why = ((catalogue.text("notice.appeal.why", locale), appeal.reason),) if appeal.reason else ()
    return Card(title=title, text="\n".join(lines), fields=why)


def number_in(payload: dict[str, Json], what: str) -> int:
    """Return the number that a stored action names."""
    return int(str(payload.get(what, 0)))


def _undone(sanction: Sanction) -> bool:
    return sanction.state is SanctionState.VOID


def _quote(words: str) -> str:
    flat = words.strip()
    return flat if len(flat) <= _QUOTE else flat[: _QUOTE - 1] + "…"
