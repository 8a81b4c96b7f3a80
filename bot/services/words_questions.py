"""What people read about questions: whoever is asked, and the moderators when an answer comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.i18n import Catalogue
from bot.policy.card import Button, ButtonStyle, Card, Tone
from bot.policy.conduct import Conduct
from bot.policy.durations import stamp_day, stamp_moment
from bot.policy.phrase import Value
from bot.policy.questions import Question
from bot.policy.records import Case
from bot.services.orders import NoteView

_SHOWN: Final = 6
_QUOTE: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionWords:
    """Speaks about questions in one language, on behalf of one server."""

    catalogue: Catalogue
    conduct: Conduct
    server: str
    locale: str

    def to_whom(self, question: Question, case: Case) -> Card:
        """Return the question for the person who is asked; who asks is not told."""
        return self.to_reporter(question) if question.to_reporter else self.to_accused(question, case)

    def to_reporter(self, question: Question) -> Card:
        """Return a question to a reporter."""
        values = {"server": self.server, "report": question.report or ""}
        return Card(
            title=self._text("question.reporter.title", **values),
            text="\n\n".join([_quoted(question.words), self._text("question.reporter.text", **values)]),
            footer=self._text("question.reporter.footer"),
            buttons=(self.button(question),),
        )

    def to_accused(self, question: Question, case: Case) -> Card:
        """Return the question to the accused: facts, clause, days and nothing about who told (M22)."""
        clause = self.conduct.clause(question.clause)
        title = clause.title if clause else question.clause
        due = "" if question.due_at is None else stamp_moment(question.due_at)
        facts = [_quoted(question.words), self._text("question.accused.day", day=stamp_day(case.created_at))]
        return Card(
            title=self._text("question.accused.title", server=self.server),
            text=self._text("question.accused.text", server=self.server),
            fields=(
                (self._text("question.accused.facts"), "\n".join(facts)),
                (self._text("question.accused.clause"), f"**{title}**\n{clause.text if clause else ''}"),
                (self._text("question.accused.until"), self._text("question.accused.until_text", moment=due)),
            ),
            tone=Tone.NOTICE,
            footer=self._text("question.accused.footer"),
            buttons=(self.button(question),),
        )

    def waiting(self, question: Question) -> tuple[str, str]:
        """Return a question as a field of what somebody looks up about themselves."""
        lines = [_quoted(question.words)]
        if question.due_at is not None:
            lines.append(self._text("question.accused.until_text", moment=stamp_moment(question.due_at)))
        whom = "reporter" if question.to_reporter else "accused"
        return self._text(f"question.waiting_{whom}", report=question.report or ""), "\n".join(lines)

    def button(self, question: Question) -> Button:
        """Return the button that opens the form for an answer."""
        # The server stands in it, as a private message belongs to none.
        return Button(
            custom_id=f"question:{question.guild_id}:{question.number}:answer",
            label=self._text("question.answer"),
            style=ButtonStyle.PRIMARY,
        )

    def answered(self, question: Question, case: int, words: str) -> Card:
        """Return an answer for the moderators; a reporter is "Reporter 1"."""
        more = Button(custom_id=f"talk:{case}:menu", label=self._text("talk.again"))
        who = self._who(question.reporter_number)
        return Card(
            title=self._text("question.answered", case=case, who=who),
            text=_quoted(words),
            fields=((self._text("question.asked"), _quoted(question.words)),),
            tone=Tone.NOTICE,
            buttons=(more,) if question.is_open else (),
        )

    def _who(self, reporter: int | None) -> str:
        if reporter is None:
            return self._text("talk.accused")
        return self._text("talk.reporter", number=reporter)

    def _text(self, key: str, **values: Value) -> str:
        return self.catalogue.text(key, self.locale, **values)


def talk(catalogue: Catalogue, locale: str, notes: Sequence[NoteView]) -> list[tuple[str, str]]:
    """Return what was asked and answered in a case as a field of its card; nothing when nothing was."""
    said = [note for note in notes if note.kind in ("question", "answer")]
    if not said:
        return []
    lines = []
    for note in said[-_SHOWN:]:
        number = note.data.get("reporter")
        who = "accused" if number is None else "reporter"
        named = catalogue.text(f"talk.{who}", locale, number=str(number or ""))
        lines.append(catalogue.text(f"talk.{note.kind}", locale, who=named, words=_brief(note.body)))
    return [(catalogue.text("talk.heading", locale), "\n".join(lines))]


def _quoted(words: str) -> str:
    return "\n".join(f"> {line}" for line in words.strip().splitlines() if line.strip())


def _brief(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _QUOTE else f"{line[: _QUOTE - 1]}…"
