"""The one source of "now", so that tests and the sandbox can move it."""

from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present instant as aware UTC."""
        ...


def to_ms(instant: datetime) -> int:
    """Return milliseconds since 1970 for an aware instant; what the tables keep."""
    return (instant - EPOCH) // timedelta(milliseconds=1)


def from_ms(ms: int) -> datetime:
    """Return the aware UTC instant of milliseconds since 1970."""
    return EPOCH + timedelta(milliseconds=ms)


class FixedClock:
    """A clock that stands still until it is told to move; for tests, dry runs and the measuring of plans."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        """Return the instant at which it stands."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Move on, or back with a negative ``by``, as machines' clocks do."""
        self._now += by
