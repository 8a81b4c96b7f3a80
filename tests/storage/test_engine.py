"""What both engines promise the stores: whole transactions, equal answers, equal failures."""

import asyncio
import math

import pytest

from bot.errors import (
    ConstraintViolated,
    DatabaseClosed,
    DatabaseLocked,
    DatabaseReadOnly,
    StatementRefused,
    TransactionFailed,
    TransactionOpen,
    TransactionOver,
)
from bot.storage.params import listed
from bot.storage.port import (
    Database,
    Reader,
    Tx,
    Value,
    assert_outside_transaction,
    in_transaction,
    open_database,
)

TABLE = """
CREATE TABLE members (
    id BIGINT NOT NULL PRIMARY KEY,
    name TEXT,
    points BIGINT NOT NULL DEFAULT 0 CHECK (points >= 0),
    seal BYTEA,
    score DOUBLE PRECISION
)
"""
ADD = "INSERT INTO members (id, name) VALUES (:id, :name)"


@pytest.fixture
async def members(empty_database: Database) -> Database:
    async with empty_database.transaction() as tx:
        await tx.execute(TABLE)
    return empty_database


async def names(database: Database) -> list[str]:
    async with database.reading() as reader:
        return [row["name"] for row in await reader.fetch("SELECT name FROM members ORDER BY id")]


async def add(database: Database, key: int, name: str) -> None:
    async with database.transaction() as tx:
        await tx.execute(ADD, id=key, name=name)


async def test_values_come_back_as_they_went_in(members: Database) -> None:
    given: dict[str, Value] = {
        "id": 2**62,
        "name": "Zoë 🎓: ':no' $1",
        "points": 3,
        "seal": b"\0\xff",
        "score": 0.1,
    }
    async with members.transaction() as tx:
        sql = (
            "INSERT INTO members (id, name, points, seal, score) VALUES (:id, :name, :points, :seal, :score)"
        )
        assert await tx.execute(sql, **given) == 1
        assert await tx.fetch_one("SELECT * FROM members") == given


async def test_answers_have_plain_types_on_both_engines(members: Database) -> None:
    async with members.transaction() as tx:
        rows = [{"id": key, "name": None, "score": score} for key, score in ((1, 1), (2, 2.5), (3, None))]
        await tx.execute_many("INSERT INTO members (id, name, score) VALUES (:id, :name, :score)", rows)
        row = await tx.fetch_one(
            "SELECT SUM(id) AS total, AVG(score) AS mean, COUNT(*) > 2 AS many, :flag AS flag,"
            " :none AS absent FROM members WHERE :none IS NULL",
            flag=True,
            none=None,
        )
    assert row is not None
    assert {name: (type(value), value) for name, value in row.items()} == {
        "total": (int, 6),
        "mean": (float, 1.75),
        "many": (int, 1),
        "flag": (int, 1),
        "absent": (type(None), None),
    }


async def test_rows_touched_are_counted(members: Database) -> None:
    async with members.transaction() as tx:
        await tx.execute_many(ADD, [{"id": key, "name": "a"} for key in range(5)])
        await tx.execute_many(ADD, [])
        assert await tx.execute("UPDATE members SET name = :name WHERE id < :id", name="b", id=3) == 3
        some, keys = listed("id", [3, 4, 99])
        assert await tx.execute(f"DELETE FROM members WHERE id IN {some}", **keys) == 2
        nobody, keys = listed("id", [])
        assert await tx.fetch(f"SELECT * FROM members WHERE id IN {nobody}", **keys) == []
        again = "INSERT INTO members (id) VALUES (:id) ON CONFLICT (id) DO NOTHING"
        assert await tx.execute(again, id=0) == 0
        returning = "UPDATE members SET points = points + 1 WHERE id = :id RETURNING points"
        assert await tx.fetch_one(returning, id=0) == {"points": 1}
        assert await tx.fetch_one(returning, id=99) is None


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


@pytest.mark.parametrize(
    ("sql", "params"),
    [
        ("SELECT * FROM nowhere", {}),
        ("SELEKT 1", {}),
        ("SELECT :missing", {}),
        ("SELECT :text", {"text": "NUL \0"}),
        ("SELECT :text", {"text": "surrogate \ud800"}),
        ("SELECT :number", {"number": 2**63}),
    ],
)
async def test_faulty_statements_are_told_apart_from_faulty_databases(
    members: Database, sql: str, params: dict[str, str | int]
) -> None:
    with pytest.raises(StatementRefused):
        async with members.transaction() as tx:
            await tx.fetch(sql, **params)
    await add(members, 1, "still works")


async def test_faulty_rows_are_refused_as_a_whole(members: Database) -> None:
    several: list[list[dict[str, Value]]] = [
        [{"id": 1, "name": "a"}, {"id": 2}],
        [{"id": 1, "name": "a"}, {"id": 1, "name": "b"}],
    ]
    for rows in several:
        with pytest.raises(StatementRefused):
            async with members.transaction() as tx:
                await tx.execute_many(ADD, rows)
    assert await names(members) == []


async def test_infinite_numbers_keep_their_sign(members: Database) -> None:
    async with members.transaction() as tx:
        row = await tx.fetch_one("SELECT :low AS low, :high AS high", low=-math.inf, high=math.inf)
    assert row == {"low": -math.inf, "high": math.inf}


async def test_a_read_only_database_reads_and_refuses_to_write(members: Database, database_url: str) -> None:
    await add(members, 1, "a")
    opened = await open_database(database_url, read_only=True)
    try:
        assert await names(opened) == ["a"]
        with pytest.raises(DatabaseReadOnly):
            await add(opened, 2, "b")
    finally:
        await opened.close()


async def test_everything_survives_reopening(members: Database, database_url: str) -> None:
    await add(members, 1, "kept")
    await members.close()
    opened = await open_database(database_url)
    try:
        assert await names(opened) == ["kept"]
    finally:
        await opened.close()


async def test_a_closed_database_says_so(members: Database) -> None:
    await members.close()
    await members.close()
    for work in (names(members), add(members, 1, "late")):
        with pytest.raises(DatabaseClosed, match="is closed"):
            await work


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
