"""The long run: ``python -m tests.secrecy --steps 500 --seed 1``."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.secrecy.runs import run


def main() -> int:
    """Play, print what was done and what leaked; 1 when anything did."""
    parser = argparse.ArgumentParser(prog="python -m tests.secrecy", description=__doc__)
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        leaks, done = asyncio.run(run(Path(folder), asked.steps, asked.seed))
    print(", ".join(f"{what} {count}" for what, count in sorted(done.items())))  # noqa: T201 - its purpose
    for leak in leaks:
        print(leak)  # noqa: T201 - its purpose
    print(f"leaks {len(leaks)}")  # noqa: T201 - its purpose
    return 1 if leaks else 0


if __name__ == "__main__":
    sys.exit(main())
