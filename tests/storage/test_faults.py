"""F46: a full disk, a lock, damage or a foreign file give one clear sentence and lose nothing."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import (
    DatabaseCorrupt,
    DatabaseLocked,
    DatabaseReadOnly,
    DatabaseUnreachable,
    DatabaseUnreadable,
    DiskFull,
    StatementRefused,
    StorageError,
)
from bot.storage.faults import sqlite_faults
from bot.storage.migrate import check_integrity
from bot.storage.port import Database, open_database
from tests.storage.files import (
    damage,
    lock_held_elsewhere,
    look_elsewhere,
    mode,
    names,
    read,
    without_rights,
    write,
)


async def fill(database: Database, rows: int = 200) -> None:
    async with database.transaction() as tx:
        await tx.execute("CREATE TABLE words (id BIGINT PRIMARY KEY, word TEXT NOT NULL)")
        await tx.execute_many(
            "INSERT INTO words VALUES (:id, :word)",
            [{"id": key, "word": "word " * 200} for key in range(rows)],
        )


async def count(database: Database) -> int:
    async with database.reading() as reader:
        row = await reader.fetch_one("SELECT COUNT(*) AS words FROM words")
    assert row is not None
    return int(row["words"])


async def test_a_full_disk_undoes_the_transaction_and_reading_goes_on(sqlite_path: Path) -> None:
    database = await open_database(sqlite_path)
    await fill(database)

    async def write_too_much() -> None:
        async with database.transaction() as tx:
            await tx.execute("UPDATE words SET word = ''")
            # The same answer of SQLite as for a full disk, without filling one.
            await tx.fetch("PRAGMA max_page_count = 1")
            await tx.execute("INSERT INTO words VALUES (:id, :word)", id=-1, word="x" * 1_000_000)

    try:
        with pytest.raises(DiskFull, match="no room left"):
            await write_too_much()
        assert await count(database) == 200
        async with database.reading() as reader:
            assert await reader.fetch("SELECT id FROM words WHERE word = ''") == []
        async with database.transaction() as tx:
            await tx.fetch("PRAGMA max_page_count = 1000000")
            await tx.execute("INSERT INTO words VALUES (:id, :word)", id=-1, word="room again")
        assert await count(database) == 201
    finally:
        await database.close()


def test_a_full_disk_is_known_by_the_file_systems_word() -> None:
    with pytest.raises(DiskFull), sqlite_faults("x"), open("/dev/full", "w") as full:
        full.write("x")


async def _add_a_word(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute("INSERT INTO words VALUES (-1, 'one')")


async def test_another_process_that_writes_is_named_as_the_cause(sqlite_path: Path) -> None:
    database = await open_database(sqlite_path, lock_wait=0.1)
    await fill(database)
    try:
        with lock_held_elsewhere(sqlite_path):
            with pytest.raises(DatabaseLocked, match="stop the second Steward"):
                await _add_a_word(database)
            assert await count(database) == 200
        async with database.transaction() as tx:
            await tx.execute("DELETE FROM words")
    finally:
        await database.close()


async def test_damage_is_found_before_work_begins(sqlite_path: Path) -> None:
    database = await open_database(sqlite_path)
    await fill(database, 2_000)
    await check_integrity(database)
    await database.close()
    damage(sqlite_path)
    damaged = await open_database(sqlite_path)
    try:
        with pytest.raises(DatabaseCorrupt, match="steward restore"):
            await check_integrity(damaged)
    finally:
        await damaged.close()


@pytest.mark.parametrize("content", [b"not a database" * 1000, b"SQLite format 3\0" + b"\xff" * 4096])
async def test_a_file_that_is_no_database_is_left_alone(sqlite_path: Path, content: bytes) -> None:
    write(sqlite_path, content, 0o644)
    with pytest.raises(DatabaseUnreadable, match="can't be opened"):
        await open_database(sqlite_path)
    assert read(sqlite_path) == content
    assert mode(sqlite_path) == 0o644


@pytest.mark.parametrize("read_only", [False, True])
async def test_another_programs_database_is_left_alone(sqlite_path: Path, read_only: bool) -> None:
    connection = sqlite3.connect(sqlite_path)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    before = read(sqlite_path)
    with pytest.raises(DatabaseUnreadable, match="another program"):
        await open_database(sqlite_path, read_only=read_only)
    assert read(sqlite_path) == before


async def test_opening_a_file_twice_gives_up_no_lock(sqlite_path: Path) -> None:
    """A lock of SQLite's belongs to the process, and ends when any handle of the file is closed."""
    first = await open_database(sqlite_path)
    await fill(first)
    try:
        second = await open_database(sqlite_path)
        await second.close()
        # A process that takes itself for the last one empties the WAL and removes it.
        look_elsewhere(sqlite_path)
        assert "steward.sqlite3-wal" in names(sqlite_path.parent)
        assert await count(first) == 200
    finally:
        await first.close()


async def test_only_the_owner_can_read_the_files(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "steward.sqlite3"
    database = await open_database(path)
    await fill(database)
    try:
        found = {name: mode(path.parent / name) for name in names(path.parent)}
        assert found == dict.fromkeys(
            ["steward.sqlite3", "steward.sqlite3-wal", "steward.sqlite3-shm"], 0o600
        )
        assert mode(path.parent) == 0o700
    finally:
        await database.close()
    assert names(path.parent) == {"steward.sqlite3"}


async def test_paths_that_cannot_be_made_are_explained(tmp_path: Path) -> None:
    write(tmp_path / "file", b"x")
    for path in (tmp_path / "file" / "steward.sqlite3", tmp_path):
        with pytest.raises(DatabaseUnreadable, match="check the path"):
            await open_database(path)
    with pytest.raises(DatabaseUnreadable, match="can't be opened"):
        await open_database(tmp_path / "absent.sqlite3", read_only=True)
    assert names(tmp_path) == {"file"}
    with pytest.raises(DatabaseUnreadable, match="postgresql:// address"):
        await open_database("mysql://root:secret@host/db")


async def test_a_folder_without_rights_is_explained(tmp_path: Path) -> None:
    folder = tmp_path / "private"
    await (await open_database(folder / "steward.sqlite3")).close()
    with without_rights(folder), pytest.raises(DatabaseUnreadable, match="who may read it"):
        await open_database(folder / "steward.sqlite3")


async def test_a_server_that_is_not_there_is_explained_without_the_password() -> None:
    with pytest.raises(DatabaseUnreachable, match="check that it runs") as caught:
        await open_database("postgresql://steward:secret@127.0.0.1:1/steward")
    assert "secret" not in str(caught.value)
    assert "127.0.0.1:1/steward" in str(caught.value)


async def test_a_missing_postgres_database_is_explained(postgres: str) -> None:
    with pytest.raises(DatabaseUnreachable, match="does not exist"):
        await open_database(postgres + "_absent")


@pytest.mark.parametrize(
    ("sqlstate", "expected"),
    [
        ("53100", DiskFull),
        ("25006", DatabaseReadOnly),
        ("XX001", DatabaseCorrupt),
        ("57P01", DatabaseUnreachable),
        ("40P01", DatabaseLocked),
        ("22012", StatementRefused),
    ],
)
async def test_the_servers_own_faults_get_our_names(
    postgres_url: str, sqlstate: str, expected: type[StorageError]
) -> None:
    database = await open_database(postgres_url)
    try:
        with pytest.raises(expected) as caught:
            async with database.transaction() as tx:
                await tx.execute(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{sqlstate}'; END $$")
        assert type(caught.value) is expected
    finally:
        await database.close()


def test_a_program_that_forgets_to_close_still_ends(sqlite_path: Path) -> None:
    forget = (
        "import asyncio, sys; from bot.storage.port import open_database\n"
        "async def main():\n"
        "    database = await open_database(sys.argv[1])\n"
        "    async with database.transaction() as tx: await tx.execute('CREATE TABLE kept (x BIGINT)')\n"
        "    async with database.reading() as reader: raise KeyError('a fault at start-up')\n"
        "asyncio.run(main())"
    )
    ended = subprocess.run([sys.executable, "-c", forget, str(sqlite_path)], capture_output=True, timeout=20)
    assert ended.returncode == 1
    assert b"a fault at start-up" in ended.stderr
    with closing(sqlite3.connect(sqlite_path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("kept",)]
