"""What both engines promise about single statements: equal answers, equal refusals."""

import math

import pytest

from bot.errors import DatabaseClosed, DatabaseReadOnly, StatementRefused
from bot.storage.params import listed
from bot.storage.port import Database, Value, open_database
from tests.storage.members import ADD, add, names


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
