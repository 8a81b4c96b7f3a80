"""Texts wait here for the one thread that runs the model: several at once, each with a deadline."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Final

log = logging.getLogger(__name__)

BATCH: Final = 16
"""Texts in one run; more would make the first wait for the last."""

WAITING_MOST: Final = 512
"""Beyond this a text is judged without the model at once: a raid must not pile up work."""

Scores = Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    text: str
    answer: "asyncio.Future[Scores | None]"
    loop: asyncio.AbstractEventLoop


class Batcher:
    """Runs a slow function on a thread of its own; what comes in meanwhile goes in the next batch."""

    def __init__(self, work: Callable[[Sequence[str]], Sequence[Scores]]) -> None:
        self._work = work
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="text-model")
        self._waiting: deque[_Asked] = deque()
        self._lock = Lock()
        self._running = False
        self._closed = False
        self.failure = ""
        """Why the last batch failed; empty when it didn't."""

    async def ask(self, text: str, seconds: float) -> Scores | None:
        """Return the scores of a text, or None when they can't be had within ``seconds``."""
        loop = asyncio.get_running_loop()
        asked = _Asked(text, loop.create_future(), loop)
        with self._lock:
            if self._closed or len(self._waiting) >= WAITING_MOST:
                return None
            self._waiting.append(asked)
            start, self._running = not self._running, True
            if start:
                self._pool.submit(self._drain)
        try:
            async with asyncio.timeout(seconds):
                return await asked.answer
        except TimeoutError:
            return None

    def close(self) -> None:
        """Take no more texts and let the thread end; those still waiting are judged without the model."""
        with self._lock:
            self._closed = True
            left = list(self._waiting)
            self._waiting.clear()
        _answer(left, [None] * len(left))
        self._pool.shutdown(wait=True)

    def _drain(self) -> None:
        while batch := self._take():
            _answer(batch, self._worked(batch))

    def _take(self) -> list[_Asked]:
        with self._lock:
            batch: list[_Asked] = []
            while self._waiting and len(batch) < BATCH:
                asked = self._waiting.popleft()
                if not asked.answer.done():  # its deadline has passed, nobody listens any more
                    batch.append(asked)
            self._running = bool(batch)
            return batch

    def _worked(self, batch: Sequence[_Asked]) -> Sequence[Scores | None]:
        try:
            results = self._work([asked.text for asked in batch])
        except Exception as problem:  # the thread's outermost handler: one odd text must not stop the model
            self.failure = f"{type(problem).__name__}: {problem}"
            log.exception("the text model failed on a batch")
            return [None] * len(batch)
        self.failure = ""
        return results


def _answer(batch: Sequence[_Asked], results: Sequence[Scores | None]) -> None:
    for asked, result in zip(batch, results, strict=True):
        # A loop that was closed meanwhile has nobody left who waits.
        with contextlib.suppress(RuntimeError):
            asked.loop.call_soon_threadsafe(_settle, asked.answer, result)


def _settle(answer: "asyncio.Future[Scores | None]", result: Scores | None) -> None:
    if not answer.done():
        answer.set_result(result)
