"""How long a page of /queue takes with 10,000 open cases and 1,000,000 closed ones.

Run as ``python -m bench.queue [--open N] [--past N]``. The service is the real one on an SQLite file, or on
the PostgreSQL database in ``STEWARD_BENCH_POSTGRES`` (which it fills). Each open case keeps a message and
what was written around it, which are opened to see who is in them; each round is another moderator's look,
with nothing of it in memory.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import orjson

from bench.service import RealClock, place_for_databases
from bot.clock import to_ms
from bot.policy.ids import GuildId, UserId, part_of
from bot.policy.queue import Show
from bot.services.people import People
from bot.services.queue import PAGE, Queue, Wanted
from bot.services.recusal import Recusal
from bot.services.vault import PersonKey, Vault
from bot.storage.migrate import load_migrations, migrate
from bot.storage.port import Database, open_database

GUILD = GuildId(7_000_000_000_000_000_001)
ROUNDS = 200
WARM_UP = 5
CHUNK = 20_000
_ROUTES = ("queue", "faculty", "care")
_CASES = """
INSERT INTO cases (part, guild_id, number, person, state, route, origin, clause, severity, created_at,
    updated_at, hit_at, due_at, escalate_at)
VALUES (:part, :guild, :number, :person, :state, :route, 'report', 'harassment', :severity, :at, :at, :hit,
    :due, :due)
"""
_PEOPLE = """
INSERT INTO people (part, person, digest, key, identity, created_at)
VALUES (:part, :person, :digest, :key, :identity, 0)
"""
_EVIDENCE = """
INSERT INTO evidence (part, guild_id, id, case_number, person, kind, media_type, size, sha256, body,
    created_at)
VALUES (:part, :guild, :id, :number, :person, :kind, 'text/plain', :size, '', :body, 0)
"""
_PLACE = {"part": part_of(GUILD), "guild": GUILD}


def cases(past: int, waiting: int, now: datetime) -> list[dict[str, Any]]:
    """Return the rows of all cases; at most one of a person and team is open."""
    chance = random.Random(1)
    rows = []
    for number in range(1, past + waiting + 1):
        is_open = number > past
        at = now - timedelta(minutes=chance.randrange(100 * 24 * 60))
        rows.append(
            {
                **_PLACE,
                "number": number,
                "person": f"p-{number // 3}",
                "state": "open" if is_open else chance.choice(("decided", "no_violation")),
                "route": _ROUTES[number % 3],
                "severity": chance.randint(1, 5),
                "at": to_ms(at),
                "hit": to_ms(now) if chance.random() < 0.05 else None,
                "due": to_ms(at + timedelta(days=3)) if is_open else None,
            }
        )
    return rows


def belongings(rows: list[dict[str, Any]], vault: Vault) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the people of the open cases, and what was kept of each: a message and what was around it."""
    people: dict[str, tuple[dict[str, Any], PersonKey]] = {}
    kept = []
    context = [{"author": str(500 + line), "text": "some words " * 5} for line in range(11)]
    for row in (row for row in rows if row["state"] == "open"):
        name = row["person"]
        if name not in people:
            wrapped, key = vault.new_key()
            sealed = key.seal(orjson.dumps({"user": 10_000 + len(people)}))
            values = {"part": 1, "person": name, "digest": name, "key": wrapped, "identity": sealed}
            people[name] = (values, key)
        key = people[name][1]
        for kind, text in (("message", "get lost " * 20), ("context", orjson.dumps(context).decode())):
            body = key.seal(text)
            item = {"id": f"{kind}-{row['number']}", "number": row["number"], "person": name}
            kept.append({**_PLACE, **item, "kind": kind, "size": len(text), "body": body})
    return [values for values, _ in people.values()], kept


async def fill(database: Database, vault: Vault, past: int, waiting: int, now: datetime) -> None:
    rows = cases(past, waiting, now)
    people, kept = belongings(rows, vault)
    for sql, values in ((_CASES, rows), (_PEOPLE, people), (_EVIDENCE, kept)):
        for start in range(0, len(values), CHUNK):
            async with database.transaction() as tx:
                await tx.execute_many(sql, values[start : start + CHUNK])


async def measure(database: Database, vault: Vault, waiting: int) -> dict[str, list[float]]:
    """Return milliseconds per round: of the first page, of one further on, and of what is overdue."""
    clock = RealClock()
    taken: dict[str, list[float]] = {"first page": [], "a later page": [], "overdue": []}
    chance = random.Random(2)
    for round_ in range(ROUNDS + WARM_UP):
        for name, times in taken.items():
            # A new one each time, so that nobody is known from the round before.
            people = People(database, vault, clock)
            queue = Queue(database, clock, people, Recusal(database, people, vault))
            offset = chance.randrange(waiting - PAGE) if name == "a later page" else 0
            wanted = Wanted(show=Show.OVERDUE if name == "overdue" else Show.ALL, offset=offset)
            started = perf_counter()
            page = await queue.page(GUILD, UserId(1000 + round_), wanted)
            times.append((perf_counter() - started) * 1000)
            assert len(page.cases) == PAGE
    return {name: times[WARM_UP:] for name, times in taken.items()}


async def run(url: str, past: int, waiting: int) -> None:
    database = await open_database(url)
    now, vault = datetime.now(UTC), Vault(bytes(32))  # noqa: TID251 - a measurement is of real time
    try:
        await migrate(database, load_migrations(), now)
        await fill(database, vault, past, waiting, now)
        for name, times in (await measure(database, vault, waiting)).items():
            last = statistics.quantiles(times, n=20)[-1]
            print(f"{name} p50 {statistics.median(times):.1f} ms, p95 {last:.1f} ms")
    finally:
        await database.close()


def main() -> int:
    """Measure on a database that is removed afterwards."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--open", type=int, default=10_000)
    asked.add_argument("--past", type=int, default=1_000_000)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(dir=place_for_databases()) as folder:
        url = os.environ.get("STEWARD_BENCH_POSTGRES") or str(Path(folder) / "queue.sqlite3")
        asyncio.run(run(url, options.past, options.open))
    return 0


if __name__ == "__main__":
    sys.exit(main())
