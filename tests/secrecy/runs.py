"""Whole runs: the bot with everybody in it, steps at random, and what they gave away."""

from __future__ import annotations

import logging
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import simcord

from bot.client import StewardBot
from bot.policy.ids import GuildId, UserId
from bot.policy.records import MACHINE
from bot.settings import Settings
from tests.conftest import build_town
from tests.secrecy.search import Lines
from tests.secrecy.walk import ERASED, NAME, Walk


@asynccontextmanager
async def begun(folder: Path, seed: int) -> AsyncIterator[Walk]:
    """Start the bot on a simulated Discord with everybody in it; take both down in the end."""
    settings = Settings.from_env(
        {
            "DATABASE": str(folder / "steward.sqlite3"),
            "TEXT_MODEL": "off",
            "OCR": "off",
            "VISION": "off",
            "SHARD_COUNT": "1",
        }
    )
    assert isinstance(settings, Settings)
    env = simcord.Env(StewardBot(settings), settle_timeout=60)
    lines, log = Lines(), logging.getLogger("steward")
    level = log.level
    log.addHandler(lines)
    log.setLevel(logging.DEBUG)
    await env.start()
    try:
        town = build_town(env)
        people = [town.guild.add_member(env.create_user(name)) for name in (NAME, ERASED)]
        services = town.bot.services
        for who in (*people, town.mira):
            await services.acceptance.accept(UserId(who.id))
        guild_id = GuildId(town.guild.id)
        await services.servers.change(guild_id, MACHINE, queue_channel=town.queue.id, log_channel=town.log.id)
        yield Walk(
            town=town,
            reporter=people[0],
            leaver=people[1],
            lounge=town.guild.create_text_channel("lounge"),
            chance=random.Random(seed),
            lines=lines.kept,
        )
    finally:
        log.removeHandler(lines)
        log.setLevel(level)
        await env.bot.close()
        await env.shutdown()


async def run(folder: Path, steps: int, seed: int) -> tuple[list[str], dict[str, int]]:
    """Play a run; return its leaks, and how often each thing was done."""
    async with begun(folder, seed) as walk:
        for _ in range(steps):
            await walk.step()
        await walk.forget()
        walk.done["erased"] = int(walk.erased)
        return await walk.leaks(), walk.done
