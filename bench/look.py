"""Our own part of a message alone: the synchronous look of the listener, without discord.py's work."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import discord

from bench import traffic
from bot.app import open_services
from bot.client import StewardBot
from bot.settings import Settings
from cogs.listener import Listener

WORDS = "morning evening lunch dinner coffee practice lecture seminar".split()  # noqa: SIM905
SENTENCE = "could you look at chapter {} before we meet for {}?"
ROUNDS, COUNT = 9, 500


async def print_looks() -> None:
    """Print what looking at a typical and at the longest message costs; the least of some rounds."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.from_env({"DATABASE": str(Path(folder) / "b.sqlite3"), "SHARD_COUNT": "1"})
        assert isinstance(settings, Settings)
        bot = StewardBot(settings)
        async with open_services(settings, bot) as services:
            bot.services = services
            look = Listener(bot).look
            chatter = traffic.Chatter(seed=2)
            for name, texts in (
                ("60 characters", [_sentence(number) for number in range(COUNT)]),
                ("chat of bench.traffic", [chatter.text() for _ in range(COUNT)]),
                ("2,000 characters", [_long(number) for number in range(COUNT)]),
            ):
                length = sum(map(len, texts)) / len(texts)
                print(f"look: {name:<22} ({length:5.0f} on average) {_cost(bot, look, texts):7.1f} µs")


def _sentence(number: int) -> str:
    place = WORDS[number % 8]
    return SENTENCE.format(f"{place} and {WORDS[number // 8 % 8]}", f"{WORDS[number // 64 % 8]} now")[:60]


def _long(number: int) -> str:
    return " ".join(_sentence(number + step * 7).capitalize() for step in range(40))[:2000]


def _cost(bot: StewardBot, look: Callable[[discord.Message], object], texts: list[str]) -> float:
    chatter = traffic.Chatter(seed=3)
    state = bot._connection
    me: dict[str, Any] = {"id": "1", "username": "steward", "discriminator": "0", "avatar": None}
    state.user = discord.ClientUser(state=state, data=me)  # type: ignore[arg-type]
    guild = state._get_guild(traffic.GUILD) or state._add_guild_from_data(traffic.guild())  # type: ignore[arg-type]
    least = float("inf")
    for _ in range(ROUNDS):
        # Hours later, so that nothing counts as said again.
        chatter.skip(10_000)
        messages = []
        for text in texts:
            data = chatter.message(text)
            channel = guild.get_channel(int(data["channel_id"]))
            messages.append(discord.Message(state=state, channel=channel, data=data))  # type: ignore[arg-type]
        started = time.process_time()
        for message in messages:
            look(message)
        least = min(least, (time.process_time() - started) / len(messages) * 1e6)
    return least
