"""Deadlines after a restart: how late they are carried out, and how long a start takes with a long past.

``python -m bench.expiry`` fills a database file with 100,000 closed cases and 10,000 mutes in force, of which
some end while it looks on. Then the services start on it as after a crash, with a simulated Discord that
takes 80 ms to answer. Printed are the time until everything was read and swept for the first time, and how
long after its end each mute was taken back.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from bench.raid import CALM, mute
from bench.service import Composed, RealClock, composed, place_for_databases
from bot.clock import to_ms
from bot.policy.actions import ActionKind
from bot.policy.ids import UserId, part_of
from bot.storage.port import Database, Row, Tx

TABLES: Final = ("cases", "decisions", "sanctions", "actions", "case_notes", "causes")
AT_ONCE: Final = 2000
_END: Final = (
    "UPDATE sanctions SET ends_at = :at WHERE part = :part AND guild_id = :guild AND person = :person"
)


async def fill(database: Database, numbers: range, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Copy everything about the first case under other numbers, each about somebody else."""
    async with database.reading() as reader:
        pattern = {table: await reader.fetch(f"SELECT * FROM {table}") for table in TABLES}
    for start in range(numbers.start, numbers.stop, AT_ONCE):
        piece = range(start, min(start + AT_ONCE, numbers.stop))
        async with database.transaction() as tx:
            for table, rows in pattern.items():
                alike = [row for row in rows if row.get("case_number", row.get("number")) == 1]
                await _copy(tx, table, alike, piece, changes.get(table, {}))


async def _copy(
    tx: Tx, table: str, rows: list[Row], numbers: Iterable[int], changes: Mapping[str, Any]
) -> None:
    columns = list(rows[0])
    into = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(f':{each}' for each in columns)})"
    await tx.execute_many(into, [{**_renamed(row, number), **changes} for number in numbers for row in rows])


def _renamed(row: Row, number: int) -> Row:
    """Give a copied row keys of its own."""
    new: dict[str, Any] = {
        key: f"{row[key]}-{number}"
        for key in ("id", "key", "dedupe_key", "decision", "sanction")
        if row.get(key)
    }
    if row.get("person"):
        new["person"] = f"p-{number}"
    new |= {key: number for key in ("number", "case_number") if key in row}
    if "order_key" in row:
        new |= {"seq": number * 100 + row["seq"], "order_key": f"{row['order_key']}-{number}"}
    return {**row, **new}


async def prepare(url: str, past: int, pending: int, ending: int) -> None:
    """Fill the database; the mutes that end within the look are about members of their own."""
    async with composed(url, (CALM,)) as services:
        await mute(services, CALM, 0)
        ended = {"state": "ended", "ended_at": 1, "check_at": None}
        await fill(services.database, range(10_000, 10_000 + past), {"sanctions": ended})
        later = to_ms(services.clock.now() + timedelta(days=2))
        waiting = {"state": "active", "ends_at": later, "check_at": None}
        await fill(services.database, range(1_000_000, 1_000_000 + pending - ending), {"sanctions": waiting})
        async with asyncio.TaskGroup() as tasks:
            for number in range(1, ending + 1):
                tasks.create_task(mute(services, CALM, number))


async def let_end(services: Composed, ending: int, seconds: float) -> dict[UserId, datetime]:
    """Let the members' mutes end one after the other within so many seconds; return when each does."""
    ends: dict[UserId, datetime] = {}
    begin = services.clock.now() + timedelta(seconds=1)
    members = [UserId(1000 + number) for number in range(1, ending + 1)]
    people = [await services.people.ensure(member) for member in members]
    async with services.database.transaction() as tx:
        for number, (member, person) in enumerate(zip(members, people, strict=True), 1):
            ends[member] = begin + timedelta(seconds=seconds * number / ending)
            at = to_ms(ends[member])
            await tx.execute(_END, part=part_of(CALM), guild=CALM, at=at, person=person.code)
    return ends


async def look_on(services: Composed, until: datetime) -> None:
    """Run the sweep as the bot does until a time."""
    while services.clock.now() < until:
        wait = await services.schedule.run()
        left = (until - services.clock.now()).total_seconds()
        await asyncio.sleep(max(0.0, min(wait.total_seconds(), left)))


async def measure(url: str, ending: int, seconds: float) -> tuple[float, list[float]]:
    """Start anew; return how long it took to be ready, and how late each end was, in seconds."""
    clock = RealClock()
    begun = clock.now()
    async with composed(url, (CALM,), fence=2) as services:
        await services.schedule.run()
        ready = (clock.now() - begun).total_seconds()
        ends = await let_end(services, ending, seconds)
        await look_on(services, max(ends.values()) + timedelta(seconds=5))
    reached = services.performer.reached
    kind = ActionKind.SET_TIMEOUT
    return ready, [(reached[CALM, who, kind] - end).total_seconds() for who, end in ends.items()]


async def _measured(url: str, asked: argparse.Namespace) -> str:
    ready, late = await measure(url, asked.ending, asked.seconds)
    return (
        f"expiry: start with {asked.past} past cases and {asked.pending} pending deadlines {ready:.2f} s; "
        f"{asked.ending} ends within {asked.seconds:.0f} s were late by "
        f"{statistics.median(late):.2f} s (median), {max(late):.2f} s (longest)\n"
    )


def main() -> int:
    """Measure and print one line."""
    parser = argparse.ArgumentParser(prog="python -m bench.expiry", description=__doc__)
    parser.add_argument("--past", type=int, default=100_000)
    parser.add_argument("--pending", type=int, default=10_000)
    parser.add_argument("--ending", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=10.0, help="within which those end")
    parser.add_argument("--kept", type=Path, help="a filled database of an earlier run, or where to keep one")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=place_for_databases()) as folder:
        url = asked.kept or Path(folder) / "expiry.sqlite3"
        if not url.exists():
            asyncio.run(prepare(str(url), asked.past, asked.pending, asked.ending))
        told = asyncio.run(_measured(str(url), asked))
    sys.stdout.write(told)
    return 0


if __name__ == "__main__":
    sys.exit(main())
