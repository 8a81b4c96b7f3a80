"""Copies: whole while the bot writes, checked, private, and never in the place of something else."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import BackupRefused, DatabaseCorrupt, DatabaseLocked, DatabaseNewer, DatabaseUnreadable
from bot.storage.backup import backup, restore, schema_version
from bot.storage.migrate import Migration, migrate
from bot.storage.port import Database, open_database
from tests.storage.conftest import NOW
from tests.storage.files import damage, mode, names, read, write

FIRST = Migration(version=1, name="first", portable="CREATE TABLE notes (id BIGINT PRIMARY KEY, text TEXT)")
ADD = "INSERT INTO notes VALUES (:id, :text)"


async def make(path: Path, text: str) -> Database:
    database = await open_database(path)
    await migrate(database, [FIRST], NOW)
    async with database.transaction() as tx:
        await tx.execute(ADD, id=1, text=text)
    return database


def texts(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT text FROM notes ORDER BY id")]


@pytest.fixture
def target(tmp_path: Path) -> Path:
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups" / "copy.sqlite3"


async def test_a_copy_is_whole_while_the_bot_writes(sqlite_path: Path, target: Path) -> None:
    """Each transaction adds two rows, so an odd count would be half a transaction."""
    database = await make(sqlite_path, "first")
    going = True

    async def write() -> None:
        key = 2
        while going:
            async with database.transaction() as tx:
                await tx.execute(ADD, id=key, text="x" * 3000)
                await tx.execute(ADD, id=key + 1, text="x" * 3000)
            key += 2

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(write())
            await asyncio.sleep(0.05)
            await asyncio.to_thread(backup, sqlite_path, target)
            going = False
    finally:
        await database.close()
    assert len(texts(target)) > 1
    assert len(texts(target)) % 2 == 1
    assert names(target.parent) == {"copy.sqlite3"}
    assert mode(target) == 0o600


async def test_a_copy_never_replaces_a_file(sqlite_path: Path, target: Path) -> None:
    await (await make(sqlite_path, "a")).close()
    write(target, b"precious")
    with pytest.raises(BackupRefused, match="choose another name"):
        backup(sqlite_path, target)
    assert read(target) == b"precious"


async def test_what_cannot_be_copied_leaves_no_trace(sqlite_path: Path, target: Path) -> None:
    with pytest.raises(BackupRefused, match="there is no database"):
        backup(sqlite_path, target)
    write(sqlite_path, b"something else" * 1000)
    with pytest.raises(DatabaseUnreadable):
        backup(sqlite_path, target)
    with closing(sqlite3.connect(sqlite_path.with_name("theirs.db"))) as theirs:
        theirs.execute("CREATE TABLE theirs (x)")
    with pytest.raises(BackupRefused, match="isn't a database of Steward"):
        backup(sqlite_path.with_name("theirs.db"), target)
    with pytest.raises(DatabaseUnreadable):
        backup(sqlite_path, target.parent / "absent" / "copy.sqlite3")
    assert names(target.parent) == set()


async def test_a_damaged_database_gives_no_backup(sqlite_path: Path, target: Path) -> None:
    database = await make(sqlite_path, "a")
    async with database.transaction() as tx:
        await tx.execute_many(ADD, [{"id": key, "text": "x" * 1000} for key in range(2, 2000)])
    await database.close()
    damage(sqlite_path)
    with pytest.raises(DatabaseCorrupt):
        backup(sqlite_path, target)
    assert names(target.parent) == set()


def test_postgresql_names_its_own_tools(tmp_path: Path) -> None:
    url = "postgresql://steward:secret@host/steward"
    with pytest.raises(BackupRefused, match="pg_dump"):
        backup(url, tmp_path / "copy")
    with pytest.raises(BackupRefused, match="pg_restore") as caught:
        restore(tmp_path / "copy", url, newest=1, now=NOW)
    assert "secret" not in str(caught.value)


async def test_restoring_keeps_the_old_one_beside(sqlite_path: Path, target: Path) -> None:
    database = await make(sqlite_path, "old")
    backup(sqlite_path, target)
    async with database.transaction() as tx:
        await tx.execute("UPDATE notes SET text = :text", text="new")
    await database.close()
    kept = restore(target, sqlite_path, newest=1, now=NOW)
    assert kept == sqlite_path.with_name("steward-replaced-20260301T120000Z.sqlite3")
    assert (texts(sqlite_path), texts(kept), texts(target)) == (["old"], ["new"], ["old"])
    assert mode(sqlite_path) == 0o600
    with pytest.raises(BackupRefused, match="exists already"):
        restore(target, sqlite_path, newest=1, now=NOW)
    assert restore(target, sqlite_path, newest=1, now=NOW + timedelta(seconds=1)) is not None
    again = await open_database(sqlite_path)
    assert await migrate(again, [FIRST], NOW) == []
    await again.close()


async def test_restoring_where_nothing_was(sqlite_path: Path, target: Path) -> None:
    await (await make(sqlite_path, "a")).close()
    backup(sqlite_path, target)
    elsewhere = target.parent / "new" / "steward.sqlite3"
    assert restore(target, elsewhere, newest=1, now=NOW) is None
    assert texts(elsewhere) == ["a"]


async def test_restoring_over_a_damaged_database_keeps_the_wreck(sqlite_path: Path, target: Path) -> None:
    await (await make(sqlite_path, "a")).close()
    backup(sqlite_path, target)
    write(sqlite_path, b"wreck" * 1000)
    write(sqlite_path.with_name(sqlite_path.name + "-wal"), b"its wal")
    kept = restore(target, sqlite_path, newest=1, now=NOW)
    assert kept is not None
    assert read(kept) == b"wreck" * 1000
    assert read(kept.with_name(kept.name + "-wal")) == b"its wal"
    assert texts(sqlite_path) == ["a"]


async def test_a_running_bot_is_not_robbed_of_its_database(sqlite_path: Path, target: Path) -> None:
    database = await make(sqlite_path, "live")
    backup(sqlite_path, target)
    try:
        with pytest.raises(DatabaseLocked):
            await asyncio.to_thread(restore, target, sqlite_path, newest=1, now=NOW)
        async with database.transaction() as tx:
            await tx.execute(ADD, id=2, text="still")
    finally:
        await database.close()
    assert texts(sqlite_path) == ["live", "still"]
    assert names(sqlite_path.parent) == {"steward.sqlite3", "backups"}


async def test_only_a_fitting_backup_is_restored(sqlite_path: Path, target: Path) -> None:
    await (await make(sqlite_path, "a")).close()
    backup(sqlite_path, target)
    assert schema_version(target) == 1
    with pytest.raises(DatabaseNewer, match="version 1, this Steward knows 0"):
        restore(target, sqlite_path, newest=0, now=NOW)
    with closing(sqlite3.connect(target.with_name("theirs.db"))) as theirs:
        theirs.execute("CREATE TABLE theirs (x)")
    with pytest.raises(BackupRefused, match="isn't a database of Steward"):
        restore(target.with_name("theirs.db"), sqlite_path, newest=1, now=NOW)
    with pytest.raises(BackupRefused, match="there is no file"):
        restore(target.with_name("absent"), sqlite_path, newest=1, now=NOW)
    assert texts(sqlite_path) == ["a"]
    assert names(sqlite_path.parent) == {"steward.sqlite3", "backups"}
