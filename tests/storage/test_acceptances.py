"""Who accepted a notice, on both engines."""

from __future__ import annotations

from bot.storage import acceptances
from bot.storage.port import Database


async def test_an_acceptance_is_renewed_and_forgotten(database: Database) -> None:
    async with database.transaction() as tx:
        assert await acceptances.version(tx, 5, "digest", "reporting") == 0
        await acceptances.put(tx, 5, "digest", "reporting", 1, 1_000)
        await acceptances.put(tx, 5, "digest", "reporting", 2, 2_000)
        await acceptances.put(tx, 5, "other", "reporting", 1, 1_000)
    async with database.transaction() as tx:
        assert await acceptances.version(tx, 5, "digest", "reporting") == 2
        assert await acceptances.version(tx, 6, "digest", "reporting") == 0
        await acceptances.forget(tx, 5, "digest")
        assert await acceptances.version(tx, 5, "digest", "reporting") == 0
        assert await acceptances.version(tx, 5, "other", "reporting") == 1
