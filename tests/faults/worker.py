"""The bot as a process of its own: started, killed, paused, woken, with its log kept in a file."""

import asyncio
import os
import shutil
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
BOT: Final = ("-m", "bot", "run")
PROBE: Final = ("-m", "tests.faults.probe_bot")


def copy_code(folder: Path) -> Path:
    """Copy the program into a folder and return it, so that edits during a long run don't reach the bot.

    A bot that is started again and again would otherwise load whatever half of a change is on the disk.
    """
    code = folder / "code"
    for part in ("bot", "cogs", "data"):
        skipped = shutil.ignore_patterns("__pycache__", "state")
        shutil.copytree(ROOT / part, code / part, ignore=skipped, dirs_exist_ok=True)
    # By this file the program knows that its data lies beside it.
    shutil.copy(ROOT / "pyproject.toml", code)
    return code


class Worker:
    """One process of the bot. It leads a process group, so that whatever it starts dies with it."""

    def __init__(
        self, command: Sequence[str], settings: Mapping[str, str], log: Path, code: Path = ROOT
    ) -> None:
        self.command = tuple(command)
        self.code = code
        self.settings = dict(settings)
        self.log = log
        self.starts = 0
        self.kills = 0
        self._process: Process | None = None

    @property
    def running(self) -> bool:
        """Return whether the process is there (paused counts)."""
        return self._process is not None and self._process.returncode is None

    @property
    def exit_code(self) -> int | None:
        """Return how the last process ended: negative is the signal, None while it runs."""
        return None if self._process is None else self._process.returncode

    async def start(self) -> None:
        """Start a process; its output is added to the log file."""
        assert not self.running, "the process is still there"
        # Only what the bot is told here: settings of the person who runs the test must not leak in.
        inherited = {key: os.environ[key] for key in ("PATH", "HOME", "LANG", "TMPDIR") if key in os.environ}
        environment = inherited | {"PYTHONUNBUFFERED": "1"} | self.settings
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *self.command,
                cwd=self.code,
                env=environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.starts += 1

    async def kill(self) -> None:
        """End the process at once, without giving it a word (SIGKILL)."""
        if self.running:
            self._signal(signal.SIGKILL)
            self.kills += 1
        await self.wait()

    async def stop(self, within: float = 10.0) -> int | None:
        """Ask the process to end (SIGTERM), kill it after ``within`` seconds; return the exit code."""
        if self.running:
            self._signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(within):
                await self.wait()
        except TimeoutError:
            await self.kill()
        return self.exit_code

    def pause(self) -> None:
        """Freeze the process (SIGSTOP): its clock goes on, it does not."""
        self._signal(signal.SIGSTOP)

    def wake(self) -> None:
        """Let a frozen process go on (SIGCONT)."""
        self._signal(signal.SIGCONT)

    async def wait(self) -> None:
        """Wait until the process has ended."""
        if self._process is not None:
            await self._process.wait()

    def tail(self, lines: int = 40) -> str:
        """Return the end of the log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            os.killpg(self._process.pid, number)
