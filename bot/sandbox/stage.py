"""The running play: the real bot, the simulated Discord, the clock, one act after the other.

Simcord allows one act at a time, so everything that changes the world passes through ``Stage.turn``, which
also lets the virtual clock follow the real one between acts. It runs outside the bot's own context, so
that simcord doesn't take the web server's work for the bot's.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import discord
import simcord

from bot.sandbox import simcord_private as inner
from bot.sandbox import world as college
from bot.sandbox.asking import Refused
from bot.sandbox.events import Teller
from bot.sandbox.tour import Happening
from bot.sandbox.troubles import Overhearer, Troubles

BotFactory = Callable[[], discord.Client]
"""Makes a fresh bot; called at the start and at every restart."""

Arrange = Callable[[discord.Client, college.World], Awaitable[None]]
"""Sets the bot up for the college once it is there."""

SETTLE_SECONDS: Final = 10.0
PATIENCE_SECONDS: Final = 90.0
"""How long moving the clock may take in real time before the page gets it back."""


@dataclass(slots=True, kw_only=True)
class Stage:
    """Everything an act needs."""

    env: simcord.Env
    world: college.World
    factory: BotFactory
    teller: Teller
    troubles: Troubles
    changed: Callable[[], None] = lambda: None
    happened: Callable[[Happening], None] = lambda _: None
    shown: dict[str, inner.InteractionResult] = field(default_factory=dict)
    """Open modals by interaction id."""
    used: dict[int, str] = field(default_factory=dict)
    """Full names of slash commands by interaction id; simcord keeps only the first word."""
    dismissed: set[tuple[int, int]] = field(default_factory=set)
    """Ephemeral replies that somebody has put away: user id, message id."""
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _last: float = 0.0
    _seen_errors: int = 0

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Hold the stage for one act; what the bot gets wrong meanwhile ends in ``troubles``."""
        async with self._lock:
            if name != "restart" and not inner.is_up(self.env):
                raise Refused("The bot is not running. The log says why; “Restart bot” tries again.")
            try:
                await self._follow_real_clock()
                yield
            except TimeoutError as error:
                self.troubles.note(name, error)
                raise Refused("The bot is still busy with this. What it did so far is shown.") from error
            finally:
                self.collect(name)
                self.changed()

    async def _follow_real_clock(self) -> None:
        real = asyncio.get_running_loop().time()
        passed = real - self._last if self._last else 0.0
        self._last = real
        if passed > 0 and inner.is_up(self.env):
            await self.env.advance_time(passed)

    async def move_clock(self, seconds: float) -> None:
        """Move the virtual clock on; call within a turn.

        Simcord bounds each advance by its own time limit and keeps the part it managed, so a month with
        many timers is done in as many goes as it takes.
        """
        loop = asyncio.get_running_loop()
        target, give_up = self.env.now() + timedelta(seconds=seconds), loop.time() + PATIENCE_SECONDS
        while (left := (target - self.env.now()).total_seconds()) > 0:
            before = self.env.now()
            try:
                await self.env.advance_time(left)
            except TimeoutError:
                if self.env.now() == before or loop.time() > give_up:
                    raise
        self._last = loop.time()

    async def restart(self) -> None:
        """Close the bot as on a shutdown and start a fresh one in the same world; call within a turn."""
        self.shown.clear()
        if not inner.is_up(self.env):
            self.env.bot = self.factory()
            await self.env.start()
            return
        await self.env.settle()
        await self.env.bot.close()
        await self.env.restart_bot(self.factory())

    def collect(self, during: str) -> None:
        """Take over the faults that simcord caught since the last time."""
        for error in self.env.errors_since(self._seen_errors):
            self.troubles.note(during, error)
        self._seen_errors = self.env.error_cursor


@asynccontextmanager
async def staged(factory: BotFactory, present: datetime, arrange: Arrange | None) -> AsyncIterator[Stage]:
    """Build the college, bring the bot to it, and take both down in the end."""
    bot = factory()
    shards = 1 if isinstance(bot, discord.AutoShardedClient) and bot.shard_count is None else None
    env = simcord.Env(bot, check_errors=False, settle_timeout=SETTLE_SECONDS, shard_count=shards)
    world, troubles = college.build(env, present), Troubles(env.now)
    stage = Stage(env=env, world=world, factory=factory, teller=Teller(env, world), troubles=troubles)
    inner.listen(env, lambda event, payload: _pass_on(stage, event, payload), lambda: stage.changed())
    overhearer = Overhearer(troubles)
    logging.getLogger().addHandler(overhearer)
    try:
        await env.start()
        with env.time_context():
            if arrange is not None:
                await arrange(bot, world)
            stage.collect("start")
            yield stage
    finally:
        logging.getLogger().removeHandler(overhearer)
        await env.bot.close()
        await env.shutdown()


def _pass_on(stage: Stage, event: str, payload: Mapping[str, Any]) -> None:
    told = stage.teller.tell(event, payload)
    if told is not None:
        stage.happened(told)
