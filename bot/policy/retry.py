"""When a failed act is tried again: a value, computed without clock or dice."""

from datetime import timedelta
from typing import Final

MOST_ATTEMPTS: Final = 12
"""After so many tries (about two hours) a row is dead and raises an alarm."""

_FIRST: Final = timedelta(seconds=1)
_LONGEST: Final = timedelta(minutes=30)


def backoff(attempts: int, key: str, at_least: timedelta = timedelta()) -> timedelta:
    """Return how long to wait after the ``attempts``-th try (from 1) has failed.

    Doubles from one second to half an hour, and is spread by up to a quarter so that many rows that failed
    together do not come back together; the spread is taken from the row's own key, so it can be replayed.
    """
    doubled = min(_FIRST * (1 << min(attempts - 1, 16)), _LONGEST)
    spread = sum(key.encode()) % 256 / 1024
    return max(doubled * (1 + spread), at_least)
