"""Work that goes to the database as a whole: the same promises as statement by statement, for one hop."""

import asyncio
from pathlib import Path

import pytest

from bot.errors import StatementRefused, TransactionOpen
from bot.storage.port import Database, Reader, Tx, assert_outside_transaction, open_database
from tests.storage.members import ADD, TABLE, add, names


async def _two(tx: Tx) -> int:
    await tx.execute(ADD, id=1, name="a")
    await tx.execute_many(ADD, [{"id": 2, "name": "b"}, {"id": 3, "name": "c"}])
    return len(await tx.fetch("SELECT id FROM members"))


async def test_a_whole_transaction_is_kept_and_answers(members: Database) -> None:
    assert await members.write(_two) == 3
    assert await names(members) == ["a", "b", "c"]


async def test_a_whole_transaction_that_fails_leaves_nothing(members: Database) -> None:
    async def fails(tx: Tx) -> None:
        await _two(tx)
        raise KeyError("it changes its mind")

    with pytest.raises(KeyError, match="changes its mind"):
        await members.write(fails)
    await add(members, 9, "after")
    assert await names(members) == ["after"]


async def test_a_failed_statement_can_not_be_swallowed(members: Database) -> None:
    async def swallows(tx: Tx) -> None:
        await tx.execute(ADD, id=1, name="a")
        try:
            await tx.execute("INSERT INTO nowhere VALUES (1)")
        except StatementRefused:
            return

    with pytest.raises(Exception, match="swallowed"):
        await members.write(swallows)
    assert await names(members) == []


async def test_whole_transactions_side_by_side_lose_nothing(members: Database) -> None:
    """F20: each takes the row with its first statement."""
    await add(members, 1, "a")

    async def give_a_point(tx: Tx) -> None:
        row = await tx.fetch_one("UPDATE members SET id = id WHERE id = 1 RETURNING points")
        assert row is not None
        await tx.execute("UPDATE members SET points = :points WHERE id = 1", points=row["points"] + 1)

    async with asyncio.TaskGroup() as group:
        for _ in range(30):
            group.create_task(members.write(give_a_point))
    assert await members.read(_points) == 30


async def _points(reader: Reader) -> int:
    row = await reader.fetch_one("SELECT points FROM members WHERE id = 1")
    assert row is not None
    return int(row["points"])


async def test_one_that_fails_among_many_takes_no_other_with_it(members: Database) -> None:
    async def put(key: int) -> None:
        async def one(tx: Tx) -> None:
            await tx.execute(ADD, id=key, name=str(key))
            if key % 5 == 0:
                raise KeyError(key)

        await members.write(one)

    found = await asyncio.gather(*(put(key) for key in range(1, 21)), return_exceptions=True)
    assert [type(each) for each in found] == [type(None) if key % 5 else KeyError for key in range(1, 21)]
    assert [int(name) for name in await names(members)] == [key for key in range(1, 21) if key % 5]


@pytest.mark.parametrize("pause", [0.0, 0.0005, 0.005])
async def test_cancelled_ones_are_whole_or_nothing(members: Database, pause: float) -> None:
    async def put(key: int) -> None:
        async def pair(tx: Tx) -> None:
            await tx.execute(ADD, id=key, name="first")
            await tx.execute(ADD, id=key + 1000, name="second")

        await members.write(pair)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(put(key)) for key in range(40)]
        await asyncio.sleep(pause)
        for task in tasks[::2]:
            task.cancel()
    assert not any(task.cancelled() for task in tasks[1::2])
    kept = await names(members)
    assert kept.count("first") == kept.count("second") >= 20
    await add(members, 5000, "after")


async def test_discord_is_not_called_in_a_whole_transaction(members: Database) -> None:
    async def calls(tx: Tx) -> None:
        await tx.execute(ADD, id=1, name="a")
        assert_outside_transaction()

    with pytest.raises(TransactionOpen):
        await members.write(calls)
    assert await names(members) == []
    assert_outside_transaction()


async def test_a_whole_reading_sees_one_state_and_writes_nothing(members: Database) -> None:
    await add(members, 1, "a")
    assert await members.read(_points) == 0
    with pytest.raises(Exception, match="read"):
        await members.read(_write_all_the_same)
    assert await names(members) == ["a"]


async def _write_all_the_same(reader: Reader) -> None:
    await reader.fetch("INSERT INTO members (id, name) VALUES (2, 'b') RETURNING id")


async def test_what_waits_for_something_else_is_refused(tmp_path: Path) -> None:
    """On SQLite it would hold the database's thread; a fault of ours that must show at the first try."""
    database = await open_database(tmp_path / "members.sqlite3")
    try:
        async with database.transaction() as tx:
            await tx.execute(TABLE)

        async def waits(tx: Tx) -> None:
            await tx.execute(ADD, id=1, name="a")
            await asyncio.sleep(0)

        with pytest.raises(RuntimeError, match="may wait for nothing"):
            await database.write(waits)
        assert await names(database) == []
    finally:
        await database.close()
