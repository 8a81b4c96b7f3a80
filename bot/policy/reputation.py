"""How much reports weigh for the machine, and what follows from reports without any ground (M14, F31).

A weight only ever decides whether several reports together hide a message until people have looked. It
never says in which order people read reports: everybody is heard alike.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

_SHARE_OF_NEW: Final = 3 / 5
HOLD_WEIGHT: Final = 3.0
HOLD_REPORTERS: Final = 3
"""No single reporter hides anything, however often they were right (F31)."""
WARNED_FOR: Final = timedelta(days=180)
"""So long a word to a reporter counts; after it the next unfounded report is a first one again."""
MOST_PAUSE_DAYS: Final = 90


class Hold(StrEnum):
    """Whether reports by themselves hide a message until people have looked."""

    OFF = "off"
    SHADOW = "shadow"
    ON = "on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reputation:
    """How the reports of one reporter ended."""

    agreed: int = 0
    disagreed: int = 0

    @property
    def weight(self) -> float:
        """Return the weight of a report: 1 for somebody new, at most 1.67, never quite 0.

        The share of reports that people agreed with, begun at 3 of 5 so that few reports say little, over the
        share of somebody new.
        """
        return (self.agreed + 3) / (self.agreed + self.disagreed + 5) / _SHARE_OF_NEW


def may_hold(reporters: Iterable[Reputation]) -> bool:
    """Say whether reports of these reporters, each given once, may hide a message by themselves."""
    weights = [each.weight for each in reporters]
    return len(weights) >= HOLD_REPORTERS and sum(weights) >= HOLD_WEIGHT


def pause_after(warned_at: datetime | None, now: datetime, days: int) -> datetime | None:
    """Return until when an unfounded report pauses its reporter; None for a first one, which is a word only.

    ``days`` is the server's choice; 0 never pauses.
    """
    if warned_at is None or now - warned_at > WARNED_FOR or days <= 0:
        return None
    return now + timedelta(days=min(days, MOST_PAUSE_DAYS))
