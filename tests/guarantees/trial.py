"""Tries one guarantee: a copy of the project, the guarantee taken away, the tests that must notice."""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from tests.guarantees.table import ROOT, Taken

PARTS: Final = ("bot", "cogs", "data", "tests")
FILES: Final = ("pyproject.toml", "README.md", "CHANGELOG.md", "requirements.lock")
LONGEST: Final = 900.0
"""Seconds for the tests of one trial; what takes longer hangs, and that is not a test that fails."""


@dataclass(frozen=True, slots=True)
class Run:
    """What became of some tests: the names of those that failed, and of those that passed."""

    failed: frozenset[str]
    passed: frozenset[str]
    trouble: str = ""
    """Why the tests said nothing at all: they hung, or could not be collected."""

    def unmoved(self, tests: Iterable[str]) -> list[str]:
        """Return which of these tests failed in none of their cases."""
        return [test for test in tests if not any(_case_of(name, test) for name in self.failed)]

    def unsound(self, tests: Iterable[str]) -> set[str]:
        """Return which of these tests failed in one of their cases, or passed in none."""
        failed = {test for test in tests if any(_case_of(name, test) for name in self.failed)}
        return failed | {test for test in tests if not any(_case_of(name, test) for name in self.passed)}


def _case_of(name: str, test: str) -> bool:
    return name == test or name.startswith(f"{test}[")


async def attempt(taken: Taken) -> Run:
    """Take a guarantee away in a copy of the project and run the tests that must fail."""
    with copy(taken.file) as root:
        taken.apply(root)
        return await run(root, taken.tests)


@contextmanager
def copy(spoilt: str = "") -> Iterator[Path]:
    """Give a copy of the project in which a file may be spoilt; of what nobody touches, a link will do."""
    skipped = shutil.ignore_patterns("__pycache__", "state", "*.sqlite3*")
    with tempfile.TemporaryDirectory(prefix="steward-guarantees-") as folder:
        root = Path(folder)
        for part in PARTS:
            if part == "data" and not spoilt.startswith("data/"):
                (root / part).symlink_to(ROOT / part)
            else:
                shutil.copytree(ROOT / part, root / part, ignore=skipped)
        for name in FILES:
            shutil.copy(ROOT / name, root)
        yield root


async def run(root: Path, tests: Iterable[str], at_once: int = 0) -> Run:
    """Run tests of a copy, in a process of their own or so many."""
    report = root / "report.xml"
    command = (sys.executable, "-m", "pytest", "-q", "-n", str(at_once), "-p", "no:cacheprovider",
               f"--junitxml={report}", *tests)  # fmt: skip
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, cwd=root, stdout=quiet, stderr=quiet)
    try:
        async with asyncio.timeout(LONGEST):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
        return Run(frozenset(), frozenset(), f"no end within {LONGEST:.0f} s")
    if not report.exists():
        return Run(frozenset(), frozenset(), f"pytest ended with {process.returncode}")
    return _read(report)


def _read(report: Path) -> Run:
    failed: set[str] = set()
    passed: set[str] = set()
    broken: list[str] = []
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        name = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"
        if case.find("failure") is not None:
            failed.add(name)
        elif case.find("error") is not None:
            broken.append(name)
        elif case.find("skipped") is None:
            passed.add(name)
    # A bot that can't even start, or a module that can't be read, proves nothing about a guarantee.
    trouble = f"could not be run: {', '.join(sorted(broken)[:3])}" if broken and not failed else ""
    return Run(frozenset(failed), frozenset(passed), trouble)
