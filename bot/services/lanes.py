"""Does many orders side by side, fairly between servers.

A server with ten thousand rows, or one whose every call runs into its time limit, must not keep another's
single row waiting; so each server has its share of the lanes, and what has come up meanwhile is looked for
again and again while slow calls are still under way.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from bot.policy.ids import GuildId

Order: TypeAlias = tuple[GuildId, str]
LANES: Final = 16
"""Orders under way at the same time; Discord takes fifty calls a second from a bot."""
BREATH: Final = 0.5
"""Seconds between two looks for more, and until an order that was just done is taken up again."""


@dataclass(slots=True, kw_only=True)
class Lanes:
    """One sweep over everything that is due."""

    source: Callable[[], Awaitable[list[Order]]]
    """Returns orders that are due now, the most urgent first, mixed fairly between servers."""
    act: Callable[[Order], Awaitable[None]]
    lanes: int = LANES
    faults: list[Exception] = field(default_factory=list)
    """What went wrong in single orders; the others went on."""
    _running: dict[asyncio.Task[None], Order] = field(default_factory=dict)
    _waiting: deque[Order] = field(default_factory=deque)
    _left_at: dict[Order, float] = field(default_factory=dict)
    _looked_at: float = -BREATH
    _found: bool = True

    async def run(self) -> None:
        """Work until nothing is due and nothing under way."""
        try:
            async with asyncio.TaskGroup() as tasks:
                while await self._fill(tasks):
                    await asyncio.wait(self._running, timeout=BREATH, return_when=asyncio.FIRST_COMPLETED)
                    self._clear()
        except BaseExceptionGroup as group:
            # One order's end of the process is everybody's; who calls us knows no groups.
            raise group.exceptions[0] from group

    async def _fill(self, tasks: asyncio.TaskGroup) -> bool:
        self._start(tasks)
        if len(self._running) < self.lanes and self._wants_more():
            self._looked_at = asyncio.get_running_loop().time()
            fresh = [order for order in await self.source() if self._is_free(order)]
            self._waiting, self._found = deque(fresh), bool(fresh)
            self._start(tasks)
        return bool(self._running)

    def _wants_more(self) -> bool:
        if not self._waiting and (self._found or not self._running):
            return True
        return asyncio.get_running_loop().time() - self._looked_at >= BREATH

    def _is_free(self, order: Order) -> bool:
        since = asyncio.get_running_loop().time() - self._left_at.get(order, -BREATH)
        return since >= BREATH and order not in self._running.values()

    def _start(self, tasks: asyncio.TaskGroup) -> None:
        share = max(1, self.lanes // 2)
        busy = Counter(guild_id for guild_id, _ in self._running.values())
        kept: deque[Order] = deque()
        while self._waiting and len(self._running) < self.lanes:
            order = self._waiting.popleft()
            if busy[order[0]] >= share:
                kept.append(order)
                continue
            busy[order[0]] += 1
            self._running[tasks.create_task(self._one(order))] = order
        self._waiting.extendleft(reversed(kept))

    async def _one(self, order: Order) -> None:
        try:
            await self.act(order)
        except Exception as fault:
            # An outermost handler: a fault in one order must not end the calls of the others half-way.
            self.faults.append(fault)

    def _clear(self) -> None:
        now = asyncio.get_running_loop().time()
        for task in [task for task in self._running if task.done()]:
            self._left_at[self._running.pop(task)] = now
