"""Questions of the team: to unnamed reporters, and to the accused before a grave decision (M21, M22)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.policy.authority import LONG_SUSPENSION, Act, needs_second
from bot.policy.ids import CaseNumber, GuildId, PersonId, ReportCode

LONGEST: Final = 1000
"""Characters of a question or an answer; what needs more belongs into a conversation."""
MOST_ANSWERS: Final = 10
"""To one question; whoever has more to say can be asked again."""

HEARD_BEFORE: Final = frozenset({Act.EXPULSION, Act.SUSPENSION})
"""What keeps somebody out; where two people decide it, the member has their say first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a moderator asked; whoever is asked never learns who that was."""

    guild_id: GuildId
    number: int
    """Counts up from 1 within a server."""
    case: CaseNumber
    person: PersonId
    """Whom the case is about, under whose key the words are sealed; a reporter has no code here."""
    report: ReportCode | None = None
    """The report whose maker is asked; None asks the person the case is about."""
    reporter_number: int | None = None
    clause: str
    words: str
    asked_by: PersonId
    asked_at: datetime
    due_at: datetime | None = None
    """Until when the accused is waited for."""
    is_open: bool = True
    answers: int = 0
    answered_at: datetime | None = None

    @property
    def to_reporter(self) -> bool:
        """Return whether a reporter is asked, and not the accused."""
        return self.report is not None


class Heard(StrEnum):
    """Whether the accused had their say before a grave decision."""

    ANSWERED = "answered"
    SILENT = "silent"
    """Asked, and the time for an answer is over."""
    AWAITED = "awaited"
    """Asked, and there is time left."""
    NOT_ASKED = "not_asked"

    @property
    def enough(self) -> bool:
        """Return whether a grave decision needs no reason for not having waited."""
        return self in (Heard.ANSWERED, Heard.SILENT)


def heard(asked: Sequence[Question], now: datetime) -> Heard:
    """Return how far the accused was heard, from all questions of their case."""
    own = [each for each in asked if not each.to_reporter]
    if any(each.answers for each in own):
        return Heard.ANSWERED
    if any(each.due_at is not None and each.due_at <= now for each in own):
        return Heard.SILENT
    return Heard.AWAITED if own else Heard.NOT_ASKED


def is_grave(act: Act, length: timedelta | None, longest_alone: timedelta = LONG_SUSPENSION) -> bool:
    """Return whether somebody has to be heard before this is done to them (mission row M22)."""
    return act in HEARD_BEFORE and needs_second(act, length, longest_alone)
