"""What waits for a person's yes: kept in memory for as long as the answer still means the same.

After a restart nothing waits any more, and a press is told so; what was not confirmed was never begun.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.services.identifiers import opaque

GOOD_FOR: Final = timedelta(minutes=15)
"""As long as Discord lets an answer be changed; by then people and posts may have changed as well."""
MOST: Final = 200
"""Of all servers together; the oldest go first, as evidence waits with them."""


@dataclass(slots=True)
class Pending:
    """Values under keys that fit into a button's id."""

    clock: Clock
    _kept: OrderedDict[str, tuple[datetime, object]] = field(default_factory=OrderedDict)

    def keep(self, what: object) -> str:
        """Keep a value for a while; return its key."""
        self._forget()
        key = opaque("q")
        self._kept[key] = (self.clock.now() + GOOD_FOR, what)
        return key

    def get(self, key: str) -> object | None:
        """Return a value that still waits; it stays, so that a second press meets what the first one did."""
        self._forget()
        return self._kept[key][1] if key in self._kept else None

    def drop(self, key: str) -> None:
        """Forget a value that nobody wants any more."""
        self._kept.pop(key, None)

    def _forget(self) -> None:
        now = self.clock.now()
        while self._kept and (len(self._kept) > MOST or next(iter(self._kept.values()))[0] <= now):
            self._kept.popitem(last=False)
