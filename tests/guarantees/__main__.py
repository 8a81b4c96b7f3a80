"""``python -m tests.guarantees [F4 …]``: take each guarantee away, one at a time, and see who notices.

Before that all tests that are named run once on an unspoilt copy: one that fails anyway would catch anything.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence

from tests.guarantees.table import FAULTS, Taken, load
from tests.guarantees.trial import attempt, copy, run

AT_ONCE = 2


def main() -> int:
    """Try what was asked for; 0 only when every guarantee that was taken away was missed by its tests."""
    parser = argparse.ArgumentParser(prog="python -m tests.guarantees", description=__doc__)
    parser.add_argument("faults", nargs="*", metavar="F4", help="only these; else all")
    asked = parser.parse_args().faults
    if unknown := set(asked) - set(FAULTS):
        parser.error(f"no such fault: {', '.join(sorted(unknown))}")
    # Beside other work, and not twice when it was started so.
    os.nice(max(0, 10 - os.nice(0)))
    chosen = [taken for taken in load() if not asked or taken.fault in asked]
    return asyncio.run(_try(chosen))


async def _try(chosen: Sequence[Taken]) -> int:
    asleep = await _failing_anyway({test for taken in chosen for test in taken.tests})
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(taken: Taken) -> bool:
        if unfit := asleep.intersection(taken.tests):
            _say(f"{taken.fault} ({taken.what}) not tried, as these do not pass anyway: {', '.join(unfit)}")
            return False
        async with turns:
            found = await attempt(taken)
        missed = found.trouble or ", ".join(found.unmoved(taken.tests))
        caught = ", ".join(sorted({_short(name) for name in found.failed}))
        told = f"NOT caught: {missed}" if missed else f"caught by {caught}"
        _say(f"{taken.fault} taken away ({taken.what}): {told}")
        return not missed

    caught = await asyncio.gather(*(one(taken) for taken in chosen))
    _say(f"guarantees {len(caught)} caught {sum(caught)}")
    return 0 if all(caught) else 1


async def _failing_anyway(tests: set[str]) -> set[str]:
    """Return the tests that do not pass as long as nothing is taken away, at the second try neither."""
    # A machine with much to do may let one time out; alone it gets another chance.
    for at_once in (AT_ONCE, 0):
        if tests:
            with copy() as root:
                tests = (await run(root, sorted(tests), at_once)).unsound(tests)
    return tests


def _short(name: str) -> str:
    return name.rpartition("::")[2].partition("[")[0]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
