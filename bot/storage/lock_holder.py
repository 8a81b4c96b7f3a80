"""Who holds the lock for writing while somebody else should.

SQLite's lock is the kernel's: nobody can take it from a process that was stopped in the middle of a write, so
that an operator has to know which process that is; the kernel tells it on Linux only. On PostgreSQL the
server can take a lock away, with the session that holds it.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.storage.port import Database

WRITE_BYTE: Final = 120
"""The byte of the file ``-shm`` that a writer locks in WAL mode:
https://www.sqlite.org/walformat.html#wal_locks"""
FROZEN_AFTER: Final = 10.0
"""Seconds for which a session inside a transaction may leave PostgreSQL without a word from its client."""
_END_FROZEN: Final = """
SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity
WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
    AND application_name = 'steward' AND xact_start IS NOT NULL AND wait_event = 'ClientRead'
    AND state_change < clock_timestamp() - make_interval(secs => CAST(:seconds AS FLOAT))
"""
_STOPPED: Final = frozenset("Tt")
_PROC: Final = Path("/proc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A process of this machine."""

    pid: int
    name: str
    """Its program, empty where that can't be read."""
    stopped: bool
    """Whether it was stopped by a signal or a debugger, so that it will not go on by itself."""


async def end_frozen(database: Database) -> None:
    """On PostgreSQL, end the sessions of Steward that hold a transaction open and have fallen silent.

    The server does so by itself between two statements (``idle_in_transaction_session_timeout``), but not for
    a process that was frozen after it described a statement and before it asked for it.
    """
    if database.engine == "postgres":
        async with database.reading() as reader:
            await reader.fetch(_END_FROZEN, seconds=FROZEN_AFTER)


def writer(database: Path) -> Holder | None:
    """Return who holds the lock for writing; None when nobody does or it can't be told."""
    with suppress(OSError, ValueError):
        inode = database.with_name(f"{database.name}-shm").stat().st_ino
        pid = _locker((_PROC / "locks").read_text().splitlines(), inode)
        return None if pid is None else _process(pid)
    return None


def _locker(lines: Iterable[str], inode: int) -> int | None:
    """Return the process of a lock; lines look like ``1: POSIX  ADVISORY  WRITE 4242 fd:01:77 120 120``."""
    for line in lines:
        words = line.split()
        # One that only waits for the lock has an arrow before its kind.
        if len(words) != 8 or words[1] == "->" or words[3] != "WRITE":
            continue
        first, last = int(words[6]), WRITE_BYTE if words[7] == "EOF" else int(words[7])
        if int(words[5].rpartition(":")[2]) == inode and first <= WRITE_BYTE <= last:
            # Of a process outside this container the kernel does not tell the number.
            return int(words[4]) if int(words[4]) > 0 else None
    return None


def _process(pid: int) -> Holder:
    name, _, rest = (_PROC / str(pid) / "stat").read_text().partition("(")[2].rpartition(")")
    return Holder(pid=pid, name=name, stopped=rest.split()[0] in _STOPPED)
