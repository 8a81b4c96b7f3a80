"""F23 on PostgreSQL: whoever was frozen inside a transaction does not keep its successor from taking over."""

import asyncio
from datetime import UTC, datetime

import asyncpg
import pytest

from bot.services import standby
from bot.services.ownership import wait_for_turn
from bot.storage import leases, lock_holder
from bot.storage.migrate import load_migrations, migrate
from bot.storage.port import open_database

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Still:
    """A clock that stands."""

    def now(self) -> datetime:
        return NOW


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standby, "STAND_BY", 0.05)
    monkeypatch.setattr(lock_holder, "FROZEN_AFTER", 0.5)


async def test_who_was_frozen_inside_a_statement_is_overtaken(postgres_url: str) -> None:
    """The server knows of the statement, and what to do with it never comes."""
    successor = await open_database(postgres_url, lock_wait=0.2)
    frozen = await asyncpg.connect(postgres_url, server_settings={"application_name": "steward"})
    other = await asyncpg.connect(postgres_url, server_settings={"application_name": "a shell"})
    try:
        await migrate(successor, load_migrations(), NOW)
        await leases.take(successor, "slot-0", "one", 0)
        async with successor.transaction() as tx:
            await tx.execute("UPDATE leases SET expires_at = 1")
        for session in (frozen, other):
            await session.execute("BEGIN")
        await frozen.execute("SELECT * FROM leases FOR SHARE")
        await other.execute("SELECT * FROM leases")
        await frozen.prepare("SELECT 42")

        async with asyncio.timeout(20):
            lease = await wait_for_turn(successor, Still(), "two", "slot-0", lambda held: None)

        assert lease.owner == "two"
        assert await other.fetchval("SELECT 1") == 1, "what is not ours is left alone"
        with pytest.raises(asyncpg.InterfaceError, match="closed"):
            await frozen.execute("COMMIT")
    finally:
        for session in (frozen, other):
            session.terminate()
        await successor.close()
