"""One client in a process of its own: ``python -m bench.client KIND PORT``; started by ``bench.hotpath``.

It connects as any bot does, and writes a line of JSON for each batch of events: the CPU seconds of the whole
process from the first frame of the batch to the last, with all tasks that follow from them.
"""

from __future__ import annotations

import asyncio
import gc
import json
import random
import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import discord
from discord.gateway import DiscordWebSocket

from bot.app import Services
from bot.client import StewardBot, intents
from bot.endpoints import apply_endpoints
from bot.policy.rules import RuleSpec
from bot.policy.verdict import Mode
from bot.settings import Settings

TERMS = {"few": 10, "terms": 10_000}
"""How many invented terms a kind of client has beside the pack's."""


class Empty(discord.AutoShardedClient):
    """discord.py alone, with its own settings and one listener that does nothing."""

    async def on_message(self, message: discord.Message) -> None:
        """Do nothing."""


def make(kind: str, folder: Path) -> discord.AutoShardedClient:
    """Return the client of a kind: ``alone``, ``steward``, ``few``, ``terms`` or ``model``."""
    if kind == "alone":
        return Empty(intents=intents(), shard_count=1)
    model = "on" if kind == "model" else "off"
    settings = Settings.from_env(
        {
            "DATABASE": str(folder / "bench.sqlite3"),
            "SHARD_COUNT": "1",
            "TEXT_MODEL": model,
            # Extras that the development install has; what they do to a picture is no part of this.
            "OCR": "off",
            "VISION": "off",
        }
    )
    assert isinstance(settings, Settings)
    return StewardBot(settings, single_owner=True)


async def add_terms(services: Services, count: int) -> None:
    """Add invented terms to every pack, as a server with a very long list would."""
    chance = random.Random(7)
    words = ["".join(chance.choices("bcdfghjklmnpqrstvwz", k=9)) for _ in range(count)]
    rule = RuleSpec(
        id="many",
        description="Invented terms",
        clause="other",
        detector="terms",
        mode=Mode.FLAG,
        table={"words": words},
    )
    packs = services.rules.packs.items()
    services.rules.packs = {name: replace(pack, rules=(*pack.rules, rule)) for name, pack in packs}
    await services.rules.load()


async def serve(client: discord.AutoShardedClient, kind: str) -> None:
    """Report READY, then the cost of every batch, until the socket ends."""
    await client.wait_until_ready()
    if kind in TERMS:
        assert isinstance(client, StewardBot)
        await add_terms(client.services, TERMS[kind])
    # Start-up is over; a collection of its rubbish belongs to no batch.
    gc.collect()
    say(ready=kind)
    while True:
        # ``result`` is called while the marking event is read, so nothing else comes in between.
        socket = client.shards[0]._parent.ws
        begun = await socket.wait_for("BENCH_BEGIN", lambda data: True, lambda data: time.process_time())
        await socket.wait_for("BENCH_END", lambda data: True)
        await settle()
        say(seconds=time.process_time() - begun, rss=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


async def settle() -> None:
    """Let every task that the batch started come to its end."""
    for _ in range(3):
        await asyncio.sleep(0)


def say(**what: object) -> None:
    """Write a line for the parent."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


async def run(kind: str, port: int, folder: Path) -> None:
    """Connect and serve."""
    client = make(kind, folder)
    apply_endpoints(client, f"http://127.0.0.1:{port}/api/v10", f"ws://127.0.0.1:{port}/gateway")
    async with client, asyncio.TaskGroup() as group:
        group.create_task(client.start(kind))
        group.create_task(serve(client, kind))


if __name__ == "__main__":
    assert DiscordWebSocket.DEFAULT_GATEWAY
    with tempfile.TemporaryDirectory() as folder_:
        asyncio.run(run(sys.argv[1], int(sys.argv[2]), Path(folder_)))
