"""Our own part of a message alone: the first look at its event, without anything of discord.py's."""

import random
import tempfile
import time
from pathlib import Path
from typing import Any

import discord

from bench import traffic
from bot.client import StewardBot
from bot.opening import open_services
from bot.settings import Settings
from cogs.arrivals import Arrivals

WORDS = "trees graphs loops lists tables queues proofs cycles".split()  # noqa: SIM905
SENTENCE = "Could you explain {} and {} before we do {} today?"
ROUNDS, COUNT, VARIED = 15, 500, 4000


async def print_looks() -> None:
    """Print what looking at typical, mixed and the longest messages costs; the first round and the best."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.from_env(
            {
                "DATABASE": str(Path(folder) / "b.sqlite3"),
                "SHARD_COUNT": "1",
                "TEXT_MODEL": "off",
                "OCR": "off",
                "VISION": "off",
            }
        )
        assert isinstance(settings, Settings)
        bot = StewardBot(settings)
        me: dict[str, Any] = {"id": "1", "username": "steward", "discriminator": "0", "avatar": None}
        bot._connection.user = discord.ClientUser(state=bot._connection, data=me)  # type: ignore[arg-type]
        bot._connection._add_guild_from_data(traffic.guild())  # type: ignore[arg-type]
        async with open_services(settings, bot) as services:
            bot.services = services
            chatter = traffic.Chatter(seed=2)
            for name, texts in (
                ("a plain sentence", [sentence(number) for number in range(COUNT)]),
                ("chat of bench.traffic", [chatter.text() for _ in range(COUNT)]),
                ("many different lines", random.Random(2).sample(traffic.varied(), VARIED)),
                ("plain, very long", [_long(number) for number in range(COUNT)]),
            ):
                length = sum(map(len, texts)) / len(texts)
                first, least = _cost(Arrivals(bot), texts)
                print(f"own: {name:<22} {length:5.0f} characters {least:7.1f} µs, at first {first:6.1f} µs")


def sentence(number: int) -> str:
    """Return one of 512 plain sentences of about sixty characters."""
    return SENTENCE.format(*(WORDS[number // step % len(WORDS)] for step in (1, 8, 64)))


def _long(number: int) -> str:
    return " ".join(sentence(number + step * 7) for step in range(40))[:2000]


def _cost(arrivals: Arrivals, texts: list[str]) -> tuple[float, float]:
    """Return the cost of a message in the first round, when its words were new, and in the best one."""
    chatter = traffic.Chatter(seed=3)
    costs = []
    for _ in range(ROUNDS):
        # Hours later, so that nothing counts as said again.
        chatter.skip(10_000)
        events = [chatter.message(text) for text in texts]
        started = time.process_time()
        for event in events:
            arrivals.pass_over(event)
        costs.append((time.process_time() - started) / len(events) * 1e6)
    return costs[0], min(costs)
