"""Makes Discord agree with what is written: claims intents, performs them, records what became of them.

An intent is committed before Discord is called, and its outcome after; no call is made inside a
transaction. A row whose outcome is unknown stays to do: every kind is safe to repeat or carries a nonce.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.clock import Clock
from bot.policy.actions import (
    ABOUT_A_PERSON,
    LOOK,
    OVER,
    ActionState,
    Command,
    Json,
    Outcome,
    Performer,
    Refused,
    Retry,
)
from bot.policy.card import Letter
from bot.policy.deeds import HOLDING
from bot.policy.desired import is_past
from bot.policy.ids import GuildId, UserId
from bot.policy.records import StoredAction
from bot.policy.retry import MOST_ATTEMPTS
from bot.services.breaker import Breaker
from bot.services.lanes import LANES, Lanes, Order
from bot.services.outcomes import settlement
from bot.services.planning import OUTSIDE, RELEASE
from bot.services.telling import may_have_arrived
from bot.storage import actions as outbox
from bot.storage import leftovers, sanctions
from bot.storage.port import Database, Reader, Tx, assert_outside_transaction
from bot.storage.servers import lock

LEASE: Final = timedelta(seconds=60)
"""How long a claimed row is ours; calls to Discord are cut off well before."""
ORDERS_A_LOOK: Final = 200
ALL_PARTS: Final = (0, 1023)


@dataclass(frozen=True, slots=True)
class Unneeded:
    """An act that turned out not to be due any more, for instance a notice of an act that failed."""

    reason: str


class Recipients(Protocol):
    """Knows which account an action is about or a notice goes to."""

    async def user_of(self, action: StoredAction) -> UserId | None:
        """Return the account; None when it was erased or the action is about nobody."""
        ...


class Scribe(Protocol):
    """Puts into words what an action says, at the time it is said."""

    async def compose(self, action: StoredAction) -> Letter | Unneeded | None:
        """Return the message of an action, None when it has none, or why it is not due any more."""
        ...

    async def audit_reason(self, action: StoredAction) -> str:
        """Return what Discord's audit log is told."""
        ...


Effect = Callable[[Tx, StoredAction, Outcome, datetime], Awaitable[list[tuple[GuildId, str]]]]
"""Writes what an outcome means for case, decision and sanction, in the same transaction; returns the
orders that have something new to do because of it. It waits for nothing but the transaction."""


async def _nothing() -> None:
    """Find nothing that has become due."""


@dataclass(slots=True)
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


@dataclass(slots=True)
class Enforcement:
    """The drain and the sweep over the outbox."""

    database: Database
    clock: Clock
    performer: Performer
    recipients: Recipients
    scribe: Scribe
    effect: Effect
    owner: str
    fence: int = 1
    parts: tuple[int, int] = ALL_PARTS
    on_dead: Callable[[StoredAction], None] = lambda action: None
    """Told of rows that ran out of tries; somebody has to look."""
    on_done: Callable[[StoredAction], None] = lambda action: None
    """Told of acts that were done, once that is recorded."""
    on_fault: Callable[[StoredAction, Exception], None] = lambda action, fault: None
    """Told of our own faults in carrying out an act."""
    alarm: Callable[[datetime], None] = lambda at: None
    """Told when a row wants another try, so that the sweep comes in time."""
    lanes: int = LANES
    """Orders that a sweep does side by side."""
    breaker: Breaker = field(default_factory=Breaker)
    _turns: dict[tuple[GuildId, str], _Turn] = field(default_factory=dict)

    async def drain(self, guild_id: GuildId, *order_keys: str) -> None:
        """Do everything that is due in these orders, one act after the other within each.

        What goes to outside systems is left to the sweep: nobody who waits for an answer waits for them.
        """
        await self.work(guild_id, *(key for key in order_keys if not self._later(key)))

    def _later(self, order_key: str) -> bool:
        if not order_key.startswith(OUTSIDE):
            return False
        self.alarm(self.clock.now())
        return True

    async def work(self, guild_id: GuildId, *order_keys: str) -> None:
        """Do everything that is due in these orders, those to outside systems too."""
        waiting = deque((guild_id, key) for key in order_keys)
        while waiting:
            order = waiting.popleft()
            async with self._turn(order):
                action = await self._first(order)
                while action is not None:
                    action, more = await self._settle(action, await self._attempt(action))
                    waiting += [order for order in more if not self._later(order[1])]

    async def sweep(self, first: Callable[[], Awaitable[None]] = _nothing) -> datetime | None:
        """Take up what was left behind and what is due; return when there is something to do next.

        ``first`` writes what has become due since; it is called before each look, as a sweep may be long.
        """
        await self._take_over()

        async def due() -> list[Order]:
            await first()
            async with self.database.reading() as reader:
                return await outbox.due(reader, self.clock.now(), self.parts, ORDERS_A_LOOK)

        lanes = Lanes(source=due, act=lambda order: self.work(*order), lanes=self.lanes)
        await lanes.run()
        if lanes.faults:
            raise lanes.faults[0]
        async with self.database.reading() as reader:
            return await outbox.next_due(reader, self.parts)

    async def _take_over(self) -> None:
        now = self.clock.now()
        async with self.database.reading() as reader:
            guilds = await leftovers.abandoned(reader, now, self.fence, self.parts)
        for guild_id in guilds:
            await self._recover(guild_id)

    async def _recover(self, guild_id: GuildId) -> None:
        now = self.clock.now()
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            dead = await leftovers.reclaim(tx, guild_id, now, self.fence, MOST_ATTEMPTS)
            for action in dead:
                await self.effect(tx, action, Refused("attempts"), now)
        for action in dead:
            self.on_dead(action)

    @property
    def busy(self) -> bool:
        """Return whether an act is under way."""
        return bool(self._turns)

    async def wake(self, guild_id: GuildId) -> None:
        """Let go what waited for this server to come back."""
        async with self.database.reading() as reader:
            if not await leftovers.is_blocked(reader, guild_id):
                return
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            await leftovers.wake(tx, guild_id)

    @asynccontextmanager
    async def _turn(self, order: tuple[GuildId, str]) -> AsyncIterator[None]:
        # Two drains of one member would race for the claim, and the loser would answer "pending" to a
        # moderator whose act is being done this moment; so it waits.
        turn = self._turns.setdefault(order, _Turn())
        turn.users += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.users -= 1
            if not turn.users:
                self._turns.pop(order, None)

    async def _first(self, order: tuple[GuildId, str]) -> StoredAction | None:
        now = self.clock.now()
        return await self.database.write(lambda tx: self._claim(tx, *order, now))

    async def _claim(self, tx: Tx, guild_id: GuildId, order_key: str, now: datetime) -> StoredAction | None:
        claim = outbox.Claim(owner=self.owner, fence=self.fence, until=now + LEASE)
        return await outbox.claim(tx, guild_id, order_key, claim, now)

    async def _attempt(self, action: StoredAction) -> Outcome:
        assert_outside_transaction()
        try:
            return await self._perform(action)
        except Exception as fault:
            # An outermost handler: a fault in one act must stop no other (F14); it is tried again.
            self.on_fault(action, fault)
            return Retry(timedelta(), "fault")
        except BaseException:
            # The row stays claimed until its lease ends; then the sweep takes it up.
            self.alarm(self.clock.now() + LEASE)
            raise

    async def _perform(self, action: StoredAction) -> Outcome:
        letter = await self.scribe.compose(action)
        if isinstance(letter, Unneeded):
            return Refused(letter.reason)
        memory = await self._memory(action)
        if memory is None and not may_have_arrived(action):
            return Refused(OVER)
        user_id = await self.recipients.user_of(action)
        if action.kind in ABOUT_A_PERSON and user_id is None:
            return Refused("erased")
        command = Command(
            id=action.id,
            guild_id=action.guild_id,
            kind=action.kind,
            user_id=user_id,
            payload=action.payload if memory is not None else {**action.payload, LOOK: True},
            letter=letter,
            memory=memory or {},
            reason=await self.scribe.audit_reason(action),
            stamp=action.stamp,
            tried=action.attempts > 1,
        )
        now = self.clock.now()
        outcome = self.breaker.verdict(action.guild_id, action.kind, now)
        if outcome is None:
            outcome = await self.performer.perform(command)
            self.breaker.heard(action.guild_id, action.kind, outcome, now)
        return outcome

    async def _memory(self, action: StoredAction) -> dict[str, Json] | None:
        """Return what a sanction remembers of the time before it.

        None where the act would put in place what is not to be in place any more.
        """
        sanction_id = action.sanction
        if sanction_id is None:
            return {}
        imposing, now = action.kind in HOLDING and RELEASE not in action.payload, self.clock.now()

        async def remembered(reader: Reader) -> dict[str, Json] | None:
            if imposing:
                sanction = await sanctions.get(reader, action.guild_id, sanction_id)
                if sanction is not None and is_past(sanction, now, tried=action.attempts > 1):
                    return None
            return await sanctions.memory(reader, action.guild_id, sanction_id)

        return await self.database.read(remembered)

    async def _settle(
        self, action: StoredAction, outcome: Outcome
    ) -> tuple[StoredAction | None, list[tuple[GuildId, str]]]:
        now = self.clock.now()
        verdict = settlement(action, outcome)

        async def settled(tx: Tx) -> tuple[StoredAction | None, list[tuple[GuildId, str]]]:
            await lock(tx, action.guild_id)
            if not await outbox.finish(tx, action, verdict.state, verdict.result, at=now, wait=verdict.wait):
                # A claim that was lost to another process must write nothing: that process is at it now.
                return None, []
            more = await self.effect(tx, action, outcome, now) if verdict.finished else []
            # In the same transaction, as each commit waits for the disk.
            return await self._claim(tx, action.guild_id, action.order_key, now), more

        following, more = await self.database.write(settled)
        if verdict.state is ActionState.DONE:
            self.on_done(action)
        if not verdict.finished:
            self.alarm(now + verdict.wait)
        if verdict.state is ActionState.DEAD:
            self.on_dead(action)
        return following, more
