"""Who may write: one lease a worker slot, with a number that grows at every change of hands (F23).

On PostgreSQL the clock of the database decides, because those of two machines differ; SQLite lives on one
machine, whose own clock is given by the caller.
"""

from dataclasses import dataclass
from typing import Final

from bot.storage.port import Database, Reader, Tx

TTL_MS: Final = 15_000

_NOW: Final = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS now"
_TAKE = """
INSERT INTO leases (name, owner, fence, expires_at) VALUES (:name, :owner, 1, :until)
ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, fence = leases.fence + 1,
    expires_at = excluded.expires_at
WHERE leases.expires_at <= :now OR leases.owner = excluded.owner OR leases.owner = :dead
RETURNING owner, fence, expires_at
"""
_RENEW = """
UPDATE leases SET expires_at = :until WHERE name = :name AND owner = :owner AND fence = :fence
"""
_RELEASE = """
UPDATE leases SET expires_at = 0 WHERE name = :name AND owner = :owner AND fence = :fence
"""
_GET = "SELECT owner, fence, expires_at FROM leases WHERE name = :name"
_HELD = "SELECT fence FROM leases WHERE name = :name AND owner = :owner AND fence = :fence"
_HELD_LOCKED = _HELD + " FOR SHARE"
"""PostgreSQL lets others take the lease between a check and a commit unless the row is held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to write, as long as nobody else took it."""

    name: str
    owner: str
    fence: int
    expires_at: int
    """Epoch milliseconds by the deciding clock."""


async def _now(database: Database, reader: Reader, given: int) -> int:
    if database.engine != "postgres":
        return given
    row = await reader.fetch_one(_NOW)
    return given if row is None else int(row["now"])


async def take(database: Database, name: str, owner: str, now: int, *, dead: str = "") -> Lease:
    """Take the lease if it is free or its owner is known to be ``dead``; return whose it is afterwards."""
    async with database.transaction() as tx:
        at = await _now(database, tx, now)
        row = await tx.fetch_one(_TAKE, name=name, owner=owner, until=at + TTL_MS, now=at, dead=dead)
        row = row or await tx.fetch_one(_GET, name=name)
    assert row is not None  # noqa: S101 - it was either written or kept from being written
    return Lease(name=name, owner=row["owner"], fence=row["fence"], expires_at=row["expires_at"])


async def held(database: Database, name: str) -> Lease | None:
    """Return whose a lease is or last was; None before anybody took it. Only reads."""
    async with database.reading() as reader:
        row = await reader.fetch_one(_GET, name=name)
    return None if row is None else Lease(name=name, **row)


async def renew(database: Database, lease: Lease, now: int) -> bool:
    """Keep the lease for another term; False when somebody else has it."""
    async with database.transaction() as tx:
        until = await _now(database, tx, now) + TTL_MS
        changed = await tx.execute(_RENEW, name=lease.name, owner=lease.owner, fence=lease.fence, until=until)
    return changed > 0


async def release(database: Database, lease: Lease) -> None:
    """Give the lease back, so that a successor need not wait for its end."""
    async with database.transaction() as tx:
        await tx.execute(_RELEASE, name=lease.name, owner=lease.owner, fence=lease.fence)


async def still_held(database: Database, tx: Tx, lease: Lease) -> bool:
    """Return, inside a writing transaction, whether the lease is ours until its end."""
    sql = _HELD_LOCKED if database.engine == "postgres" else _HELD
    return await tx.fetch_one(sql, name=lease.name, owner=lease.owner, fence=lease.fence) is not None
