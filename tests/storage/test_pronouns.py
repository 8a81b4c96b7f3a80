"""Pronouns on both engines: one a person, replaced and cleared."""

from bot.storage import pronouns
from bot.storage.port import Database
from tests.storage.factories import MINUTE, MIRA, NOW


async def test_pronouns_are_kept_replaced_and_cleared(database: Database) -> None:
    async with database.transaction() as tx:
        await pronouns.put(tx, 1, MIRA, b"one", NOW)
        await pronouns.put(tx, 1, MIRA, b"two", NOW + MINUTE)
        assert await pronouns.latest(tx, 9) == [(MIRA, b"two")]
        assert await pronouns.get(tx, 1, MIRA) == b"two"
        assert await pronouns.clear(tx, 1, MIRA)
        assert not await pronouns.clear(tx, 1, MIRA)
        assert await pronouns.latest(tx, 9) == []
