"""Small acts on files, for the tests of what storage does to them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534

LOOK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchall()
connection.close()
"""
HOLD_THE_LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def read(path: Path) -> bytes:
    return path.read_bytes()


def write(path: Path, content: bytes, mode: int = 0o644) -> None:
    path.write_bytes(content)
    path.chmod(mode)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def damage(path: Path) -> None:
    """Overwrite two pages in the middle of a database."""
    whole = path.read_bytes()
    middle = len(whole) // 2 // 4096 * 4096
    path.write_bytes(whole[:middle] + b"\xde\xad" * 4096 + whole[middle + 8192 :])


def look_elsewhere(path: Path) -> None:
    """Open, read and close a database in another process."""
    subprocess.run([sys.executable, "-c", LOOK, str(path)], check=True)


@contextmanager
def lock_held_elsewhere(path: Path) -> Iterator[None]:
    """Hold SQLite's write lock in another process."""
    command = [sys.executable, "-c", HOLD_THE_LOCK, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        yield
        other.communicate(b"")


@contextmanager
def without_rights(folder: Path) -> Iterator[None]:
    """Be someone who may not look into a folder; root would be let in, so be nobody for a moment."""
    folder.chmod(0o000)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o700)
