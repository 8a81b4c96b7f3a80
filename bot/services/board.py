"""The board: one kept message in the queue's channel that shows how the queue stands (M20).

It is renewed at a sweep and only when it would say something else, so that a hundred changes at once are one
edit. What it says is read when it is written, never when it was planned.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock, to_ms
from bot.policy.actions import ActionKind
from bot.policy.ids import GuildId
from bot.policy.queue import QueueState
from bot.policy.records import MACHINE, StoredAction
from bot.services.planning import Plan
from bot.services.servers import Servers
from bot.storage import queue, servers
from bot.storage.port import Database
from bot.storage.servers import lock

SOON: Final = timedelta(seconds=5)
"""After a change; what comes in within this time is shown together."""
_SHOWN: Final = "board_shown"
_COUNTED: Final = frozenset({ActionKind.POST_CASE, ActionKind.POST_ITEM})


@dataclass(frozen=True, slots=True)
class Board:
    """Plans the renewal of each server's board; the sweep carries it out."""

    database: Database
    clock: Clock
    servers: Servers
    alarm: Callable[[datetime], None]

    def done(self, action: StoredAction) -> None:
        """Let a sweep come soon, if something about a case of this server was just posted."""
        counted = action.kind in _COUNTED and "board" not in action.payload
        if counted and self.servers.of(action.guild_id).queue_board:
            self.alarm(self.clock.now() + SOON)

    async def chore(self) -> None:
        """Plan the renewal of every board that would say something else."""
        for guild_id in self.servers.all():
            settings = self.servers.of(guild_id)
            if settings.queue_board and settings.queue_channel is not None:
                await self._look(guild_id, settings.queue_channel)

    async def _look(self, guild_id: GuildId, channel: int) -> None:
        now = self.clock.now()
        async with self.database.reading() as reader:
            print_ = fingerprint(await queue.standing(reader, guild_id, now), channel)
            if await servers.mark(reader, guild_id, _SHOWN) == print_:
                return
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            await servers.set_mark(tx, guild_id, _SHOWN, print_)
            plan = Plan(guild_id=guild_id, cause=f"board:{to_ms(now)}", person=MACHINE, case=None)
            plan.post_board()
            await plan.write(tx, now)


def fingerprint(state: QueueState, channel: int) -> int:
    """Return a figure that is another one when the board would say something else or stand elsewhere."""
    counts = (state.cases, state.free, state.urgent, state.overdue, state.appeals, state.late_appeals)
    due = 0 if state.next_due is None else to_ms(state.next_due)
    # Not Python's own hash, which is another one after each start.
    figure = channel % 1_000_003
    for part in (*counts, due):
        figure = (figure * 1_000_003 + part) % (2**61 - 1)
    return figure
