"""Everybody's own pronouns: set, shown, cleared by themselves; in memory so that messages can be compared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.clock import Clock
from bot.policy.ids import UserId, part_of
from bot.policy.pronouns import tidy
from bot.services.people import People
from bot.storage import pronouns as store
from bot.storage.port import Database

_MOST: Final = 10_000
"""So many are compared with messages, those set last; more are kept and shown all the same."""


@dataclass(slots=True)
class Pronouns:
    """What people asked to be spoken of with."""

    database: Database
    clock: Clock
    people: People
    known: dict[UserId, str] = field(default_factory=dict)
    """By account; empty on nearly every server, so that asking costs nothing."""

    async def load(self) -> None:
        """Read what people set; at start."""
        async with self.database.reading() as reader:
            stored = await store.latest(reader, _MOST)
        for code, sealed in reversed(stored):
            person = await self.people.get(code)
            if person is not None and person.user_id is not None:
                self.known[person.user_id] = person.open(sealed)

    async def set(self, user_id: UserId, words: str) -> str | None:
        """Keep somebody's pronouns; return them as kept, or None for what can't be meant as such."""
        kept = tidy(words)
        person = await self.people.ensure(user_id)
        sealed = None if kept is None else person.seal(kept)
        if kept is None or sealed is None:
            return None
        async with self.database.transaction() as tx:
            await store.put(tx, part_of(user_id), person.code, sealed, self.clock.now())
        self.known[user_id] = kept
        if len(self.known) > _MOST:
            del self.known[next(iter(self.known))]
        return kept

    async def clear(self, user_id: UserId) -> bool:
        """Forget somebody's pronouns; return whether there were any."""
        self.known.pop(user_id, None)
        person = await self.people.find(user_id)
        if person is None:
            return False
        async with self.database.transaction() as tx:
            return await store.clear(tx, part_of(user_id), person.code)

    def of(self, users: Iterable[UserId]) -> Mapping[UserId, str]:
        """Return the pronouns of those among ``users`` who set them."""
        return {each: self.known[each] for each in users if each in self.known}
