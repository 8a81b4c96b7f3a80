"""What goes wrong on the bot's own machine: a full disk, a locked database, a clock that jumps.

Each is one function that does its harm and heals it. The disk is a small tmpfs of the run's own, which
only root (or a container) may mount; ``small_disk`` says so instead of pretending.
"""

import asyncio
import os
import random
import sqlite3
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from tests.faults.ledger import Ledger

DISK_BYTES: Final = 64 * 1024 * 1024
LOCK_SECONDS: Final = 7.0
"""Longer than the five seconds that the bot waits for a lock."""
MOST_SKEW: Final = 45.0
"""Seconds by which the bot's clock is set forth or back."""
SKEW: Final = Path(__file__).resolve().parent / "skew"


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The parts of the bot's machine that can be harmed."""

    folder: Path
    """Where its SQLite file lies."""
    ledger: Ledger

    @property
    def clock(self) -> Path:
        """Return the file with the seconds by which the bot's clock is off."""
        return self.folder / "clock"


Trouble: TypeAlias = Callable[[Machine, random.Random], Awaitable[None]]


class NotAllowed(Exception):
    """This machine does not let us do that."""


async def fill_disk(machine: Machine, dice: random.Random) -> None:
    """Leave no byte free for a few seconds."""
    ballast = machine.folder / "ballast"
    try:
        await asyncio.to_thread(_fill, ballast)
        await asyncio.sleep(dice.uniform(1.0, 4.0))
    finally:
        ballast.unlink(missing_ok=True)


async def hold_lock(machine: Machine, dice: random.Random) -> None:
    """Hold SQLite's lock for writing, as a backup tool or a forgotten shell does."""
    await asyncio.to_thread(_lock, machine.folder / "steward.sqlite3")


async def jump_clock(machine: Machine, dice: random.Random) -> None:
    """Set the bot's clock forth or back by up to ``MOST_SKEW``, and right again."""
    machine.clock.write_text(str(dice.choice([-1, 1]) * dice.uniform(5.0, MOST_SKEW)))
    try:
        await asyncio.sleep(dice.uniform(1.0, 5.0))
    finally:
        machine.clock.write_text("0")


TROUBLES: Final[dict[str, Trouble]] = {"disk": fill_disk, "lock": hold_lock, "clock": jump_clock}
OF_A_FILE: Final = frozenset({"disk", "lock"})
"""Troubles that only SQLite can have."""


async def trouble(
    machine: Machine, names: tuple[str, ...], seed: int, pause: float, over: asyncio.Event
) -> None:
    """Do one trouble after the other, each at least once, with pauses of about ``pause`` seconds."""
    dice = random.Random(seed)
    owed = dice.sample(names, len(names))
    while names:
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), dice.uniform(0.5, 1.5) * pause)
        if over.is_set() and not owed:
            return
        name = owed.pop() if owed else dice.choice(names)
        machine.ledger.fault(word_for(name))
        await TROUBLES[name](machine, dice)


def word_for(name: str) -> str:
    """Return as what a trouble is counted among the faults."""
    return TROUBLES[name].__name__.replace("_", " ")


@contextmanager
def small_disk(folder: Path, size: int = DISK_BYTES) -> Iterator[None]:
    """Put a file system of so many bytes onto a folder; raises ``NotAllowed`` where that can't be done."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True, timeout=10)
    except (OSError, subprocess.SubprocessError) as error:
        raise NotAllowed("a small disk can't be mounted here") from error
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False, capture_output=True, timeout=10)


def _fill(ballast: Path) -> None:
    # Unbuffered, in smaller and smaller pieces, so that really nothing is left.
    handle = os.open(ballast, os.O_WRONLY | os.O_CREAT)
    try:
        for piece in (1 << 20, 1 << 12, 1):
            with suppress(OSError):
                while True:
                    os.write(handle, bytes(piece))
    finally:
        os.close(handle)


def _lock(path: Path) -> None:
    connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        # A thread of its own: the run goes on meanwhile.
        asyncio.run(asyncio.sleep(LOCK_SECONDS))
        connection.execute("ROLLBACK")
    finally:
        connection.close()
