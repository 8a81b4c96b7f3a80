"""Keeps the bot running as a supervisor would, and harms it: kills, pauses past its lease, spoilt files."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.exit_codes import ExitCode
from tests.faults.damage import mend, spoil
from tests.faults.gateway import Gateway
from tests.faults.worker import Worker

BREATH = 0.02
"""Seconds between two looks."""
PAUSE_SECONDS = 60.0
"""How long another process may take to step in for a paused one: lease, log-in and a little more."""
MOST_EXITS = 5
"""So many ends in a row, before the bot has connected, are a bot that can't start."""
MOST_FREEZES = 50
DAMAGE_SECONDS = 30.0
"""In which a bot must have met the damage and ended."""
SLOWEST_START = 60.0
"""Seconds after which a bot that never connected is a failure of the run."""


@dataclass(slots=True, kw_only=True)
class Keeper:
    """One bot at a time, but for pauses, when a second one is to take over."""

    make: Callable[[str], Worker]
    """Makes a worker with a log of this name."""
    gateway: Gateway
    worker: Worker
    kills: int = 0
    pauses: int = 0
    damages: int = 0
    exits: list[str] = field(default_factory=list)
    """Ends that nobody caused, with the code."""
    stopping: bool = False
    locked: Callable[[], Awaitable[bool]]
    """Whether a frozen process keeps everybody from writing, so that nobody can step in for it."""
    run_out: Callable[[], Awaitable[None]] | None = None
    """Ends the lease of a frozen process at once, for runs that have no time to wait for it."""
    _caused: bool = False
    """Whether the end of the present process is our doing."""
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def logs(self) -> list[Path]:
        """Return the log files so far."""
        return sorted(self.worker.log.parent.glob("bot*.log"))

    async def keep(self) -> None:
        """Start the bot whenever it is not there."""
        while not self.stopping:
            async with self._busy:
                if not self.worker.running:
                    if self.worker.starts and not self._caused:
                        self.exits.append(f"ended by itself with code {self.worker.exit_code}")
                    self._caused = False
                    await self.worker.start()
            await asyncio.sleep(BREATH)

    async def kill(self) -> None:
        """Kill the bot in the middle of whatever it does; ``keep`` starts it again."""
        async with self._busy:
            if self.worker.running:
                self._caused = True
                await self.worker.kill()
                self.kills += 1

    async def pause(self) -> None:
        """Freeze the bot until another process has stepped in, wake it, and see that it leaves (F23)."""
        async with self._busy:
            frozen, self.pauses = self.worker, self.pauses + 1
            if not frozen.running:
                return
            await self._freeze(frozen)
            self.worker = self.make(f"bot-{self.pauses}.log")
            await self.worker.start()
            before = self.gateway.identified
            if self.run_out is not None:
                await self.run_out()
            took_over = await happened(lambda: self.gateway.identified > before, PAUSE_SECONDS)
            frozen.wake()
            if not took_over:
                self.exits.append(f"no process stepped in within {PAUSE_SECONDS:.0f} s")
            if not await happened(lambda: not frozen.running, 15.0):
                self.exits.append("a process that had lost its lease stayed")
                await frozen.kill()

    async def _freeze(self, worker: Worker) -> None:
        """Freeze a process, but not while it holds the lock for writing, which only its end would free."""
        for _ in range(MOST_FREEZES):
            worker.pause()
            if not await self.locked():
                return
            worker.wake()
            await asyncio.sleep(BREATH)
        self.exits.append("no moment was found at which the bot does not write")

    async def damage(self, path: Path, touch: Callable[[], None]) -> None:
        """Spoil the database under the bot, and see that it ends, says why, and refuses to start (F46).

        ``touch`` makes the bot look into its database, which an idle one has no reason to.
        """
        async with self._busy:
            if not self.worker.running:
                return
            self.damages += 1
            self._caused = True
            # Nobody may write between the look at a page and its loss.
            self.worker.pause()
            await spoil(path, copy := path.with_suffix(".before"))
            self.worker.wake()
            touch()
            try:
                await self._refuses("went on with a damaged database")
                identified = self.gateway.identified
                await self.worker.start()
                await self._refuses("started on a damaged database")
                if self.gateway.identified != identified:
                    self.exits.append("used up a session start for a damaged database")
            finally:
                await mend(path, copy)

    async def _refuses(self, otherwise: str) -> None:
        if not await happened(lambda: not self.worker.running, DAMAGE_SECONDS):
            self.exits.append(f"the bot {otherwise}")
            await self.worker.kill()
        elif self.worker.exit_code != ExitCode.SETTINGS or "is damaged" not in self.worker.tail():
            self.exits.append(f"with a damaged database, the bot ended with {self.worker.exit_code}")

    async def connected(self) -> bool:
        """Wait until the bot listens; False when it does not come, or ends again and again."""
        given_up = len(self.exits) + MOST_EXITS
        await happened(lambda: bool(self.gateway.live) or len(self.exits) >= given_up, SLOWEST_START)
        return bool(self.gateway.live)

    async def stop(self) -> int | None:
        """Stop the bot for good, kindly; return its exit code."""
        self.stopping = True
        async with self._busy:
            return await self.worker.stop()


async def happened(true: Callable[[], bool], seconds: float) -> bool:
    """Wait until something holds; False when it does not within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            # What is waited for happens in other processes; nothing here could set an event.
            while not true():  # noqa: ASYNC110
                await asyncio.sleep(BREATH)
    except TimeoutError:
        return False
    return True
