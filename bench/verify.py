"""How long it takes to follow a journal of 1,000,000 entries, and whether one altered entry is named.

Run as ``python -m bench.verify [--entries N]``. The check is the one of ``/audit verify`` and of ``steward
verify``, on an SQLite file; the entries are as long as those of a real journal.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.service import place_for_databases
from bot.policy.ids import GuildId, part_of
from bot.services.audit import Audit
from bot.storage.journal import GENESIS, link
from bot.storage.migrate import load_migrations, migrate
from bot.storage.port import Database, open_database

GUILD = GuildId(7_000_000_000_000_000_001)
CHUNK = 20_000
_INSERT = """
INSERT INTO journal (part, guild_id, seq, at, actor, verb, object, data, previous, hash)
VALUES (:part, :guild_id, :seq, :at, :actor, :verb, :object, :data, :previous, :hash)
"""


def chain(length: int) -> Iterator[dict[str, Any]]:
    """Yield the rows of a sound journal."""
    previous = GENESIS
    for seq in range(1, length + 1):
        entry = {
            "guild_id": GUILD,
            "seq": seq,
            "at": 1_770_000_000_000 + seq,
            "actor": f"p-{seq % 97:016x}",
            "verb": "decision.made",
            "object": f"decision:d-{seq:016x}",
            "data": f'{{"case":{seq},"clause":"harassment","kind":"warning"}}',
        }
        digest = link(entry, previous)
        yield {**entry, "part": part_of(GUILD), "previous": previous, "hash": digest}
        previous = digest


async def fill(database: Database, length: int) -> None:
    rows: list[dict[str, Any]] = []
    for row in chain(length):
        rows.append(row)
        if len(rows) == CHUNK or row["seq"] == length:
            async with database.transaction() as tx:
                await tx.execute_many(_INSERT, rows)
            rows = []


async def checked(path: Path) -> tuple[float, int | None]:
    """Return seconds, and the first entry that was altered."""
    database = await open_database(path, read_only=True)
    try:
        started = perf_counter()
        found = await Audit(database).verify(GUILD)
        return perf_counter() - started, found.broken_at
    finally:
        await database.close()


async def made(path: Path, length: int) -> None:
    database = await open_database(path)
    try:
        await migrate(database, load_migrations(), datetime.now(UTC))  # noqa: TID251 - real time
        await fill(database, length)
    finally:
        await database.close()


def alter(path: Path, seq: int) -> None:
    """Change one entry, as somebody with the file in hand would."""
    database = sqlite3.connect(path)
    with database:
        database.execute("DROP TRIGGER journal_no_update")
        database.execute("UPDATE journal SET actor = 'p-somebodyelse' WHERE seq = ?", (seq,))
    database.close()


def main() -> int:
    """Measure on a database that is removed afterwards; fail when the altered entry is not named."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--entries", type=int, default=1_000_000)
    length = asked.parse_args().entries
    with tempfile.TemporaryDirectory(dir=place_for_databases()) as folder:
        path = Path(folder) / "journal.sqlite3"
        asyncio.run(made(path, length))
        sound, none = asyncio.run(checked(path))
        print(f"{length} sound entries: {sound:.1f} s")
        altered = length * 9 // 10
        alter(path, altered)
        broken, named = asyncio.run(checked(path))
        print(f"entry {altered} altered: entry {named} named after {broken:.1f} s")
    return 0 if none is None and named == altered else 1


if __name__ == "__main__":
    sys.exit(main())
