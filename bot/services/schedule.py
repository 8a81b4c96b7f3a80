"""What is due when: the sweep over deadlines and leftovers, and the alarm that brings it forward."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.services.deadlines import Deadlines
from bot.services.enforcement import ALL_PARTS, Enforcement
from bot.storage import sanctions
from bot.storage.port import Database

LONGEST: Final = timedelta(hours=6)
"""A sweep comes at least this often, in case the clock of the machine was set."""
SHORTEST: Final = timedelta(seconds=1)
_BATCH: Final = 500


@dataclass(slots=True)
class Alarm:
    """Remembers the next instant at which there is something to do, and rings when it comes sooner."""

    ring: Callable[[datetime], None] = lambda at: None
    next_at: datetime | None = None

    def by(self, at: datetime) -> None:
        """See to it that the next sweep is not later than ``at``."""
        if self.next_at is None or at < self.next_at:
            self.next_at = at
            self.ring(at)


@dataclass(slots=True)
class Schedule:
    """Runs the sweep."""

    database: Database
    clock: Clock
    deadlines: Deadlines
    enforcement: Enforcement
    alarm: Alarm
    chores: Sequence[Callable[[], Awaitable[None]]] = ()
    """What else is done at each sweep, such as writing down counts."""

    async def run(self) -> timedelta:
        """Do everything that is due; return how long until there is something to do again."""
        self.alarm.next_at = None
        for chore in self.chores:
            await chore()
        left_over = await self.enforcement.sweep(self._deadlines)
        async with self.database.reading() as reader:
            ends = await sanctions.next_end(reader, ALL_PARTS)
        now = self.clock.now()
        soonest = min((at for at in (left_over, ends, self.alarm.next_at) if at), default=now + LONGEST)
        wait = min(max(soonest - now, SHORTEST), LONGEST)
        self.alarm.next_at = now + wait
        return wait

    async def _deadlines(self) -> None:
        while True:
            async with self.database.reading() as reader:
                now = self.clock.now()
                over = await sanctions.due(reader, now, ALL_PARTS, _BATCH)
                to_check = await sanctions.to_check(reader, now, ALL_PARTS, _BATCH)
            for sanction in over:
                await self.deadlines.end(sanction)
            for sanction in to_check:
                await self.deadlines.renew(sanction)
            if len(over) < _BATCH and len(to_check) < _BATCH:
                return
