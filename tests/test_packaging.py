"""What a user installs: pins that agree, and a wheel that works away from the checkout."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pins import LOCK, PYPROJECT, ROOT, declared, pinned, project_name, read_pyproject, with_constraints

SECRET = "a secret that must not be shipped"


def test_every_dependency_is_pinned() -> None:
    pins = {project_name(pin) for pin in pinned(LOCK.read_text(encoding="utf-8"))}
    assert [need for need in declared(read_pyproject()) if project_name(need) not in pins] == []


def test_every_pin_is_exact_and_hashed() -> None:
    blocks = re.split(r"\n(?=\S)", LOCK.read_text(encoding="utf-8").strip())
    assert [
        block.splitlines()[0] for block in blocks if "==" not in block or "--hash=sha256:" not in block
    ] == []


def test_the_lock_names_no_address() -> None:
    words = LOCK.read_text(encoding="utf-8").replace("aiohttp==", "")
    assert not re.search(r"http|file:|index-url|find-links|://", words)


def test_the_constraints_are_the_lock() -> None:
    text = PYPROJECT.read_text(encoding="utf-8")
    assert with_constraints(text, LOCK.read_text(encoding="utf-8")) == text


def test_a_changed_pin_is_noticed() -> None:
    text = PYPROJECT.read_text(encoding="utf-8")
    lock = LOCK.read_text(encoding="utf-8").replace("discord-py==", "discord-py==9.", 1)
    assert with_constraints(text, lock) != text


def test_lock_files_with_addresses_stay_out() -> None:
    assert "uv.lock" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a wheel from a copy of the checkout in which a bot has already run."""
    source = tmp_path_factory.mktemp("source") / "steward"
    unwanted = shutil.ignore_patterns("__pycache__", "state", ".*_cache")
    for folder in ("bot", "cogs", "data"):
        shutil.copytree(ROOT / folder, source / folder, ignore=unwanted)
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, source)
    for place in ("data/state/steward.key", "data/state/notes.txt", "data/other.sqlite3"):
        (source / place).parent.mkdir(exist_ok=True)
        (source / place).write_text(SECRET, encoding="utf-8")
    # Without isolation: hatchling is a development dependency, so nothing is fetched.
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(source / "dist")]
    subprocess.run(command, cwd=source, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return next((source / "dist").glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the wheel, which is all that installing a pure Python wheel does."""
    target = tmp_path_factory.mktemp("installed")
    zipfile.ZipFile(wheel).extractall(target)
    return target


def shipped(folder: Path) -> Iterator[str]:
    """Yield the files of the checkout's data folder that belong into the wheel."""
    listed = subprocess.run(
        ["git", "ls-files", "data"], cwd=folder, capture_output=True, text=True, check=False
    ).stdout
    return (line.removeprefix("data/") for line in listed.splitlines())


def run_installed(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python from an empty folder with the unpacked wheel first on the path."""
    home = installed.parent / "home"
    home.mkdir(exist_ok=True)
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT") if key in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=home,
        env={**kept, "PYTHONPATH": str(installed), "HOME": str(home), "XDG_DATA_HOME": str(home / "data")},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=60,
    )


def test_the_wheel_holds_no_secret(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        leaked = [name for name in archive.namelist() if SECRET.encode() in archive.read(name)]
    assert leaked == []


def test_the_wheel_holds_all_data(installed: Path) -> None:
    assert [name for name in shipped(ROOT) if not (installed / "bot" / "_data" / name).is_file()] == []


def test_an_installed_program_finds_its_files_and_writes_elsewhere(installed: Path) -> None:
    code = "from bot import paths; print(paths.in_checkout(), paths.data_dir(), paths.default_database())"
    checkout, data, database = run_installed(installed, "-c", code).stdout.split()
    assert checkout == "False"
    assert Path(data) == installed / "bot" / "_data"
    assert installed not in Path(database).parents


def test_an_installed_program_starts(installed: Path) -> None:
    done = run_installed(installed, "-m", "bot", "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "sandbox" in done.stdout


def test_the_script_names_the_command_line(installed: Path) -> None:
    entry = next(installed.glob("*.dist-info/entry_points.txt")).read_text(encoding="utf-8")
    assert "steward = bot.__main__:main" in entry
