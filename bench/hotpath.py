"""What a message costs: Steward against discord.py alone, the same payloads, one run.

``python -m bench.hotpath`` starts four clients, each in a process of its own, and a small gateway that they
connect to: discord.py with its own settings and one empty listener; Steward with the pack *standard*; Steward
with ten thousand more terms; and, for it belongs to the default install, Steward with its text model, which
works in a thread of its own on the few messages that its gate lets through. In each round every client is
sent the same messages (see ``bench.traffic``) through a socket, compressed as Discord does it, and tells the
CPU time of its process: socket, inflating, JSON, discord.py's objects, dispatch, tasks, collector, and our
own work. The frames come without pause, which is the dearest case for us: a client that waits between two
messages pays for waking up, and that share would hide ours. The last line is ``overhead 1.xx``: the listener
with the rules over discord.py, the median of the rounds; the line before it says it with the text model.
"""

import argparse
import asyncio
import json
import statistics
import sys
from asyncio.subprocess import PIPE, Process

from bench.gateway import SmallDiscord
from bench.look import print_looks
from bench.traffic import Chatter

KINDS = {
    "alone": "discord.py alone",
    "steward": "steward",
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


async def measure(rounds: int, size: int, warm: int) -> dict[str, list[float]]:
    """Return the microseconds a message of every client in every round."""
    server = SmallDiscord()
    await server.start()
    processes = {kind: await launch(kind, server.port) for kind in KINDS}
    spent: dict[str, list[float]] = {kind: [] for kind in KINDS}
    chatter = Chatter(seed=1)
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
    alone, ours, many, model = spent.values()
    print(f"terms {statistics.median(b / a for a, b in zip(ours, many, strict=True)):.2f}")
    print(f"with the text model {statistics.median(b / a for a, b in zip(alone, model, strict=True)):.2f}")
    print(f"overhead {statistics.median(b / a for a, b in zip(alone, ours, strict=True)):.2f}")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--size", type=int, default=2000, help="messages a round")
    parser.add_argument("--warm", type=int, default=3, help="rounds that don't count")
    options = parser.parse_args()
    asyncio.run(print_looks())
    report(asyncio.run(measure(options.rounds, options.size, options.warm)))


if __name__ == "__main__":
    main()
