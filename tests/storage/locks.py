"""A process of another program that holds SQLite's lock for writing and is stopped, as by SIGSTOP."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from bot.storage.lock_holder import writer
from tests.faults.keeper import happened

HOLD = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(600)
"""
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who holds a lock")


def is_stopped(path: Path) -> bool | None:
    found = writer(path)
    return None if found is None else found.stopped


@asynccontextmanager
async def holding(path: Path) -> AsyncIterator[Process]:
    """Let another process hold the lock for writing, stopped as by SIGSTOP."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLD, str(path), stdout=PIPE)
    assert process.stdout is not None
    try:
        assert await process.stdout.readline() == b"held\n"
        process.send_signal(signal.SIGSTOP)
        if sys.platform == "linux":
            # The kernel stops it at its next chance.
            assert await happened(lambda: is_stopped(path) is True, 10)
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
