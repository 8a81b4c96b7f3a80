"""Single owner: one process writes, a second one says who holds the lease and stands by (F23).

Every writing transaction first looks whether the lease is still ours. So a process that was paused past its
lease, while another took over, can't write when it wakes up: its next transaction is refused.
"""

import asyncio
import os
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Final, TypeVar

from bot.clock import Clock, to_ms
from bot.errors import DatabaseCorrupt, DatabaseLocked, StewardError, StorageError
from bot.services.standby import STAND_BY, Standby
from bot.storage import leases
from bot.storage.leases import TTL_MS, Lease
from bot.storage.port import Database, Reader, Tx

T = TypeVar("T")
RENEW_EVERY: Final = TTL_MS / 4000
"""Seconds: a quarter of the term, so that three renewals may fail before the lease is lost."""


class LeaseLost(StewardError):
    """Another process owns the database now; this one must not write any more."""

    def __init__(self) -> None:
        super().__init__("Another Steward has taken over this database, so this one stops.")


@dataclass(slots=True)
class OwnedDatabase:
    """A database whose every writing transaction is refused once the lease is lost."""

    inner: Database
    lease: Lease
    end_with: Callable[[StewardError], None] = lambda fault: None
    """Told when going on would do harm: a statement meets damage, so that what is read next may be wrong
    without being noticed (F46), or the lease is lost, which a write may notice long before a renewal does."""
    engine: str = field(init=False)
    where: str = field(init=False)

    def __post_init__(self) -> None:
        self.engine = self.inner.engine
        self.where = self.inner.where

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        """Open a writing transaction; raises LeaseLost when the database is not ours any more."""
        with self._watched():
            async with self.inner.transaction() as tx:
                await self._check(tx)
                yield tx

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reader]:
        """Open a read; reading is always allowed."""
        with self._watched():
            async with self.inner.reading() as reader:
                yield reader

    async def read(self, work: Callable[[Reader], Awaitable[T]]) -> T:
        """Read in one go."""
        with self._watched():
            return await self.inner.read(work)

    async def write(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        """Write in one go; raises LeaseLost when the database is not ours any more."""

        async def ours(tx: Tx) -> T:
            await self._check(tx)
            return await work(tx)

        with self._watched():
            return await self.inner.write(ours)

    async def _check(self, tx: Tx) -> None:
        if not await leases.still_held(self.inner, tx, self.lease):
            raise LeaseLost

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            yield
        except (DatabaseCorrupt, LeaseLost) as fault:
            self.end_with(fault)
            raise

    async def close(self) -> None:
        """Close the database."""
        await self.inner.close()


async def wait_for_turn(
    database: Database,
    clock: Clock,
    owner: str,
    name: str,
    tell: Callable[[Lease], None],
    say: Callable[[str], None] = lambda text: None,
) -> Lease:
    """Take the lease, waiting while somebody else holds it.

    ``tell`` is called once with who does; ``say`` with what an operator must know where a lock is held for
    longer than anybody writes.
    """
    told, dead, standby = False, "", Standby(database, name, say)
    while True:
        try:
            lease = await leases.take(database, name, owner, to_ms(clock.now()), dead=dead)
        except DatabaseLocked as fault:
            # A frozen owner may hold a lock for as long as it lives: wait for that too.
            await standby.locked(fault)
            continue
        standby.free()
        if lease.owner == owner:
            return lease
        if not dead and is_dead(lease.owner):
            dead = lease.owner
            continue
        if not told:
            tell(lease)
            told = True
        await asyncio.sleep(STAND_BY)


def new_owner() -> str:
    """Return a name for this process: machine, process number and chance."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def is_dead(owner: str) -> bool:
    """Tell whether an owner was a process of this machine that is no more, so that nobody need wait for it.

    Should the number belong to another process by now, the lease simply runs out. Should the owner live in a
    container with our machine's name, its fence keeps it from writing.
    """
    host, _, rest = owner.partition(":")
    number = rest.partition(":")[0]
    if (
        os.name != "posix"
        or host != socket.gethostname()
        or not number.isdigit()
        or int(number) == os.getpid()
    ):
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


async def keep(database: Database, clock: Clock, lease: Lease) -> None:
    """Renew the lease until cancelled; raises LeaseLost when it is gone."""
    while True:
        await asyncio.sleep(RENEW_EVERY)
        try:
            held = await leases.renew(database, lease, to_ms(clock.now()))
        except StorageError:
            # A full disk or a lock held by a backup passes. Should somebody else take over meanwhile, our
            # fence keeps us from writing, and the next renewal tells.
            continue
        if not held:
            raise LeaseLost
