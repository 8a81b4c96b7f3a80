"""A lock that nobody gives back is said, with who holds it, and waited for (F23); real processes hold it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.check import Mark, examine
from bot.errors import DatabaseLocked
from bot.services import standby
from bot.services.ownership import wait_for_turn
from bot.services.standby import Standby, words
from bot.settings import Settings
from bot.storage import leases
from bot.storage.leases import Lease
from bot.storage.lock_holder import writer
from bot.storage.migrate import load_migrations, migrate
from bot.storage.port import open_database
from bot.storage.sqlite import SqliteDatabase
from tests.faults.keeper import happened
from tests.storage.locks import holding, is_stopped, on_linux

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Still:
    """A clock that stands."""

    def now(self) -> datetime:
        return NOW


@pytest.fixture
async def file(sqlite_path: Path) -> AsyncIterator[SqliteDatabase]:
    """Give a database whose statements wait for a lock only shortly."""
    first = await open_database(sqlite_path)
    await migrate(first, load_migrations(), NOW)
    await first.close()
    database = await SqliteDatabase.open(sqlite_path, lock_wait=0.05)
    yield database
    await database.close()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standby, "STAND_BY", 0.05)
    monkeypatch.setattr(standby, "SAY_AFTER", 0.2)


@on_linux
async def test_a_standby_says_who_holds_the_lock_and_takes_over_when_it_is_free(file: SqliteDatabase) -> None:
    await leases.take(file, "slot-0", "one", 0)
    said: list[str] = []
    async with holding(file.path) as frozen:
        turn = asyncio.ensure_future(
            wait_for_turn(file, Still(), "two", "slot-0", lambda held: None, said.append)
        )
        assert await happened(lambda: bool(said), 20)
        assert f"held by process {frozen.pid} (python" in said[0]
        assert f"`kill -CONT {frozen.pid}`" in said[0]
        await asyncio.sleep(1.0)
        assert (len(said), turn.done()) == (1, False), "once, and it waits on"
        frozen.kill()
        lease = await asyncio.wait_for(turn, 20)
    assert (lease.owner, lease.fence) == ("two", 2)


@on_linux
async def test_it_is_said_again_while_it_lasts(file: SqliteDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standby, "SAY_AGAIN", 0.2)
    said: list[str] = []
    async with holding(file.path):
        waiting = asyncio.ensure_future(Standby(file, "slot-0", said.append).until_free())
        assert await happened(lambda: len(said) > 1, 20)
    await asyncio.wait_for(waiting, 20)


async def test_a_short_lock_is_not_worth_a_word(
    file: SqliteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standby, "SAY_AFTER", 60.0)
    said: list[str] = []
    async with holding(file.path):
        waiting = asyncio.ensure_future(Standby(file, "slot-0", said.append).until_free())
        await asyncio.sleep(0.5)
    await asyncio.wait_for(waiting, 20)
    assert said == []


@on_linux
async def test_the_kernel_tells_who_writes_and_whether_it_is_stopped(file: SqliteDatabase) -> None:
    assert writer(file.path) is None
    async with holding(file.path) as frozen:
        found = writer(file.path)
        assert found is not None
        assert (found.pid, found.stopped) == (frozen.pid, True)
        frozen.send_signal(signal.SIGCONT)
        assert await happened(lambda: is_stopped(file.path) is False, 10)
    async with file.transaction() as tx:
        await tx.execute("UPDATE leases SET name = name")
        found = writer(file.path)
        assert found is not None
        assert found.pid == os.getpid()


@on_linux
async def test_check_tells_of_a_lock_that_nobody_gives_back(file: SqliteDatabase) -> None:
    settings = Settings.from_env({"DATABASE": str(file.path)})
    assert isinstance(settings, Settings)
    assert Mark.PROBLEM not in {line.mark for line in await examine(settings)}
    async with holding(file.path) as frozen:
        (problem,) = [line for line in await examine(settings) if line.mark is Mark.PROBLEM]
    assert problem.subject == "Database"
    assert f"kill -CONT {frozen.pid}" in problem.text


def test_where_the_kernel_does_not_tell_the_last_owner_is_named(tmp_path: Path) -> None:
    fault = str(DatabaseLocked("steward.sqlite3", "database is locked"))
    assert writer(tmp_path / "none.sqlite3") is None
    lease = Lease(name="slot-0", owner="castle:42:aa", fence=1, expires_at=0)
    told = words(fault, 12.0, None, lease)
    assert "castle:42:aa" in told
    assert "takes over when it can" in told
