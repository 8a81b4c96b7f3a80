"""How long a case may wait, and who is told when it has waited too long (mission row M20).

Nothing is ever closed by a clock: what is late is brought to more people, and stays open (F30).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Final

from bot.policy.server import ServerSettings


class Term(StrEnum):
    """What somebody has to do in time."""

    ACKNOWLEDGE = "acknowledge"
    """Take the case."""
    DECIDE = "decide"
    TELL = "tell"
    """Tell the reporter what became of it."""


class Step(IntEnum):
    """Who is told that something is late, each once and a day after the one before."""

    MODERATORS = 1
    ADMINS = 2
    PANEL = 3


BETWEEN: Final = timedelta(hours=24)
"""Between two steps, so that those who were told have a day to act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What the clocks of a case run from."""

    opened_at: datetime
    acknowledged_at: datetime | None = None
    reported_at: datetime | None = None
    """When the oldest report came in whose reporter was told nothing yet."""


def due(waiting: Waiting, settings: ServerSettings) -> tuple[Term, datetime]:
    """Return what has to be done next, and by when."""
    decide = (Term.DECIDE, waiting.opened_at + timedelta(hours=settings.decide_hours))
    found = [decide]
    if waiting.acknowledged_at is None:
        found.append((Term.ACKNOWLEDGE, waiting.opened_at + timedelta(hours=settings.acknowledge_hours)))
    if waiting.reported_at is not None:
        found.append((Term.TELL, waiting.reported_at + timedelta(days=settings.tell_days)))
    return min(found, key=lambda each: each[1])


def next_step(due_at: datetime, taken: int, last: datetime | None) -> datetime | None:
    """Return when the next step is due after ``taken`` ones; None when all were taken.

    ``last`` is when the last one was taken.
    """
    if taken >= Step.PANEL:
        return None
    return due_at if last is None else max(due_at, last + BETWEEN)
