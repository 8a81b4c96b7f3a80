"""Appeals as values, and when one can be made (mission row M40)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.policy.ids import CaseNumber, GuildId, PersonId

LONGEST_ANSWER: Final = 1000
"""Characters; three answers of this length fit into one message for the moderators."""


class AppealState(StrEnum):
    """Where an appeal is; all but ``open`` stand for ever."""

    OPEN = "open"
    GRANTED = "granted"
    """The decision is undone, and with it its mark on the record."""
    PARTLY = "partly"
    """The decision stands, and holds for a shorter time."""
    DENIED = "denied"
    WITHDRAWN = "withdrawn"


DECIDED: Final = frozenset({AppealState.GRANTED, AppealState.PARTLY, AppealState.DENIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a member wrote to one question."""

    question: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """A member's wish that somebody else looks at a decision again."""

    guild_id: GuildId
    number: int
    """Counts up from 1 within a server."""
    decision: str
    case: CaseNumber
    person: PersonId
    state: AppealState
    answers: tuple[Answer, ...]
    opened_at: datetime
    due_at: datetime
    """Until when the team has promised an answer; nothing happens by itself then."""
    post_channel: int | None = None
    post_message: int | None = None
    decided_by: PersonId | None = None
    decided_at: datetime | None = None
    reason: str = ""
    new_end: datetime | None = None
    """For a partial one: when the sanction ends now."""
    again_at: datetime | None = None
    """From when on this decision can be appealed once more."""


def inadmissible(
    earlier: tuple[Appeal, ...], *, until: datetime | None, undone: bool, now: datetime
) -> str | None:
    """Return why no appeal can be made now, as a key under ``unmoved.``, or None when it can.

    ``earlier`` are the appeals against the same decision, ``until`` is the last moment for one, ``undone``
    whether nothing of the decision stands any more.
    """
    if any(each.state is AppealState.OPEN for each in earlier):
        return "appeal_open"
    if undone or any(each.state is AppealState.GRANTED for each in earlier):
        return "appeal_undone"
    if until is not None and now > until:
        return "appeal_late"
    waits = [each.again_at for each in earlier if each.again_at is not None and each.again_at > now]
    return "appeal_again" if waits else None


def shortened(starts_at: datetime, ends_at: datetime | None, length: timedelta) -> datetime | None:
    """Return the new end of a sanction cut down to ``length``, or None when that is no shorter.

    The length counts from the beginning, so that the time served is part of it.
    """
    new_end = starts_at + length
    return new_end if ends_at is None or new_end < ends_at else None
