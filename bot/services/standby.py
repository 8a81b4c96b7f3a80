"""What a process says while it waits: that the database is locked, by whom, and what an operator can do.

SQLite's lock lives in the kernel, so a process that was stopped in the middle of a write keeps it for as long
as it lives: nobody can take over, however long its lease has run out. So this is said, and tried on. On
PostgreSQL the session of such a process is ended.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.errors import DatabaseLocked
from bot.storage import leases
from bot.storage.leases import Lease
from bot.storage.lock_holder import Holder, end_frozen, writer
from bot.storage.port import Database

STAND_BY: Final = 2.0
"""Seconds between two looks of a process that waits for its turn."""
SAY_AFTER: Final = 10.0
"""Seconds for which the database may be locked unsaid; no write of ours takes so long."""
SAY_AGAIN: Final = 300.0
"""Seconds until it is said once more."""


@dataclass(slots=True)
class Standby:
    """Counts for how long the database has been locked, and says so in time."""

    database: Database
    name: str
    """Of the lease that is waited for."""
    say: Callable[[str], None]
    _since: float | None = None
    _said_at: float | None = None

    async def until_free(self) -> None:
        """Wait until somebody may write."""
        while True:
            try:
                async with self.database.transaction() as tx:
                    # The lock comes with the first statement.
                    await tx.fetch_one("SELECT 1")
                    self.free()
                    return
            except DatabaseLocked as fault:
                await self.locked(fault)

    async def locked(self, fault: DatabaseLocked) -> None:
        """Take note that a try was in vain, do or say what may help, and wait for the next."""
        await end_frozen(self.database)
        now = asyncio.get_running_loop().time()
        self._since = now if self._since is None else self._since
        due = self._since + SAY_AFTER if self._said_at is None else self._said_at + SAY_AGAIN
        if now >= due:
            self._said_at = now
            holder = await asyncio.to_thread(writer, Path(self.database.where))
            lease = await leases.held(self.database, self.name)
            self.say(words(str(fault), now - self._since, holder, lease))
        await asyncio.sleep(STAND_BY)

    def free(self) -> None:
        """Take note that a try went through."""
        self._since = self._said_at = None


def words(fault: str, seconds: float, holder: Holder | None, lease: Lease | None) -> str:
    """Return what an operator reads: for how long, who holds the lock, and what ends it."""
    waiting = f"This has lasted {seconds:.0f} s; this Steward stands by, tries on and takes over when it can."
    if holder is None:
        owner = "" if lease is None else f" The last owner was {lease.owner} (machine:process)."
        return f"{fault} {waiting}{owner} Whoever holds the lock must go on or end before anybody can write."
    return f"{fault} {waiting} {who_holds(holder)}"


def who_holds(holder: Holder) -> str:
    """Return who holds the lock, and what ends that."""
    who = f"The lock is held by process {holder.pid} ({holder.name})"
    if not holder.stopped:
        return f"{who}: let it finish, or end it with `kill {holder.pid}`."
    wake, end = f"`kill -CONT {holder.pid}`", f"`kill -KILL {holder.pid}`"
    return f"{who}, which is stopped: let it go on with {wake} or end it with {end}."
