"""The journal on both engines: it only grows, and whoever alters it is found out."""

from __future__ import annotations

import pytest

from bot.errors import StorageError
from bot.storage import journal
from bot.storage.port import Database
from tests.storage.factories import GUILD, NOW, OTHER, TOVE

# What somebody who owns the database file can do.
UNLOCK = {
    "sqlite": ["DROP TRIGGER journal_no_update", "DROP TRIGGER journal_no_delete"],
    "postgres": ["DROP TRIGGER journal_append_only ON journal"],
}


@pytest.fixture
async def written(database: Database) -> Database:
    for number in range(1, 6):
        async with database.transaction() as tx:
            await journal.append(
                tx,
                GUILD,
                at=NOW,
                actor=TOVE,
                verb="case.opened",
                about=f"case:{number}",
                data={"ä": [number]},
            )
            await journal.append(tx, OTHER, at=NOW, actor=TOVE, verb="case.opened", about="case:1")
    return database


async def first_broken(database: Database) -> int | None:
    async with database.reading() as reader:
        return await journal.first_broken(reader, GUILD)


async def test_an_untouched_journal_holds(written: Database) -> None:
    assert await first_broken(written) is None
    async with written.reading() as reader:
        assert sorted(await journal.guilds(reader)) == sorted([GUILD, OTHER])
        pages = [len(page) async for page in journal.pages(reader, GUILD, most=2)]
    assert pages == [2, 2, 1]


@pytest.mark.parametrize("sql", ["UPDATE journal SET verb = 'x'", "DELETE FROM journal"])
async def test_the_database_refuses_to_change_it(written: Database, sql: str) -> None:
    async def change() -> None:
        async with written.transaction() as tx:
            await tx.execute(sql)

    with pytest.raises(StorageError):
        await change()
    assert await first_broken(written) is None


@pytest.mark.parametrize(
    ("sql", "broken"),
    [
        ("UPDATE journal SET verb = 'case.closed' WHERE seq = 3", 3),
        ("UPDATE journal SET data = '{}' WHERE seq = 2", 2),
        ("UPDATE journal SET at = at + 1 WHERE seq = 4", 4),
        ("UPDATE journal SET actor = 'p-x' WHERE seq = 1", 1),
        ("DELETE FROM journal WHERE seq = 3", 3),
        ("UPDATE journal SET hash = previous WHERE seq = 5", 5),
    ],
)
async def test_an_altered_entry_is_found(written: Database, sql: str, broken: int) -> None:
    async with written.transaction() as tx:
        for unlock in UNLOCK[written.engine]:
            await tx.execute(unlock)
        await tx.execute(sql + f" {'AND' if 'WHERE' in sql else 'WHERE'} guild_id = :guild", guild=GUILD)
    assert await first_broken(written) == broken
    async with written.reading() as reader:
        assert await journal.first_broken(reader, OTHER) is None
