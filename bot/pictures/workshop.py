"""The parent's side: starts a child for a picture, hands the bytes over as they come, waits briefly."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
PIECE: Final = 512 * 1024
_PASSED_ON: Final = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "OPENBLAS_CORETYPE", "OMP_NUM_THREADS")
"""All of the environment that a child gets: no token, no key."""


class WorkshopFault(Exception):
    """The child could not be started, was ended by a limit, or took too long; ``reason`` says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class Workshop:
    """Deals with one picture at a time, or a few."""

    at_once: int = 2
    _gate: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._gate = asyncio.Semaphore(self.at_once)

    @asynccontextmanager
    async def job(self, task: str, pieces: AsyncIterator[bytes], seconds: float) -> AsyncIterator["Made"]:
        """Hand a picture to a child; give what it tells and the bytes it makes, to be read within the block.

        Raises:
            WorkshopFault: no answer, for whatever reason. The child is gone in any case.
        """
        async with self._gate:
            child = await _start(task)
            try:
                async with asyncio.timeout(seconds):
                    await _feed(child, pieces)
                    told = await _told(child)
                    yield Made(told=told, pieces=_read(child))
            except TimeoutError:
                raise WorkshopFault("slow") from None
            finally:
                await _end(child)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A child's answer."""

    told: dict[str, Any]
    pieces: AsyncIterator[bytes]


async def _start(task: str) -> Process:
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    try:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.pictures.worker", task,
            stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=ROOT, env=environment, limit=PIECE,
        )  # fmt: skip
    except OSError as error:
        raise WorkshopFault(f"no child: {error.strerror}") from None


async def _feed(child: Process, pieces: AsyncIterator[bytes]) -> None:
    assert child.stdin is not None  # noqa: S101 - it was asked for
    try:
        async for piece in pieces:
            child.stdin.write(piece)
            await child.stdin.drain()
        child.stdin.close()
    except (BrokenPipeError, ConnectionResetError):
        # It was ended by a limit; reading finds that out.
        return


async def _told(child: Process) -> dict[str, Any]:
    assert child.stdout is not None  # noqa: S101 - it was asked for
    line = await child.stdout.readline()
    if not line.endswith(b"\n"):
        raise WorkshopFault("ended")
    told: dict[str, Any] = json.loads(line)
    return told


async def _read(child: Process) -> AsyncIterator[bytes]:
    assert child.stdout is not None  # noqa: S101 - it was asked for
    while piece := await child.stdout.read(PIECE):
        yield piece


async def _end(child: Process) -> None:
    if child.returncode is None:
        with suppress(ProcessLookupError):
            child.kill()
    await child.wait()
