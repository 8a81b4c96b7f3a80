"""The pinned versions: one hashed lock file, repeated as constraints so that `uv run` installs the same.

`uv.lock` names registries and stays out of the repository; `requirements.lock` holds versions and hashes
only. `python -m tests.pins --write` renews it and the constraints in `pyproject.toml` after a change of the
dependencies; `--upgrade` also moves every pin to the newest release.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

TRAINING: Final = "train"
ROOT: Final = Path(__file__).resolve().parents[1]
LOCK: Final = ROOT / "requirements.lock"
PYPROJECT: Final = ROOT / "pyproject.toml"
CONSTRAINTS: Final = re.compile(r"^constraint-dependencies = \[\n.*?^\]\n", re.MULTILINE | re.DOTALL)


def pinned(lock: str) -> list[str]:
    """Return the requirements of a lock file without their hashes, in its order."""
    lines = (line.removesuffix("\\").strip() for line in lock.splitlines())
    return [line for line in lines if line and not line.startswith(("--hash=", "#"))]


def project_name(requirement: str) -> str:
    """Return the normalised name of a requirement: https://peps.python.org/pep-0503/#normalized-names."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    if found is None:
        raise ValueError(f"not a requirement: {requirement}")
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def read_pyproject() -> dict[str, Any]:
    """Return pyproject.toml as a dictionary."""
    return tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))


def declared(pyproject: dict[str, Any]) -> list[str]:
    """Return every requirement that is pinned: main ones, extras and groups, but not the training packages.

    Those are several gigabytes that no run of the bot needs; the model card names the versions used.
    """
    project = pyproject["project"]
    extras = project["optional-dependencies"]
    lists = [
        project["dependencies"],
        *(extras[name] for name in extras if name != TRAINING),
        *pyproject["dependency-groups"].values(),
    ]
    return [requirement for requirements in lists for requirement in requirements]


def with_constraints(pyproject: str, lock: str) -> str:
    """Return the text of pyproject.toml with the lock's pins as its constraints."""
    rows = "".join(f"  '{pin}',\n" if '"' in pin else f'  "{pin}",\n' for pin in pinned(lock))
    block = f"constraint-dependencies = [\n{rows}]\n"
    return CONSTRAINTS.sub(lambda _: block, pyproject, count=1)


def compile_lock(*, upgrade: bool) -> None:
    """Resolve the extras and groups for every platform and Python from 3.11, and write the lock.

    `--no-config` keeps the earlier constraints and any index of this machine out of the answer.
    """
    uv = os.environ.get("UV") or shutil.which("uv")
    if uv is None:
        sys.exit("uv is needed to renew the pins: pip install uv")
    command = [
        uv,
        "pip",
        "compile",
        "pyproject.toml",
        "--no-config",
        "--universal",
        "--python-version",
        "3.11",
    ]
    for extra in read_pyproject()["project"]["optional-dependencies"]:
        command += [] if extra == TRAINING else ["--extra", extra]
    command += ["--group", "dev", "--generate-hashes"]
    command += ["--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header", "--quiet"]
    command += ["--upgrade"] if upgrade else []
    subprocess.run([*command, "--output-file", LOCK.name], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Renew the lock and the constraints."""
    parser = argparse.ArgumentParser(prog="python -m tests.pins", description=main.__doc__)
    parser.add_argument("--write", action="store_true", help="resolve again, keeping pins that still fit")
    parser.add_argument("--upgrade", action="store_true", help="resolve again with the newest releases")
    asked = parser.parse_args()
    if not (asked.write or asked.upgrade):
        parser.error("say --write or --upgrade")
    compile_lock(upgrade=asked.upgrade)
    before = PYPROJECT.read_text(encoding="utf-8")
    PYPROJECT.write_text(with_constraints(before, LOCK.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
