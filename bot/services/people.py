"""Who is behind a code: the bridge between Discord accounts and the codes that all other tables hold."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field

import orjson

from bot.clock import Clock, to_ms
from bot.policy.ids import PersonId, UserId, part_of
from bot.policy.records import MACHINE
from bot.services.vault import PersonKey, Vault
from bot.storage import people as store
from bot.storage.port import Database, Tx

_KEPT = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A known person; ``user_id`` is None after erasure."""

    code: PersonId
    user_id: UserId | None
    key: PersonKey | None

    def seal(self, text: str) -> bytes | None:
        """Seal words about this person under their key; words about an erased person are not kept."""
        return None if self.key is None or not text else self.key.seal(text)

    def open(self, sealed: bytes | None) -> str:
        """Return sealed words, or an empty text when the person was erased."""
        return "" if self.key is None else self.key.text(sealed)


@dataclass(slots=True)
class People:
    """Finds and adds people; keeps the most recently used in memory."""

    database: Database
    vault: Vault
    clock: Clock
    _by_user: OrderedDict[UserId, Person] = field(default_factory=OrderedDict)
    _by_code: OrderedDict[PersonId, Person] = field(default_factory=OrderedDict)

    async def find(self, user_id: UserId) -> Person | None:
        """Return a person who is known already."""
        if known := self._by_user.get(user_id):
            return known
        digest = self._digest(user_id)
        row = await self.database.read(lambda reader: store.find(reader, part_of(user_id), digest))
        return None if row is None else self._keep(row, user_id)

    async def ensure(self, user_id: UserId) -> Person:
        """Return a person, adding them when they are new. A transaction of its own.

        Somebody who was erased and is dealt with again gets a new key: the code stays, the words are gone.
        """
        known = await self.find(user_id)
        if known is not None and known.key is not None:
            return known
        wrapped, key = self.vault.new_key()
        row = store.PersonRow(
            person=PersonId(f"p-{secrets.token_hex(8)}"),
            key=wrapped,
            identity=key.seal(orjson.dumps({"user": user_id})),
        )
        digest = self._digest(user_id)
        now = to_ms(self.clock.now())

        async def added(tx: Tx) -> store.PersonRow | None:
            await store.add(tx, part_of(user_id), row, digest, now)
            if row.identity is not None:
                await store.revive(tx, part_of(user_id), digest, wrapped, row.identity, now)
            # Somebody else may have been faster; the row in the table is the one that counts.
            return await store.find(tx, part_of(user_id), digest)

        stored = await self.database.write(added)
        return self._keep(stored or row, user_id)

    async def erase(self, user_id: UserId) -> bool:
        """Destroy a person's key and identity, in the database and in memory; the digest stays (F29)."""
        async with self.database.transaction() as tx:
            gone = await store.erase(tx, part_of(user_id), self._digest(user_id), to_ms(self.clock.now()))
        person = self._by_user.pop(user_id, None)
        if person is not None:
            self._by_code.pop(person.code, None)
        return gone

    async def get(self, code: PersonId) -> Person | None:
        """Return the person behind a code; None for the machine and for codes nobody has."""
        if code == MACHINE:
            return None
        if known := self._by_code.get(code):
            return known
        row = await self.database.read(lambda reader: store.get(reader, code))
        return None if row is None else self._keep(row, None)

    async def user_id(self, code: PersonId | None) -> UserId | None:
        """Return the Discord id behind a code, or None (the machine, erased, unknown)."""
        person = None if code is None else await self.get(code)
        return None if person is None else person.user_id

    def _digest(self, user_id: UserId) -> str:
        return self.vault.digest("person", user_id)

    def _keep(self, row: store.PersonRow, user_id: UserId | None) -> Person:
        key = None if row.key is None else self.vault.unwrap(row.key)
        if key is not None and row.identity is not None:
            user_id = UserId(orjson.loads(key.open(row.identity))["user"])
        person = Person(code=row.person, user_id=user_id if key else None, key=key)
        self._by_code[person.code] = person
        if person.user_id is not None:
            self._by_user[person.user_id] = person
        for kept in (self._by_code, self._by_user):
            while len(kept) > _KEPT:
                kept.popitem(last=False)
        return person
