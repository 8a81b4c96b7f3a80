"""People on both engines: one row a digest, found by both names, and nothing left after erasure."""

from __future__ import annotations

import pytest

from bot.errors import StorageError
from bot.policy.ids import PersonId
from bot.storage import people
from bot.storage.people import PersonRow
from bot.storage.port import Database
from tests.storage.factories import MIRA, TOVE

ROW = PersonRow(person=MIRA, key=b"k\0", identity=b"i\xff")


async def test_a_person_is_found_by_digest_and_by_code(database: Database) -> None:
    async with database.transaction() as tx:
        await people.add(tx, 5, ROW, "digest", 1)
    async with database.reading() as reader:
        assert await people.find(reader, 5, "digest") == ROW
        assert await people.find(reader, 6, "digest") is None
        assert await people.get(reader, MIRA) == ROW
        assert await people.get(reader, TOVE) is None


async def test_the_first_to_add_a_person_counts(database: Database) -> None:
    async with database.transaction() as tx:
        await people.add(tx, 5, ROW, "digest", 1)
        await people.add(tx, 5, PersonRow(person=PersonId("p-2"), key=b"2", identity=b"2"), "digest", 2)
        assert await people.find(tx, 5, "digest") == ROW


async def test_erasing_leaves_neither_key_nor_identity(database: Database) -> None:
    async with database.transaction() as tx:
        await people.add(tx, 5, ROW, "digest", 1)
        assert await people.erase(tx, 5, "digest", 2)
        assert not await people.erase(tx, 5, "digest", 3)
        assert await people.get(tx, MIRA) == PersonRow(person=MIRA, key=None, identity=None)


async def test_the_schema_keeps_the_erased_erased(database: Database) -> None:
    async def put_back() -> None:
        async with database.transaction() as tx:
            await people.add(tx, 5, ROW, "digest", 1)
            await people.erase(tx, 5, "digest", 2)
            await tx.execute("UPDATE people SET key = :key", key=b"k")

    with pytest.raises(StorageError):
        await put_back()


async def test_who_waits_longest_is_looked_at_first(database: Database) -> None:
    codes = [PersonId(f"p-{place}") for place in range(4)]
    async with database.transaction() as tx:
        assert await people.longest_ago(tx) is None
        for at, code in enumerate(codes, 10):
            await people.add(tx, 5, PersonRow(person=code, key=b"k", identity=b"i"), code, at)
        assert await people.to_look_at(tx, 12, 9) == codes[:3]
        assert await people.to_look_at(tx, 12, 2) == codes[:2]
        assert await people.longest_ago(tx) == 10
        await people.looked_at(tx, codes[0], 20)
        assert await people.to_look_at(tx, 30, 9) == [*codes[1:], codes[0]]
        await people.erase(tx, 5, codes[1], 30)
        assert await people.to_look_at(tx, 30, 9) == [codes[2], codes[3], codes[0]]
        await people.revive(tx, 5, codes[1], b"k", b"i", 31)
        assert await people.to_look_at(tx, 40, 9) == [codes[2], codes[3], codes[0], codes[1]]
