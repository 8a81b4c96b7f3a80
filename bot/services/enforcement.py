"""Makes Discord agree with what is written: claims intents, performs them, records what became of them.

An intent is committed before Discord is called, and its outcome after; no call is made inside a
transaction. A row whose outcome is unknown stays to do: every kind is safe to repeat or carries a nonce.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol, assert_never

from bot.clock import Clock
from bot.policy.actions import (
    ABOUT_A_PERSON,
    ActionState,
    Blocked,
    Command,
    Done,
    Json,
    Outcome,
    Performer,
    Refused,
    Retry,
)
from bot.policy.card import Letter
from bot.policy.ids import GuildId, UserId
from bot.policy.records import StoredAction
from bot.policy.retry import MOST_ATTEMPTS, backoff
from bot.storage import actions as outbox
from bot.storage import sanctions
from bot.storage.port import Database, Tx, assert_outside_transaction
from bot.storage.servers import lock

LEASE: Final = timedelta(seconds=60)
"""How long a claimed row is ours; calls to Discord are cut off well before."""
OUTAGE: Final = timedelta(seconds=30)
"""When a row that waits for a server is looked at again, unless the server comes back before."""
ORDERS_A_SWEEP: Final = 200
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
orders that have something new to do because of it."""


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
    alarm: Callable[[datetime], None] = lambda at: None
    """Told when a row wants another try, so that the sweep comes in time."""
    _turns: dict[tuple[GuildId, str], _Turn] = field(default_factory=dict)

    async def drain(self, guild_id: GuildId, *order_keys: str) -> None:
        """Do everything that is due in these orders, one act after the other within each."""
        waiting = [(guild_id, key) for key in order_keys]
        while waiting:
            order = waiting.pop(0)
            async with self._turn(order):
                while action := await self._claim(order):
                    waiting += await self._settle(action, await self._perform(action))

    async def sweep(self) -> datetime | None:
        """Take up what was left behind and what is due; return when there is something to do next."""
        now = self.clock.now()
        async with self.database.transaction() as tx:
            dead = await outbox.reclaim(tx, now, self.parts, MOST_ATTEMPTS)
        for action in dead:
            self.on_dead(action)
        async with self.database.reading() as reader:
            orders = await outbox.due(reader, now, self.parts, ORDERS_A_SWEEP)
        for guild_id, order_key in orders:
            await self.drain(guild_id, order_key)
        async with self.database.reading() as reader:
            return await outbox.next_due(reader, self.parts)

    @property
    def busy(self) -> bool:
        """Return whether an act is under way."""
        return bool(self._turns)

    async def wake(self, guild_id: GuildId) -> None:
        """Let go what waited for this server to come back."""
        async with self.database.transaction() as tx:
            await outbox.wake(tx, guild_id, self.clock.now())

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

    async def _claim(self, order: tuple[GuildId, str]) -> StoredAction | None:
        now = self.clock.now()
        claim = outbox.Claim(owner=self.owner, fence=self.fence, until=now + LEASE)
        async with self.database.transaction() as tx:
            return await outbox.claim(tx, *order, claim, now)

    async def _perform(self, action: StoredAction) -> Outcome:
        assert_outside_transaction()
        letter = await self.scribe.compose(action)
        if isinstance(letter, Unneeded):
            return Refused(letter.reason)
        user_id = await self.recipients.user_of(action)
        if action.kind in ABOUT_A_PERSON and user_id is None:
            return Refused("erased")
        command = Command(
            id=action.id,
            guild_id=action.guild_id,
            kind=action.kind,
            user_id=user_id,
            payload=action.payload,
            letter=letter,
            memory=await self._memory(action),
            reason=await self.scribe.audit_reason(action),
        )
        return await self.performer.perform(command)

    async def _memory(self, action: StoredAction) -> dict[str, Json]:
        if action.sanction is None:
            return {}
        async with self.database.reading() as reader:
            return await sanctions.memory(reader, action.guild_id, action.sanction)

    async def _settle(self, action: StoredAction, outcome: Outcome) -> list[tuple[GuildId, str]]:
        now = self.clock.now()
        verdict = _verdict(action, outcome)
        async with self.database.transaction() as tx:
            await lock(tx, action.guild_id)
            kept = await outbox.finish(
                tx,
                action,
                verdict.state,
                verdict.result,
                next_at=now + verdict.wait,
                finished=verdict.finished,
                forgive=isinstance(outcome, Blocked),
            )
            # A claim that was lost to another process must write nothing: that process is at it now.
            more = await self.effect(tx, action, outcome, now) if kept and verdict.finished else []
        if not verdict.finished:
            self.alarm(now + verdict.wait)
        if verdict.state is ActionState.DEAD:
            self.on_dead(action)
        return more


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    state: ActionState
    result: dict[str, Json]
    wait: timedelta = timedelta()
    finished: bool = True


def _verdict(action: StoredAction, outcome: Outcome) -> _Verdict:
    match outcome:
        case Done():
            return _Verdict(state=ActionState.DONE, result=outcome.detail)
        case Refused():
            return _Verdict(
                state=ActionState.REFUSED, result={"reason": outcome.reason, "code": outcome.code}
            )
        case Blocked():
            result: dict[str, Json] = {"reason": outcome.reason}
            return _Verdict(state=ActionState.BLOCKED, result=result, wait=OUTAGE, finished=False)
        case Retry() if action.attempts >= MOST_ATTEMPTS:
            return _Verdict(state=ActionState.DEAD, result={"reason": outcome.reason})
        case Retry():
            wait = backoff(action.attempts, action.id, outcome.after)
            return _Verdict(
                state=ActionState.TODO, result={"reason": outcome.reason}, wait=wait, finished=False
            )
        case _:
            assert_never(outcome)
