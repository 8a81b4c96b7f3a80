"""What a clean message costs: Steward against discord.py alone, same payloads, one run.

``python -m bench.hotpath`` prints the CPU time a message of three clients that are fed in turns with the same
gateway frames, compressed as Discord sends them: discord.py with one empty listener, Steward with the pack
*standard*, and Steward with ten thousand more terms. What is timed is all that happens from the frame on:
inflating, JSON, discord.py's objects and dispatch, and the listener. The last line is ``overhead 1.xx``:
Steward over discord.py, the median over all rounds.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import random
import statistics
import tempfile
import time
import zlib
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import discord
import orjson
from discord.gateway import DiscordWebSocket

from bot.app import Services, open_services
from bot.client import StewardBot, intents
from bot.policy.ids import GuildId
from bot.policy.rules import RuleSpec
from bot.policy.verdict import Mode
from bot.settings import Settings
from cogs.listener import Listener

GUILD, CHANNEL, AUTHOR = 1 << 40, (1 << 40) + 1, (1 << 40) + 2
EPOCH = 1_420_070_400_000
WORDS = (
    "the lecture on graphs was clear and I liked how you drew it thanks for sharing your notes with us "
    "does anyone know when the next meeting starts my code prints the wrong value after the loop maybe it "
    "is an off by one error I will try again tonight and tell you what I find out good luck with the quiz "
    "we could meet in the library at noon and go through the second chapter together if you like"
).split()  # noqa: SIM905 - a sentence reads better than a list


class Compressor(Protocol):
    """What ``zlib.compressobj`` gives."""

    def compress(self, data: bytes, /) -> bytes:
        """Take bytes in."""
        ...

    def flush(self, mode: int, /) -> bytes:
        """Give the rest out."""
        ...


class Inflater:
    """The client's end of the stream."""

    COMPRESSION_TYPE = "zlib-stream"

    def __init__(self) -> None:
        self._stream = zlib.decompressobj()

    def decompress(self, data: bytes, /) -> str:
        """Return the text of one frame."""
        return self._stream.decompress(data).decode()


class Empty(discord.AutoShardedClient):
    """discord.py alone, with one listener that does nothing."""

    async def on_message(self, message: discord.Message) -> None:
        """Do nothing."""


def payloads(count: int, chance: random.Random) -> list[dict[str, Any]]:
    """Return message events of ordinary chat: 3 to 30 words, many authors, one second apart each."""
    found: list[dict[str, Any]] = []
    for number in range(count):
        text = " ".join(chance.choices(WORDS, k=chance.randint(3, 30)))
        author = AUTHOR + chance.randrange(400)
        sent = time.gmtime(1_700_000_000 + number * 7)
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S.000000+00:00", sent)
        found.append(
            {
                "id": str(((1_700_000_000_000 + number * 7000 - EPOCH) << 22) | number % 4096),
                "channel_id": str(CHANNEL),
                "guild_id": str(GUILD),
                "content": f"{text} {number}",
                "timestamp": stamp,
                "edited_timestamp": None,
                "tts": False,
                "mention_everyone": False,
                "mentions": [],
                "mention_roles": [],
                "attachments": [],
                "embeds": [],
                "pinned": False,
                "type": 0,
                "components": [],
                "flags": 0,
                "nonce": str(number),
                "author": {
                    "id": str(author),
                    "username": f"member{author}",
                    "discriminator": "0",
                    "avatar": None,
                    "global_name": None,
                },
                "member": {
                    "roles": [],
                    "nick": None,
                    "joined_at": "2026-01-01T00:00:00+00:00",
                    "deaf": False,
                    "mute": False,
                    "flags": 0,
                },
            }
        )
    return found


def guild() -> dict[str, Any]:
    """Return the server that the messages are in."""
    role = {"id": str(GUILD), "name": "@everyone", "permissions": "1071698660929", "position": 0, "color": 0}
    role |= {"hoist": False, "managed": False, "mentionable": False, "flags": 0}
    role |= {"colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None}}
    channel = {"id": str(CHANNEL), "name": "general", "type": 0, "position": 0, "permission_overwrites": []}
    return {
        "id": str(GUILD),
        "name": "Bench",
        "owner_id": str(AUTHOR),
        "roles": [role],
        "channels": [channel],
        "members": [],
        "emojis": [],
        "features": [],
        "member_count": 400,
        "large": False,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "premium_tier": 0,
        "nsfw_level": 0,
        "preferred_locale": "en-US",
        "afk_timeout": 300,
        "system_channel_flags": 0,
        "premium_progress_bar_enabled": False,
    }


def frames(events: list[dict[str, Any]], compressor: Compressor) -> list[bytes]:
    """Return the events as gateway frames: dispatch payloads in one zlib stream with sync flushes.

    https://discord.com/developers/docs/events/gateway#zlibstream
    """
    found = []
    for number, event in enumerate(events):
        body = orjson.dumps({"op": 0, "t": "MESSAGE_CREATE", "s": number, "d": event})
        found.append(compressor.compress(body) + compressor.flush(zlib.Z_SYNC_FLUSH))
    return found


def prepare(client: discord.Client) -> DiscordWebSocket:
    """Give the client its server and return a socket that frames can be fed to."""
    state = client._connection
    state.user = discord.ClientUser(
        state=state,
        data={"id": "1", "username": "steward", "discriminator": "0", "avatar": None, "bot": True},  # type: ignore[typeddict-item]
    )
    state._add_guild_from_data(guild())  # type: ignore[arg-type]
    socket = DiscordWebSocket(None, loop=client.loop)  # type: ignore[arg-type]
    socket._decompressor = Inflater()
    socket.shard_id = 0
    socket._discord_parsers = state.parsers
    socket._dispatch = client.dispatch
    socket.log_receive = lambda frame: None  # type: ignore[method-assign]
    return socket


async def feed(socket: DiscordWebSocket, events: list[bytes]) -> float:
    """Return the CPU seconds for the frames, their tasks run to the end."""
    gc.collect()
    gc.disable()
    started = time.process_time()
    for number, event in enumerate(events):
        await socket.received_message(event)
        if number % 50 == 49:
            await asyncio.sleep(0)
    await asyncio.sleep(0)
    spent = time.process_time() - started
    gc.enable()
    return spent


def more_terms(services: Services, count: int) -> None:
    """Add invented terms to every pack, as a server with a very long list would."""
    chance = random.Random(7)
    letters = "bcdfghjklmnpqrstvwz"
    terms = ["".join(chance.choices(letters, k=9)) for _ in range(count)]
    rule = RuleSpec(
        id="many",
        description="Ten thousand terms",
        clause="other",
        detector="terms",
        mode=Mode.FLAG,
        table={"words": terms},
    )
    packs = {name: replace(pack, rules=(*pack.rules, rule)) for name, pack in services.rules.packs.items()}
    services.rules.packs = packs


async def steward(exit_: AsyncExitStack, folder: Path, terms: int) -> StewardBot:
    """Return a bot with services and the listener, but without a connection."""
    settings = Settings.from_env({"DATABASE": str(folder / f"{terms}.sqlite3"), "SHARD_COUNT": "1"})
    assert isinstance(settings, Settings)
    bot = StewardBot(settings)
    bot.loop = asyncio.get_running_loop()
    bot.services = await exit_.enter_async_context(open_services(settings, bot))
    if terms:
        more_terms(bot.services, terms)
        await bot.services.rules.load()
    bot._look = Listener(bot).look
    assert bot.services.rules.for_channel(GuildId(GUILD), (CHANNEL,)).rules, "the pack must not be empty"
    return bot


async def measure(rounds: int, size: int) -> None:
    """Feed all clients in turns and print what each costs."""
    chance = random.Random(1)
    async with AsyncExitStack() as exit_:
        folder = Path(exit_.enter_context(tempfile.TemporaryDirectory()))
        alone = Empty(intents=intents(), shard_count=1, max_messages=None)
        alone.loop = asyncio.get_running_loop()
        clients = {
            "discord.py alone": alone,
            "steward": await steward(exit_, folder, 0),
            "steward + 10,000 terms": await steward(exit_, folder, 10_000),
        }
        sockets = {name: prepare(client) for name, client in clients.items()}
        compressor = zlib.compressobj()
        spent: dict[str, list[float]] = {name: [] for name in sockets}
        for number in range(rounds + 1):
            events = frames(payloads(size, chance), compressor)
            for name, socket in sockets.items():
                seconds = await feed(socket, events)
                if number:  # the first round warms up
                    spent[name].append(seconds / size * 1e6)
    report(spent)


def report(spent: dict[str, list[float]]) -> None:
    """Print the costs and, last, the ratio."""
    for name, values in spent.items():
        print(f"{name:<24} {statistics.median(values):7.1f} µs a message")
    alone, ours, many = spent.values()
    print(f"terms {statistics.median(b / a for a, b in zip(ours, many, strict=True)):.2f}")
    print(f"overhead {statistics.median(b / a for a, b in zip(alone, ours, strict=True)):.2f}")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--size", type=int, default=2000)
    options = parser.parse_args()
    asyncio.run(measure(options.rounds, options.size))


if __name__ == "__main__":
    main()
