"""Work that goes to the database as a whole: the same promises as statement by statement, for one hop."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path

import pytest

from bot.errors import DiskFull, StatementRefused, TransactionOpen
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


async def test_a_full_disk_tells_each_of_those_who_waited_together(tmp_path: Path) -> None:
    """Whoever is told that it was kept finds it; whoever is told of the fault finds nothing of theirs."""
    database = await open_database(tmp_path / "members.sqlite3")
    try:
        async with database.transaction() as tx:
            await tx.execute(TABLE)
            await tx.fetch("PRAGMA max_page_count = 40")

        async def put(key: int) -> None:
            size = 400_000 if key % 3 == 0 else 10

            async def one(tx: Tx) -> None:
                await tx.execute(ADD, id=key, name=f"{key}:".ljust(size, "x"))

            await database.write(one)

        found = await _behind_another(database, [put(key) for key in range(12)])
        told = [key for key, fault in enumerate(found) if fault is None]
        assert [int(name.partition(":")[0]) for name in await names(database)] == told
        assert {type(fault) for fault in found if fault is not None} == {DiskFull}
        assert 0 < len(told) < 12
    finally:
        await database.close()


async def test_those_who_wait_share_the_disk(tmp_path: Path) -> None:
    """What came while another wrote is on the disk after one commit, which the log of changes shows."""
    database = await open_database(tmp_path / "members.sqlite3")
    try:
        async with database.transaction() as tx:
            await tx.execute(TABLE)
        before = (tmp_path / "members.sqlite3-wal").stat().st_size

        await _behind_another(database, [database.write(_one_more) for _ in range(20)])
        pages = ((tmp_path / "members.sqlite3-wal").stat().st_size - before) / 4096
        assert len(await names(database)) == 20
        assert pages < 10
    finally:
        await database.close()


async def _behind_another(
    database: Database, writes: list[Coroutine[None, None, None]]
) -> list[BaseException | None]:
    """Let all of them wait for the same transaction, so that they go together afterwards."""
    begun, wait = asyncio.Event(), asyncio.Event()

    async def another() -> None:
        async with database.transaction():
            begun.set()
            await wait.wait()

    async with asyncio.TaskGroup() as group:
        group.create_task(another())
        await begun.wait()
        waiting = asyncio.gather(*writes, return_exceptions=True)
        await asyncio.sleep(0.01)
        wait.set()
    return await waiting


async def _one_more(tx: Tx) -> None:
    await tx.execute("INSERT INTO members (id, name) SELECT COUNT(*), 'x' FROM members")
