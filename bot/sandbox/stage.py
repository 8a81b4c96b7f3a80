"""The running play: the real bot, the simulated Discord, the clock, one act after the other.

Simcord allows one act at a time, so everything that changes the world passes through ``Stage.turn``, which
also lets the virtual clock follow the real one between acts. It runs outside the bot's own context, so
that simcord doesn't take the web server's work for the bot's.
"""

import asyncio
import traceback
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
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

BotFactory = Callable[[], discord.Client]
"""Makes a fresh bot; called at the start and at every restart."""

SETTLE_SECONDS: Final = 10.0
PATIENCE_SECONDS: Final = 90.0
"""How long moving the clock may take in real time before the page gets it back."""
TROUBLES_KEPT: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that went wrong inside the bot."""

    at: datetime
    during: str
    what: str
    detail: str

    def json(self) -> dict[str, object]:
        """Return what the page shows."""
        at = int(self.at.timestamp() * 1000)
        return {"at": at, "during": self.during, "what": self.what, "detail": self.detail}


@dataclass(slots=True, kw_only=True)
class Stage:
    """Everything an act needs."""

    env: simcord.Env
    world: college.World
    factory: BotFactory
    teller: Teller
    changed: Callable[[], None] = lambda: None
    happened: Callable[[Happening], None] = lambda _: None
    shown: dict[str, inner.InteractionResult] = field(default_factory=dict)
    """Open modals by interaction id."""
    used: dict[int, str] = field(default_factory=dict)
    """Full names of the slash commands behind answers, by interaction id; simcord keeps only the first word."""
    dismissed: set[tuple[int, int]] = field(default_factory=set)
    """Ephemeral replies that somebody has put away: user id, message id."""
    troubles: deque[Trouble] = field(default_factory=lambda: deque(maxlen=TROUBLES_KEPT))
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _last: float = 0.0
    _seen_errors: int = 0

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Hold the stage for one act; what the bot gets wrong meanwhile ends in ``troubles``."""
        async with self._lock:
            try:
                await self._follow_real_clock()
                yield
            except TimeoutError as error:
                self._note(name, error)
                raise Refused("The bot is still busy with this. What it did so far is shown.") from error
            finally:
                self._collect(name)
                self.changed()

    async def _follow_real_clock(self) -> None:
        real = asyncio.get_running_loop().time()
        passed = real - self._last if self._last else 0.0
        self._last = real
        if passed > 0:
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
        await self.env.settle()
        await self.env.bot.close()
        await self.env.restart_bot(self.factory())
        self.shown.clear()

    def _collect(self, during: str) -> None:
        for error in self.env.errors_since(self._seen_errors):
            self._note(during, error)
        self._seen_errors = self.env.error_cursor

    def _note(self, during: str, error: BaseException) -> None:
        cause = error.__cause__ or getattr(error, "original", None) or error
        detail = "".join(traceback.format_exception(cause)[-12:])
        what = f"{type(cause).__name__}: {cause}"
        self.troubles.append(Trouble(at=self.env.now(), during=during, what=what, detail=detail))


@asynccontextmanager
async def staged(factory: BotFactory, present: datetime) -> AsyncIterator[Stage]:
    """Build the college, bring the bot to it, and take both down in the end."""
    bot = factory()
    shards = 1 if isinstance(bot, discord.AutoShardedClient) and bot.shard_count is None else None
    env = simcord.Env(bot, check_errors=False, settle_timeout=SETTLE_SECONDS, shard_count=shards)
    world = college.build(env, present)
    stage = Stage(env=env, world=world, factory=factory, teller=Teller(env, world))
    inner.listen(env, lambda event, payload: _pass_on(stage, event, payload), lambda: stage.changed())
    await env.start()
    try:
        with env.time_context():
            stage._collect("start")
            yield stage
    finally:
        await env.bot.close()
        await env.shutdown()


def _pass_on(stage: Stage, event: str, payload: Mapping[str, Any]) -> None:
    told = stage.teller.tell(event, payload)
    if told is not None:
        stage.happened(told)
