"""Bringing tables up to date: whole steps, in order, recorded, and never on a database of the future."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import to_ms
from bot.errors import DatabaseNewer, MigrationMismatch, StatementRefused, StorageError
from bot.storage.migrate import Migration, load_migrations, migrate, pending
from bot.storage.port import Database, open_database
from tests.storage.conftest import NOW
from tests.storage.files import names

FIRST = Migration(
    version=1,
    name="first",
    portable="CREATE TABLE notes (id BIGINT PRIMARY KEY, text TEXT); INSERT INTO notes VALUES (1, 'old;');",
    sqlite="""CREATE TRIGGER kept BEFORE DELETE ON notes BEGIN SELECT RAISE(ABORT, 'notes stay'); END;""",
    postgres="""CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'notes stay' USING ERRCODE = 'integrity_constraint_violation'; END; $$;
        CREATE TRIGGER kept BEFORE DELETE ON notes FOR EACH ROW EXECUTE FUNCTION refuse();""",
)
SECOND = Migration(version=2, name="second", portable="ALTER TABLE notes ADD COLUMN at BIGINT")
BROKEN = Migration(
    version=2, name="broken", portable="CREATE TABLE half (x BIGINT); DROP TABLE notes; CREATE TABEL other"
)


async def rows(database: Database, sql: str) -> list[dict[str, object]]:
    async with database.reading() as reader:
        return [dict(row) for row in await reader.fetch(sql)]


async def test_each_step_runs_once_with_its_record(empty_database: Database) -> None:
    assert await pending(empty_database, [FIRST, SECOND]) == [FIRST, SECOND]
    assert await migrate(empty_database, [FIRST], NOW) == [FIRST]
    assert await migrate(empty_database, [FIRST, SECOND], NOW + timedelta(days=1)) == [SECOND]
    assert await migrate(empty_database, [FIRST, SECOND], NOW + timedelta(days=2)) == []
    assert await rows(empty_database, "SELECT version, name, applied_at FROM schema_migrations") == [
        {"version": 1, "name": "first", "applied_at": to_ms(NOW)},
        {"version": 2, "name": "second", "applied_at": to_ms(NOW + timedelta(days=1))},
    ]
    assert await rows(empty_database, "SELECT id, text, at FROM notes") == [
        {"id": 1, "text": "old;", "at": None}
    ]


async def test_the_engines_own_part_runs_too(empty_database: Database) -> None:
    await migrate(empty_database, [FIRST], NOW)
    with pytest.raises(StorageError, match="notes stay"):
        async with empty_database.transaction() as tx:
            await tx.execute("DELETE FROM notes")


async def test_a_failure_half_way_leaves_nothing(empty_database: Database) -> None:
    with pytest.raises(StatementRefused, match="TABEL"):
        await migrate(empty_database, [FIRST, BROKEN], NOW)
    assert await rows(empty_database, "SELECT version FROM schema_migrations") == [{"version": 1}]
    assert await rows(empty_database, "SELECT text FROM notes") == [{"text": "old;"}]
    with pytest.raises(StatementRefused):
        await rows(empty_database, "SELECT * FROM half")
    assert await migrate(empty_database, [FIRST, SECOND], NOW) == [SECOND]


async def test_a_newer_database_is_refused_and_untouched(empty_database: Database) -> None:
    await migrate(empty_database, [FIRST, SECOND], NOW)
    with pytest.raises(DatabaseNewer, match=r"update Steward.*version 2, this Steward knows 1"):
        await migrate(empty_database, [FIRST], NOW)
    assert len(await rows(empty_database, "SELECT id, at FROM notes")) == 1


@pytest.mark.parametrize(
    "known",
    [
        [replace(FIRST, portable=FIRST.portable + " SELECT 1;"), SECOND],
        [replace(FIRST, sqlite="", postgres=""), SECOND],
        [replace(SECOND, version=1), replace(FIRST, version=2)],
    ],
)
async def test_a_changed_history_is_refused(empty_database: Database, known: Sequence[Migration]) -> None:
    await migrate(empty_database, [FIRST], NOW)
    with pytest.raises(MigrationMismatch, match="migration 0001"):
        await migrate(empty_database, known, NOW)


async def test_line_endings_are_no_change(empty_database: Database) -> None:
    await migrate(empty_database, [FIRST], NOW)
    windows = replace(FIRST, postgres=FIRST.postgres.replace("\n", "\r\n"), sqlite=FIRST.sqlite + "\r\n")
    assert await migrate(empty_database, [replace(windows, sqlite=FIRST.sqlite)], NOW) == []


async def test_two_processes_that_start_at_once_share_the_work(
    empty_database: Database, database_url: str
) -> None:
    second = await open_database(database_url)
    try:
        done = await asyncio.gather(
            migrate(empty_database, [FIRST, SECOND], NOW), migrate(second, [FIRST, SECOND], NOW)
        )
    finally:
        await second.close()
    assert sorted(step.version for part in done for step in part) == [1, 2]
    assert len(await rows(empty_database, "SELECT id, at FROM notes")) == 1


async def test_sqlite_is_copied_beside_itself_before_an_upgrade(sqlite_path: Path) -> None:
    database = await open_database(sqlite_path)
    await migrate(database, [FIRST], NOW)
    assert {Path(name).suffix for name in names(sqlite_path.parent)} == {
        ".sqlite3",
        ".sqlite3-wal",
        ".sqlite3-shm",
    }
    await migrate(database, [FIRST, SECOND], NOW)
    await database.close()
    copy = sqlite_path.with_name("steward-v1-20260301T120000Z.sqlite3")
    assert names(sqlite_path.parent) == {sqlite_path.name, copy.name}
    before = await open_database(copy, read_only=True)
    try:
        assert await rows(before, "SELECT * FROM notes") == [{"id": 1, "text": "old;"}]
    finally:
        await before.close()


async def test_our_own_migrations_apply_to_both_engines(database: Database) -> None:
    known = load_migrations()
    assert known
    assert await pending(database, known) == []


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        (["0001_a.sql", "0003_b.sql"], "0003_b"),
        (["0001_a.sql", "0001_b.sql"], "0001_b"),
        (["0001_a.sql", "0002_b.sqlite.sql"], "0002_b"),
        (["0001_a.sql", "2_b.sql"], "2_b.sql isn't named"),
        (["0001_a.sql", "0002_b.oracle.sql"], "isn't named"),
    ],
)
def test_misnamed_files_are_found_at_load(tmp_path: Path, files: list[str], complaint: str) -> None:
    for name in files:
        (tmp_path / name).write_text("SELECT 1;")
    with pytest.raises(MigrationMismatch, match=complaint):
        load_migrations(tmp_path)


def test_files_are_read_in_order_with_their_companions(tmp_path: Path) -> None:
    for name in ("0002_b.sql", "0001_a.sql", "0001_a.postgres.sql", "readme.txt"):
        (tmp_path / name).write_text(name)
    assert load_migrations(tmp_path) == [
        Migration(version=1, name="a", portable="0001_a.sql", postgres="0001_a.postgres.sql"),
        Migration(version=2, name="b", portable="0002_b.sql"),
    ]
