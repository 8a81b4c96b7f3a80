"""A raid: how many sanctions a second one core bears, and what a single one elsewhere waits meanwhile.

``python -m bench.raid`` imposes mutes in one server at a steady rate for some seconds, each with its notice,
case message and log line, on a database file on the disk and a simulated Discord that takes 80 ms to answer.
Each second one mute is imposed in another server. Printed is when the acts reached Discord.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from bench.service import ME, MODERATOR, Composed, composed, place_for_databases
from bot.policy.actions import ActionKind
from bot.policy.authority import Standing
from bot.policy.ids import GuildId, UserId
from bot.policy.sanctions import SanctionKind
from bot.services.orders import Order

RAIDED, CALM = GuildId(7_000_000_000_000_000_001), GuildId(9_000_000_000_000_000_001)


async def mute(services: Composed, guild_id: GuildId, number: int) -> float:
    """Mute a member; return the seconds until the act reached Discord."""
    member, begun = UserId(1000 + number), services.clock.now()
    await services.moderation.impose(
        Order(
            key=f"cmd:{number}",
            guild_id=guild_id,
            actor=MODERATOR,
            target=Standing(user_id=member),
            me=ME,
            kind=SanctionKind.MUTE,
            ends_at=begun + timedelta(hours=1),
            clause="harassment",
            reason="Part of the raid.",
        )
    )
    reached = services.performer.reached[guild_id, member, ActionKind.SET_TIMEOUT]
    return (reached - begun).total_seconds()


async def measure(url: str, rate: int, seconds: int) -> tuple[list[float], list[float], float]:
    """Return the delays of the raid and of the other server, and how long all of it took."""
    loop = asyncio.get_running_loop()
    raid: list[asyncio.Task[float]] = []
    calm: list[asyncio.Task[float]] = []
    async with composed(url, (RAIDED, CALM)) as services:
        begun = loop.time()
        async with asyncio.TaskGroup() as tasks:
            for number in range(rate * seconds):
                await asyncio.sleep(max(0.0, begun + number / rate - loop.time()))
                raid.append(tasks.create_task(mute(services, RAIDED, number)))
                if number % rate == rate // 2:
                    calm.append(tasks.create_task(mute(services, CALM, 1_000_000 + number)))
        spent = loop.time() - begun
    return [task.result() for task in raid], [task.result() for task in calm], spent


def main() -> int:
    """Measure and print one line."""
    parser = argparse.ArgumentParser(prog="python -m bench.raid", description=__doc__)
    parser.add_argument("--rate", type=int, default=100, help="sanctions a second")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--database", default="", help="a PostgreSQL address instead of a file")
    asked = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory(dir=place_for_databases()) as folder:
        url = asked.database or str(Path(folder) / "raid.sqlite3")
        raid, calm, spent = asyncio.run(measure(url, asked.rate, asked.seconds))
    sys.stdout.write(
        f"raid: {len(raid)} sanctions at {asked.rate} a second on one core, all finished {spent:.1f} s after "
        f"the first ({len(raid) / spent:.0f} a second); reached Discord after "
        f"{statistics.median(raid):.2f} s (median), {max(raid):.2f} s (longest); "
        f"in another server meanwhile {max(calm):.2f} s (longest)\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
