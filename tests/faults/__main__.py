"""``python -m tests.faults``: one long run, told in figures, ending in the line that counts."""

import argparse
import asyncio
import signal
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

from tests.faults.driver import Order, Outcome, run
from tests.faults.stores import STORES
from tests.faults.trouble import OF_A_FILE, TROUBLES, small_disk

SHOWN = 20
"""Lines of each kind that are written out."""


def main() -> int:
    """Run and report; 0 only when nothing was lost, doubled, wrong, reordered or refused."""
    asked = _arguments().parse_args()
    if asked.store != "sqlite" and OF_A_FILE.intersection(asked.trouble):
        sys.stderr.write("Only SQLite can have trouble with its disk or its lock; leave those out.\n")
        return 2
    folder = Path(asked.folder or tempfile.mkdtemp(prefix="steward-faults-"))
    if any(folder.glob("*.sqlite3")):
        sys.stderr.write(f"{folder} holds the database of another run, whose rows would be counted too.\n")
        return 2
    folder.mkdir(parents=True, exist_ok=True)
    order = Order(
        intents=asked.intents,
        kills=asked.kills,
        seed=asked.seed,
        store=asked.store,
        folder=folder,
        pauses=asked.pauses,
        damages=asked.damages,
        rate=asked.rate,
        pause=asked.pause,
        crowd=asked.crowd,
        offend=asked.offend,
        troubles=tuple(dict.fromkeys(asked.trouble)),
        settle=asked.settle,
    )
    # A log on the full disk would be cut, but that is part of being full.
    with small_disk(folder) if "disk" in order.troubles else nullcontext():
        outcome = asyncio.run(_run(order))
    _tell(outcome, folder)
    return 0 if outcome.verdict.clean and not outcome.problems else 1


async def _run(order: Order) -> Outcome:
    """Run such that SIGTERM ends it in order: a bot left behind would go on alone."""
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await run(order)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--intents", type=int, default=200)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--pauses", type=int, default=0, help="SIGSTOP past the lease")
    parser.add_argument("--damages", type=int, default=0, help="a spoilt database, on SQLite only")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", choices=STORES, default="sqlite")
    parser.add_argument("--rate", type=float, default=0.08, help="share of requests with a fault")
    parser.add_argument("--pause", type=float, default=0.6, help="seconds between disturbances; 0: none")
    parser.add_argument("--crowd", type=int, default=12, help="people at it at the same time")
    parser.add_argument("--offend", type=float, default=0.0, help="share of messages that break a rule")
    parser.add_argument("--trouble", choices=sorted(TROUBLES), nargs="*", default=[], help="on its machine")
    parser.add_argument("--settle", type=float, default=240.0, help="seconds to finish in at the end")
    parser.add_argument("--folder", help="where the database and the bot's log go")
    return parser


def _tell(outcome: Outcome, folder: Path) -> None:
    verdict = outcome.verdict
    write = sys.stdout.write
    told = {"run": outcome.figures, "faults": outcome.faults, "troubles": outcome.troubles}
    for title, figures in ((title, figures) for title, figures in told.items() if figures):
        write(f"{title}: " + ", ".join(f"{name} {count}" for name, count in figures.items()) + "\n")
    lists = {
        "lost": verdict.lost,
        "duplicate": verdict.duplicate,
        "wrong": verdict.wrong,
        "reordered": verdict.reordered,
        "problem": outcome.problems,
    }
    for name, lines in lists.items():
        for line in lines[:SHOWN]:
            write(f"{name}: {line}\n")
        if len(lines) > SHOWN:
            write(f"{name}: … and {len(lines) - SHOWN} more\n")
    if not verdict.clean or outcome.problems:
        write(f"the bot's log is in {folder}\n")
    write(f"{verdict.summary}\n")


if __name__ == "__main__":
    sys.exit(main())
