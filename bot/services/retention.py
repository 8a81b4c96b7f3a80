"""Terms: how long things are kept after they are done with, and their end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock, to_ms
from bot.storage import privacy as store
from bot.storage.port import Database

RETENTION: Final[Mapping[str, timedelta]] = {
    "actions": timedelta(days=30),
    "evidence": timedelta(days=365),
    "files": timedelta(days=1),
    "reporters": timedelta(days=365),
    "standings": timedelta(days=365),
    "contacts": timedelta(days=30),
    "questions": timedelta(days=365),
    "unsealings": timedelta(days=365),
    "help_threads": timedelta(days=30),
    "rule_hits": timedelta(days=365),
    "raids": timedelta(days=30),
    "raid_joins": timedelta(days=30),
    "raid_acts": timedelta(days=30),
    "returned": timedelta(days=2),
    "acceptances": timedelta(days=730),
}
"""Acts, hostile contacts and that there was a private talk, a month; evidence of closed cases, who reported
and how that ended, what people were asked and which rule hit, a year: twice an appeal's time. Who accepted
the notice on reports reads it again after two. Masked messages can be posted for a day only. Pieces of files
that belong to no evidence go after a day."""
DAILY: Final = timedelta(days=1)


class _NothingWasChanged(Exception):
    """Ends a dry run: the transaction is undone."""


async def end_terms(database: Database, now: datetime, *, dry_run: bool = False) -> dict[str, int]:
    """Remove what is past its term; return how many rows of each kind. A dry run changes nothing."""
    counts: dict[str, int] = {}
    try:
        async with database.transaction() as tx:
            for what, term in RETENTION.items():
                counts[what] = await store.end_term(tx, what, to_ms(now - term))
            if dry_run:
                raise _NothingWasChanged
    except _NothingWasChanged:
        return counts
    return counts


@dataclass(slots=True)
class Retention:
    """Ends terms once a day, with a sweep."""

    database: Database
    clock: Clock
    _done_at: datetime | None = None

    async def chore(self) -> None:
        """End terms when a day has passed since the last time."""
        now = self.clock.now()
        if self._done_at is None or now - self._done_at >= DAILY:
            self._done_at = now
            await end_terms(self.database, now)
