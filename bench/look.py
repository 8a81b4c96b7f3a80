"""Our own part of a message alone: the synchronous look of the listener, without discord.py's work."""

import tempfile
import time
from pathlib import Path
from typing import Any

import discord

from bench import traffic
from bot.app import open_services
from bot.client import StewardBot
from bot.settings import Settings
from cogs.listener import Listener

SENTENCE = "Could you look at chapter two before we meet at the library?"


async def print_looks() -> None:
    """Print what looking at a typical and at the longest message costs."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.from_env({"DATABASE": str(Path(folder) / "b.sqlite3"), "SHARD_COUNT": "1"})
        assert isinstance(settings, Settings)
        bot = StewardBot(settings)
        async with open_services(settings, bot) as services:
            bot.services = services
            look = Listener(bot).look
            chatter = traffic.Chatter(seed=2)
            long = [_mixed(chatter, 2000) for _ in range(100)]
            for name, texts in (
                ("60 characters, plain", [f"{SENTENCE[:-5]}{number:04}?" for number in ()] or [SENTENCE]),
                ("chat", [chatter.text() for _ in range(500)]),
                ("2,000 characters", long),
            ):
                print(f"look: {name:<22} {_cost(bot, look, texts):7.1f} µs")


def _mixed(chatter: traffic.Chatter, length: int) -> str:
    text = ""
    while len(text) < length:
        text += chatter.text() + " "
    return text[:length]


def _cost(bot: StewardBot, look: Any, texts: list[str]) -> float:
    chatter = traffic.Chatter(seed=3)
    state = bot._connection
    state.user = discord.ClientUser(state=state, data={"id": "1", **_ME})  # type: ignore[typeddict-item]
    guild = state._get_guild(traffic.GUILD) or state._add_guild_from_data(traffic.guild())  # type: ignore[arg-type]
    best = float("inf")
    for _ in range(7):
        messages = []
        for number in range(max(500, len(texts))):
            data = chatter._message(texts[number % len(texts)])
            channel = guild.get_channel(int(data["channel_id"]))
            messages.append(discord.Message(state=state, channel=channel, data=data))  # type: ignore[arg-type]
        started = time.process_time()
        for message in messages:
            look(message)
        best = min(best, (time.process_time() - started) / len(messages) * 1e6)
    return best


_ME = {"username": "steward", "discriminator": "0", "avatar": None, "bot": True}
