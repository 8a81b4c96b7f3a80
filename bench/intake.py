"""How long a report takes to be answered, and three files of 8 MB to be stored, and what memory that needs.

    python -m bench.intake [--rounds N]

The files come over HTTP from a server of its own on this machine, through the code that the bot uses; the
calls to Discord before and for the answer are waited for as long as the real ones usually take. What is
asked for: an answer within 1 s at the median, all stored within 10 s, at most 30 MB more memory.
"""

import argparse
import asyncio
import io
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import discord
from discord.http import HTTPClient
from PIL import Image

from bench.service import ANSWER, place_for_databases
from bot.opening import open_services
from bot.policy.authority import Standing
from bot.policy.ids import ChannelId, GuildId, MessageId, UserId
from bot.services.keeping import Incoming
from bot.services.orders import MessageRef, NewEvidence
from bot.services.reports import Filed, NewReport
from bot.settings import Settings
from cogs import downloads, evidence

SIZE: Final = 8 * 1024 * 1024
FILES: Final = 3
CALLS: Final = 3
"""Calls to Discord until the answer is there: the message, those around it, the answer itself."""
GUILD: Final = GuildId(7 << 22)


class Gauge:
    """The most memory that this process held at any moment, looked at every 5 ms."""

    def __init__(self) -> None:
        self.before = self.most = resident()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        while not self._stop.wait(0.005):
            self.most = max(self.most, resident())

    @contextmanager
    def running(self) -> Iterator[None]:
        """Watch within the block."""
        self._thread.start()
        try:
            yield
        finally:
            self._stop.set()
            self._thread.join()

    @property
    def growth(self) -> float:
        """Return by how many MB the process grew at most."""
        return (self.most - self.before) / 1024 / 1024


def resident() -> int:
    """Return the bytes of memory that this process holds."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def make_files(folder: Path) -> None:
    """Write files of 8 MB: films, which are kept as they are, and photographs, which are made anew."""
    for number in range(FILES):
        (folder / f"{number}.mp4").write_bytes(os.urandom(SIZE))
        side = 1300
        while True:
            noise = Image.frombytes("RGB", (side, side), os.urandom(side * side * 3))
            out = io.BytesIO()
            noise.resize((side * 2, side * 2)).save(out, "JPEG", quality=92)
            if len(out.getvalue()) >= SIZE:
                break
            side += 100
        (folder / f"{number}.jpg").write_bytes(out.getvalue())


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder from a process of its own, and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "-d", str(folder)]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, stdout=quiet, stderr=quiet)
    try:
        for _ in range(100):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def attachments(base: str, folder: Path, kind: str, loop: asyncio.AbstractEventLoop) -> list[Incoming]:
    """Return the files as they come with a message."""
    state: Any = SimpleNamespace(http=HTTPClient(loop))
    found = []
    for number in range(FILES):
        name = f"{number}.{kind}"
        data: Any = {
            "id": str(number),
            "filename": name,
            "size": (folder / name).stat().st_size,
            "url": f"{base}/{name}",
            "proxy_url": f"{base}/{name}",
        }
        file = discord.Attachment(data=data, state=state)
        incoming = evidence.incoming(file, "attachment", "seen")
        assert isinstance(incoming, Incoming)
        assert isinstance(incoming.supply, partial)
        assert incoming.supply.func is downloads.stream
        found.append(incoming)
    return found


def report(number: int, files: list[Incoming]) -> NewReport:
    """Return a report about a message of its own."""
    words = NewEvidence(kind="message", media_type="text/plain", body=b"The red chairs are mine")
    return NewReport(
        key=f"cmd:{number}",
        guild_id=GUILD,
        reporter=Standing(user_id=UserId(1_000 + number)),
        target=Standing(user_id=UserId(10_000 + number)),
        clause="belittling",
        words="Please look",
        source=MessageRef(channel_id=ChannelId(5), message_id=MessageId(100_000 + number)),
        verified=True,
        evidence=(words, *(each.new for each in files)),
    )


@asynccontextmanager
async def services(folder: Path) -> AsyncIterator[Any]:
    """Open the bot's services on a database of their own."""
    settings = Settings.from_env(
        {"DATABASE": str(folder / "bench.sqlite3"), "TEXT_MODEL": "off", "OCR": "off", "VISION": "off"}
    )
    assert isinstance(settings, Settings)
    client: Any = SimpleNamespace(get_guild=lambda _: None)
    async with open_services(settings, client) as opened:
        yield opened


async def one(opened: Any, number: int, files: list[Incoming]) -> tuple[float, float]:  # noqa: ANN401
    """Report once; return the seconds to the answer and to everything being stored."""
    start = time.perf_counter()
    for _ in range(CALLS):
        await asyncio.sleep(ANSWER)
    filed = await opened.reports.file(report(number, files))
    assert isinstance(filed, Filed)
    answered = time.perf_counter() - start
    problems = await asyncio.gather(*(opened.intake.keeping.take(filed.case, each) for each in files))
    assert not any(problems), problems
    return answered, time.perf_counter() - start


async def measure(folder: Path, rounds: int) -> None:
    loop = asyncio.get_running_loop()
    with served(folder) as base:
        async with services(folder) as opened:
            await one(opened, 0, attachments(base, folder, "jpg", loop))
            number = 1
            for kind, name in (("mp4", "films, kept as they are"), ("jpg", "photographs, made anew")):
                gauge, times = Gauge(), []
                with gauge.running():
                    for _ in range(rounds):
                        times.append(await one(opened, number, attachments(base, folder, kind, loop)))
                        number += 1
                answered, stored = zip(*times, strict=True)
                print(
                    f"{name}: answered {statistics.median(answered):.2f} s (median), "
                    f"stored {statistics.median(stored):.2f} s (median) {max(stored):.2f} s (most), "
                    f"memory +{gauge.growth:.0f} MB"
                )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.intake", description=main.__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(dir=place_for_databases()) as folder:
        make_files(Path(folder))
        sizes = {path.stat().st_size / 1024 / 1024 for path in Path(folder).iterdir()}
        print(f"{FILES} files of {min(sizes):.1f} to {max(sizes):.1f} MB, {rounds} rounds each")
        asyncio.run(measure(Path(folder), rounds))


if __name__ == "__main__":
    main()
