"""How long a warning takes from the interaction to the committed case, and until everything was done.

Run as ``python -m bench.warn``. The services are the real ones on an SQLite file with ``synchronous=FULL``;
only Discord is a picture in memory. Each warning goes to somebody new, which is the dearer case. What the
disk does is shown by one bare transaction, measured in the same run.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import discord

from bot.app import Services
from bot.opening import open_services
from bot.policy.authority import Permission, Standing
from bot.policy.ids import GuildId, UserId
from bot.policy.sanctions import SanctionKind
from bot.services.enforcement import Enforcement
from bot.services.orders import Decided, Order
from bot.services.simulation import SimulatedPerformer
from bot.settings import Settings
from bot.storage.servers import lock

ROUNDS = 300
WARM_UP = 20
GUILD = GuildId(7_000_000_000_000_000_001)
MODERATOR = Standing(user_id=UserId(11), top_role=5, permissions=Permission.MODERATE)
ME = Standing(user_id=UserId(1), top_role=50, is_me=True, permissions=Permission.ADMIN)


def order(number: int) -> Order:
    return Order(
        key=f"cmd:{number}",
        guild_id=GUILD,
        actor=MODERATOR,
        target=Standing(user_id=UserId(1000 + number)),
        me=ME,
        kind=SanctionKind.WARNING,
        clause="harassment",
        reason="Please stay kind; this is about the message of this morning.",
    )


class Stopwatch:
    """Stands before the drain, which begins right after the commit."""

    def __init__(self, enforcement: Enforcement) -> None:
        self.enforcement = enforcement
        self.committed_at = 0.0

    async def drain(self, guild_id: GuildId, *order_keys: str) -> None:
        """Note the time, and drain."""
        self.committed_at = perf_counter()
        await self.enforcement.drain(guild_id, *order_keys)


async def measure(services: Services) -> tuple[list[float], list[float], list[float]]:
    """Return milliseconds to the commit, to the end, and of one bare transaction, per round."""
    watch = Stopwatch(services.enforcement)
    services.moderation.enforcement = watch  # type: ignore[assignment]  # all that is used of it
    to_commit, to_end, bare = [], [], []
    for number in range(ROUNDS + WARM_UP):
        started = perf_counter()
        outcome = await services.moderation.impose(order(number))
        ended = perf_counter()
        assert isinstance(outcome, Decided)
        to_commit.append((watch.committed_at - started) * 1000)
        to_end.append((ended - started) * 1000)
        started = perf_counter()
        async with services.moderation.database.transaction() as tx:
            await lock(tx, GUILD)
        bare.append((perf_counter() - started) * 1000)
    return to_commit[WARM_UP:], to_end[WARM_UP:], bare[WARM_UP:]


async def run(folder: Path) -> None:
    settings = Settings.from_env(
        {"DATABASE": str(folder / "steward.sqlite3"), "TEXT_MODEL": "off", "OCR": "off", "VISION": "off"}
    )
    assert isinstance(settings, Settings)
    client = discord.Client(intents=discord.Intents.none())
    async with open_services(settings, client) as services:
        services.enforcement.performer = SimulatedPerformer(services.clock)
        to_commit, to_end, bare = await measure(services)
    print(f"one bare transaction p50 {statistics.median(bare):.1f} ms")
    print(f"warn, told and posted p50 {statistics.median(to_end):.1f} ms")
    print(f"warn p95 {statistics.quantiles(to_commit, n=20)[-1]:.1f} ms")
    print(f"warn p50 {statistics.median(to_commit):.1f} ms")


def main() -> int:
    """Measure in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
