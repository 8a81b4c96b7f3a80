"""Accounts that Discord deleted: a few are looked at each hour, and who is gone is forgotten (M43).

Discord tells no bot that an account was deleted. So everybody whose account is known here is looked up now
and then, those first whose turn is longest ago; what follows is what ``/privacy erase`` does.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock, from_ms, to_ms
from bot.policy.ids import UserId
from bot.services.people import People
from bot.services.privacy import Privacy
from bot.storage import people as store
from bot.storage.port import Database

AT_ONCE: Final = 20
EVERY: Final = timedelta(hours=1)
"""At most so many in each round, and so long from one to the next: a bound however many are known."""
AGAIN: Final = timedelta(days=7)
"""Nobody is looked at sooner than this after the last time; Discord itself waits 14 days with deleting."""

Exists = Callable[[UserId], Awaitable[bool | None]]
"""Whether Discord still has an account; None when that can't be told now."""


@dataclass(frozen=True, slots=True)
class Departures:
    """Looks for accounts that are gone."""

    database: Database
    clock: Clock
    people: People
    privacy: Privacy

    async def round(self, exists: Exists) -> timedelta:
        """Look at those whose turn it is; return how long until the next round.

        It ends early when Discord can't tell, and asks about the same people next time. Somebody with an
        open case is kept until it is decided, and looked at again after that.
        """
        before = to_ms(self.clock.now() - AGAIN)
        async with self.database.reading() as reader:
            due = await store.to_look_at(reader, before, AT_ONCE)
        for code in due:
            user_id = await self.people.user_id(code)
            there = True if user_id is None else await exists(user_id)
            if there is None:
                return EVERY
            if user_id is not None and not there:
                await self.privacy.erase(user_id, deleted=True)
            async with self.database.transaction() as tx:
                await store.looked_at(tx, code, to_ms(self.clock.now()))
        async with self.database.reading() as reader:
            longest_ago = await store.longest_ago(reader)
        return self._until(None if longest_ago is None else from_ms(longest_ago) + AGAIN)

    def _until(self, turn: datetime | None) -> timedelta:
        wait = AGAIN if turn is None else turn - self.clock.now()
        return min(max(wait, EVERY), AGAIN)
