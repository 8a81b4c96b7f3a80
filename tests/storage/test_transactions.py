"""F20 and F21: transactions are whole, apart from each other, and never open during a call to Discord."""

import asyncio

import pytest

from bot.errors import (
    ConstraintViolated,
    DatabaseLocked,
    DatabaseReadOnly,
    TransactionFailed,
    TransactionOpen,
    TransactionOver,
)
from bot.storage.port import Database, Reader, Tx, assert_outside_transaction, in_transaction, open_database
from tests.storage.members import ADD, add, names


async def test_concurrent_updates_lose_nothing(members: Database) -> None:
    """F20: each reads, thinks, and writes what it thought of; the first statement takes the row."""
    await add(members, 1, "a")

    async def give_a_point() -> None:
        async with members.transaction() as tx:
            row = await tx.fetch_one("UPDATE members SET id = id WHERE id = :id RETURNING points", id=1)
            assert row is not None
            await asyncio.sleep(0.001)
            await tx.execute(
                "UPDATE members SET points = :points WHERE id = :id", points=row["points"] + 1, id=1
            )

    async with asyncio.TaskGroup() as group:
        for _ in range(20):
            group.create_task(give_a_point())
    async with members.reading() as reader:
        assert await reader.fetch("SELECT points FROM members") == [{"points": 20}]


async def test_one_coroutines_rollback_spares_the_other(members: Database) -> None:
    """F21: B writes while A's transaction is open; A is undone, B stays."""
    a_wrote = asyncio.Event()

    async def a() -> None:
        async with members.transaction() as tx:
            await tx.execute(ADD, id=1, name="A")
            a_wrote.set()
            await asyncio.sleep(0.02)
            raise KeyError("A changes its mind")

    async def b() -> None:
        await a_wrote.wait()
        await add(members, 2, "B")

    found = await asyncio.gather(a(), b(), return_exceptions=True)
    assert isinstance(found[0], KeyError)
    assert found[1] is None
    assert await names(members) == ["B"]


@pytest.mark.parametrize("pause", [0.0, 0.0002, 0.002, 0.03])
async def test_cancellation_undoes_the_whole_transaction(members: Database, pause: float) -> None:
    async def slow() -> None:
        async with members.transaction() as tx:
            for key in range(10_000):
                await tx.execute(ADD, id=key, name="half")

    async with asyncio.TaskGroup() as group:
        task = group.create_task(slow())
        await asyncio.sleep(pause)
        task.cancel()
    await add(members, 1, "whole")
    assert await names(members) == ["whole"]


async def test_many_cancelled_transactions_leave_a_usable_database(members: Database) -> None:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(add(members, key, "x")) for key in range(50)]
        await asyncio.sleep(0.003)
        for task in tasks[::2]:
            task.cancel()
    kept = await names(members)
    assert 25 <= len(kept) <= 50
    await add(members, 1000, "after")
    assert await names(members) == [*kept, "after"]


async def test_reading_sees_one_state_while_another_writes(members: Database) -> None:
    await add(members, 1, "before")
    async with members.reading() as reader:
        first = await reader.fetch("SELECT name FROM members")
        async with asyncio.TaskGroup() as group:
            group.create_task(add(members, 2, "meanwhile"))
        assert await reader.fetch("SELECT name FROM members") == first
    assert await names(members) == ["before", "meanwhile"]


async def test_readers_beyond_the_pool_wait_for_their_turn(members: Database) -> None:
    await add(members, 1, "a")
    assert await asyncio.gather(*(names(members) for _ in range(40))) == [["a"]] * 40


async def test_readings_cannot_write(members: Database) -> None:
    with pytest.raises(DatabaseReadOnly):
        async with members.reading() as reader:
            await reader.fetch("DELETE FROM members RETURNING id")


async def test_guard_knows_when_a_transaction_is_open(members: Database) -> None:
    assert_outside_transaction()
    async with members.reading():
        assert_outside_transaction()
    async with members.transaction():
        assert in_transaction()
        with pytest.raises(TransactionOpen, match="a call to Discord"):
            assert_outside_transaction()
        with pytest.raises(TransactionOpen, match="second transaction"):
            await add(members, 1, "nested")
        with pytest.raises(TransactionOpen, match="separate reading"):
            await names(members)
        with pytest.raises(TransactionOpen, match="closing"):
            await members.close()
    assert_outside_transaction()


async def test_guard_covers_tasks_started_inside_only_while_it_is_open(members: Database) -> None:
    async def ask_twice(until: asyncio.Event) -> tuple[bool, bool]:
        first = in_transaction()
        await until.wait()
        return first, in_transaction()

    over = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        beside = group.create_task(ask_twice(over))
        async with members.transaction():
            inside = group.create_task(ask_twice(over))
            await asyncio.sleep(0)
        over.set()
    assert (await beside, await inside) == ((False, False), (True, False))


async def test_a_swallowed_failure_cannot_leave_half_a_transaction(members: Database) -> None:
    async def swallow() -> None:
        async with members.transaction() as tx:
            await tx.execute(ADD, id=1, name="half")
            with pytest.raises(ConstraintViolated):
                await tx.execute(ADD, id=1, name="twice")

    with pytest.raises(TransactionFailed):
        await swallow()
    assert await names(members) == []


async def test_nothing_runs_after_a_failure(members: Database) -> None:
    async def fail_and_go_on() -> None:
        async with members.transaction() as tx:
            try:
                await tx.execute("INSERT INTO members (id, points) VALUES (:id, :points)", id=1, points=-1)
            finally:
                with pytest.raises(TransactionFailed):
                    await tx.execute(ADD, id=2, name="late")

    with pytest.raises(ConstraintViolated):
        await fail_and_go_on()
    assert await names(members) == []


async def test_a_handle_dies_with_its_block(members: Database) -> None:
    handles: list[Tx | Reader] = []
    async with members.transaction() as tx:
        handles.append(tx)
    async with members.reading() as reader:
        handles.append(reader)
    for handle in handles:
        with pytest.raises(TransactionOver):
            await handle.fetch("SELECT 1")


async def test_a_writer_that_waits_too_long_is_told_why(members: Database, database_url: str) -> None:
    await add(members, 1, "a")
    other = await open_database(database_url, lock_wait=0.1)

    async def write_beside() -> None:
        async with other.transaction() as tx:
            await tx.execute("UPDATE members SET name = :name", name="beside")

    taken, done = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with members.transaction() as tx:
            await tx.execute("UPDATE members SET name = :name", name="held")
            taken.set()
            await done.wait()

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(hold())
            await taken.wait()
            with pytest.raises(DatabaseLocked, match="Another program is writing"):
                await write_beside()
            done.set()
        await write_beside()
    finally:
        await other.close()
    assert await names(members) == ["beside"]
