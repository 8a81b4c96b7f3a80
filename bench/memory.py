"""What the bot needs at rest: ``python -m bench.memory``.

Starts Steward as the bench of the hot path does, in a process of its own and against a small gateway with one
server of two hundred members, and prints how long it took from the first instruction to READY, and how much
memory the process holds some seconds later: ``rss xx MB`` and ``ready x.x s``, without the text model, as the
last lines; before them the same with it. A second of the time to READY is discord.py's waiting for whether
another server comes; messages are judged meanwhile.
"""

import asyncio
import time
from pathlib import Path
from typing import Final, NamedTuple

from bench.gateway import SmallDiscord
from bench.hotpath import launch

SETTLE_SECONDS: Final = 5.0
TRIES: Final = 3


class Start(NamedTuple):
    """One start."""

    megabytes: float
    seconds: float


def resident(pid: int) -> float:
    """Return the megabytes of memory that a process holds, shared libraries included."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


async def start(kind: str) -> Start:
    """Start a client, wait until it has come to rest, and end it."""
    server = SmallDiscord()
    await server.start()
    began = time.perf_counter()
    process = await launch(kind, server.port)
    seconds = time.perf_counter() - began
    await asyncio.sleep(SETTLE_SECONDS)
    megabytes = resident(process.pid)
    process.kill()
    await process.wait()
    await server.close()
    return Start(megabytes, seconds)


async def main() -> None:
    """Print the least memory and the shortest time of some starts."""
    for kind, note in (("model", " with the text model"), ("steward", "")):
        starts = [await start(kind) for _ in range(TRIES)]
        print(f"rss {min(each.megabytes for each in starts):.0f} MB{note}")
        print(f"ready {min(each.seconds for each in starts):.1f} s{note}")


if __name__ == "__main__":
    asyncio.run(main())
