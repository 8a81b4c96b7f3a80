"""How often somebody may do something: several limits at once, judged from when it was done before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many times within so long."""

    most: int
    within: timedelta


REPORTS: Final = (Limit(5, timedelta(minutes=10)), Limit(20, timedelta(days=1)))
"""House rule: a bad evening may need five reports in a row; more than that is a case to talk about."""

QUESTIONS: Final = (Limit(3, timedelta(hours=1)), Limit(10, timedelta(days=1)))
"""House rule, for one case and one person asked: an interrogation helps nobody."""
ANSWERS: Final = (Limit(5, timedelta(minutes=10)), Limit(10, timedelta(days=1)))
"""House rule, for one question: a thought may come late, a flood of them is for a conversation."""

HELP: Final = (Limit(2, timedelta(hours=1)), Limit(4, timedelta(days=1)))
"""House rule: one talk can be gone on with; opening many is a flood."""


def longest(limits: Sequence[Limit]) -> timedelta:
    """Return how far back one has to look to judge by these limits."""
    return max((limit.within for limit in limits), default=timedelta(0))


def free_at(times: Sequence[datetime], now: datetime, limits: Sequence[Limit]) -> datetime | None:
    """Return when the next time may be, or None when it may be now."""
    waits = [wait for limit in limits if (wait := _wait(times, now, limit)) is not None]
    return max(waits, default=None)


def _wait(times: Sequence[datetime], now: datetime, limit: Limit) -> datetime | None:
    # What lies ahead was written by a clock that has since been put right, and must not lock anybody out.
    recent = sorted(time for time in times if now - limit.within < time <= now)
    return None if len(recent) < limit.most else recent[-limit.most] + limit.within
