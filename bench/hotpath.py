"""What a message costs: Steward against discord.py alone, the same payloads, one run.

``python -m bench.hotpath`` starts five clients, each in a process of its own, and a small gateway that they
connect to: discord.py with its own settings and one empty listener; Steward with the pack *standard*;
Steward with ten more terms, and with ten thousand; and, for it belongs to the default install, Steward with
its text model, which works in a thread of its own on the few messages that its gate lets through. In each
round every client is sent the same messages (see ``bench.traffic``) through a socket, compressed as Discord
does it, and tells the CPU time of its process: socket, inflating, JSON, discord.py's objects, dispatch,
tasks, collector, and our own work. The frames come without pause, which is the dearest case for us: a client
that waits between two messages pays for waking up, and that share would hide ours. First the two that matter
most get thousands of different lines, then all of them ordinary chat. The last line is ``overhead 1.xx``:
the listener with the rules over discord.py, the median of the rounds; the line before it says it with the
text model.
"""

import argparse
import asyncio
import json
import statistics
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Iterable, Sequence

from bench.gateway import SmallDiscord
from bench.look import print_looks
from bench.traffic import Chatter, varied

KINDS = {
    "alone": "discord.py alone",
    "steward": "steward",
    "few": "steward + 10 terms",
    "terms": "steward + 10,000 terms",
    "model": "steward + text model",
}


async def launch(kind: str, port: int) -> Process:
    """Start a client and wait until it is ready."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.client", kind, str(port), stdout=PIPE
    )
    await heard(process)
    return process


async def heard(process: Process) -> dict[str, float]:
    """Return what a client says next."""
    assert process.stdout is not None
    line = await process.stdout.readline()
    if not line:
        raise SystemExit("A client ended early; its reason stands above.")
    told: dict[str, float] = json.loads(line)
    return told


async def measure(
    kinds: Iterable[str], chatter: Chatter, rounds: int, size: int, warm: int
) -> dict[str, list[float]]:
    """Return the microseconds a message of every client in every round."""
    server = SmallDiscord()
    await server.start()
    processes = {kind: await launch(kind, server.port) for kind in kinds}
    spent: dict[str, list[float]] = {kind: [] for kind in kinds}
    for number in range(warm + rounds):
        events = chatter.events(size)
        for kind, process in processes.items():
            line = server.lines[kind]
            frames = [line.dispatch("BENCH_BEGIN", {})]
            frames += [line.dispatch("MESSAGE_CREATE", event) for event in events]
            frames.append(line.dispatch("BENCH_END", {}))
            await line.send(frames)
            told = await heard(process)
            if number >= warm:
                spent[kind].append(told["seconds"] / size * 1e6)
    for process in processes.values():
        process.kill()
        await process.wait()
    await server.close()
    return spent


def report(spent: dict[str, list[float]]) -> None:
    """Print the costs and, last, the ratio."""
    for kind, values in spent.items():
        print(f"{KINDS[kind]:<24} {statistics.median(values):7.1f} µs a message")
    alone, ours, few, many, model = (spent[kind] for kind in KINDS)
    print(f"terms {ratio(few, many):.2f}")
    print(f"with the text model {ratio(alone, model):.2f}")
    print(f"overhead {ratio(alone, ours):.2f}")


def ratio(some: Sequence[float], others: Sequence[float]) -> float:
    """Return how many times as dear the others are, the median of the rounds."""
    return statistics.median(b / a for a, b in zip(some, others, strict=True))


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--size", type=int, default=2000, help="messages a round")
    parser.add_argument("--warm", type=int, default=3, help="rounds that don't count")
    options = parser.parse_args()
    asyncio.run(print_looks())
    numbers = (options.rounds, options.size, options.warm)
    different = asyncio.run(measure(("alone", "steward"), Chatter(seed=1, given=varied()), *numbers))
    print(f"with many different lines {ratio(different['alone'], different['steward']):.2f}")
    report(asyncio.run(measure(KINDS, Chatter(seed=1), *numbers)))


if __name__ == "__main__":
    main()
