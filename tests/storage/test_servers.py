"""Settings, locks and counters on both engines."""

from __future__ import annotations

import asyncio

from bot.storage import servers
from bot.storage.port import Database
from tests.storage.factories import GUILD, OTHER


async def test_settings_are_replaced_and_counted(database: Database) -> None:
    async with database.transaction() as tx:
        assert await servers.put_settings(tx, GUILD, {"pack": "calm"}, 1) == 1
        assert await servers.put_settings(tx, GUILD, {"pack": "strict", "roles": [1, 2]}, 2) == 2
        assert await servers.put_settings(tx, OTHER, {}, 3) == 1
        assert await servers.all_settings(tx) == {GUILD: {"pack": "strict", "roles": [1, 2]}, OTHER: {}}


async def test_numbers_are_given_once(database: Database) -> None:
    """F21: many at once, one and several at a time."""

    async def take(by: int) -> list[int]:
        async with database.transaction() as tx:
            last = await servers.count_up(tx, GUILD, "case", by)
        return list(range(last - by + 1, last + 1))

    taken = await asyncio.gather(*(take(1 + n % 3) for n in range(12)))
    assert sorted(number for each in taken for number in each) == list(range(1, 25))
    async with database.transaction() as tx:
        assert await servers.count_up(tx, OTHER, "case") == 1
        assert await servers.count_up(tx, GUILD, "action") == 1


async def test_writers_of_one_server_go_one_after_the_other(database: Database) -> None:
    """F20: what is read after the lock is still so when it is written."""

    async def read_and_add() -> None:
        async with database.transaction() as tx:
            await servers.lock(tx, GUILD)
            settings = (await servers.all_settings(tx)).get(GUILD, {"n": 0})
            await asyncio.sleep(0.002)
            await servers.put_settings(tx, GUILD, {"n": settings["n"] + 1}, 1)

    await asyncio.gather(*(read_and_add() for _ in range(10)))
    async with database.reading() as reader:
        assert await servers.all_settings(reader) == {GUILD: {"n": 10}}
