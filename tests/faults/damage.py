"""A database file that turns to rubbish under the bot, as on a dying disk, and is put right again.

Only the first page is left, so that the file is still known as a database. What is written over can't pass
for anything: a page of ones has no type, so that SQLite refuses it at the first touch.

Run as a process of its own (``python -m tests.faults.damage spoil|mend FILE COPY``): closing a database file
gives up every lock that the closing process holds on it (https://www.sqlite.org/howtocorrupt.html, 2.2), and
the harness reads the bot's database all the time.
"""

import asyncio
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
SIZE_AT: Final = slice(16, 18)
"""Where a file says how large its pages are, https://www.sqlite.org/fileformat2.html#page_size."""


async def spoil(path: Path, copy: Path) -> None:
    """Overwrite every page but the first, keeping a copy of all. Nobody may write meanwhile."""
    await _apart("spoil", path, copy)


async def mend(path: Path, copy: Path) -> None:
    """Put back what is still rubbish; what the bot wrote since, from its WAL, is newer and stays."""
    await _apart("mend", path, copy)


def spoil_table(path: Path, table: str) -> None:
    """Overwrite the page on which one table begins, of a database that nobody has open."""
    with closing(sqlite3.connect(path)) as database:
        (page,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    size = _page_size(path)
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


async def _apart(what: str, path: Path, copy: Path) -> None:
    command = (sys.executable, "-m", __name__, what, str(path), str(copy))
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    if await process.wait():
        raise RuntimeError(f"could not {what} {path}")


def _spoil(path: Path, copy: Path) -> None:
    shutil.copyfile(path, copy)
    size = _page_size(copy)
    with path.open("r+b", buffering=0) as file:
        file.seek(size)
        file.write(b"\xff" * (copy.stat().st_size - size))


def _mend(path: Path, copy: Path) -> None:
    size = _page_size(copy)
    with path.open("r+b", buffering=0) as file, copy.open("rb") as before:
        for place in range(size, copy.stat().st_size, size):
            file.seek(place)
            before.seek(place)
            if file.read(size) == b"\xff" * size:
                file.seek(place)
                file.write(before.read(size))


def _page_size(path: Path) -> int:
    with path.open("rb") as file:
        size = int.from_bytes(file.read(100)[SIZE_AT], "big")
    return 65_536 if size == 1 else size


if __name__ == "__main__":
    {"spoil": _spoil, "mend": _mend}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
