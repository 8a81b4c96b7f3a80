"""The troubles of the bot's machine are real: each is felt by what it is meant to harm, and ends."""

import asyncio
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import discord
import pytest

from tests.faults import trouble
from tests.faults.keeper import happened
from tests.faults.ledger import Ledger
from tests.faults.trouble import SKEW, Machine, NotAllowed, small_disk

ROOT = Path(__file__).resolve().parents[2]


def _written(path: Path) -> str:
    connection = sqlite3.connect(path, timeout=0)
    try:
        connection.execute("CREATE TABLE IF NOT EXISTS t (x)")
        connection.execute("INSERT INTO t VALUES (zeroblob(100000))")
        connection.commit()
    except sqlite3.OperationalError as error:
        return str(error)
    finally:
        connection.close()
    return ""


async def _during(harm: trouble.Trouble, machine: Machine, felt: Callable[[], bool]) -> bool:
    """Return whether a trouble was felt at some moment while it lasted."""
    task = asyncio.ensure_future(harm(machine, random.Random(1)))
    seen = await happened(lambda: felt() or task.done(), 10.0) and not task.done()
    await task
    return seen


async def test_a_full_disk_refuses_writing_until_there_is_room(tmp_path: Path) -> None:
    path = tmp_path / "steward.sqlite3"
    try:
        with small_disk(tmp_path, 2 * 1024 * 1024):
            assert _written(path) == ""
            machine = Machine(folder=tmp_path, ledger=Ledger())
            assert await _during(trouble.fill_disk, machine, lambda: "full" in _written(path))
            assert _written(path) == ""
    except NotAllowed as why:
        pytest.skip(str(why))


async def test_a_held_lock_keeps_writers_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trouble, "LOCK_SECONDS", 0.5)
    path = tmp_path / "steward.sqlite3"
    assert _written(path) == ""

    machine = Machine(folder=tmp_path, ledger=Ledger())
    assert await _during(trouble.hold_lock, machine, lambda: "locked" in _written(path))
    assert _written(path) == ""


def test_a_jump_moves_the_clock_of_another_process(tmp_path: Path) -> None:
    machine = Machine(folder=tmp_path, ledger=Ledger())
    machine.clock.write_text("-7200")
    shown = subprocess.run(
        [sys.executable, "-c", "import discord.utils as u; print(u.utcnow().isoformat())"],
        env={"PYTHONPATH": str(SKEW), "STEWARD_FAULTS_CLOCK": str(machine.clock)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    behind = (discord.utils.utcnow() - datetime.fromisoformat(shown.strip())).total_seconds()
    assert behind == pytest.approx(7200, abs=30)


async def test_each_named_trouble_falls_into_a_run_however_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fell: list[str] = []

    def one(name: str) -> trouble.Trouble:
        async def harm(machine: Machine, dice: random.Random) -> None:
            fell.append(name)

        return harm

    monkeypatch.setattr(trouble, "TROUBLES", {name: one(name) for name in ("disk", "lock", "clock")})
    machine, over = Machine(folder=tmp_path, ledger=Ledger()), asyncio.Event()
    over.set()
    await trouble.trouble(machine, ("clock", "disk", "lock"), 1, 60.0, over)
    assert sorted(fell) == ["clock", "disk", "lock"]
    assert machine.ledger.faults.total() == 3
