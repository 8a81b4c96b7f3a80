"""What the queue of a server is looked at by, and how it stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Show(StrEnum):
    """Which of the open cases."""

    ALL = "all"
    URGENT = "urgent"
    FREE = "free"
    MINE = "mine"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueState:
    """How many open cases there are of each sort."""

    cases: int
    free: int
    """Nobody has these just now."""
    urgent: int
    overdue: int
    next_due: datetime | None
    appeals: int
    late_appeals: int
