"""Measures of channels, and sanctions by what they are about, on both engines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import StorageError
from bot.policy.ids import ChannelId
from bot.policy.sanctions import SanctionKind
from bot.storage import channel_measures as store
from bot.storage import orders_in_force, sanctions
from bot.storage.channel_measures import Measure, MeasureKind
from bot.storage.port import Database
from tests.storage.factories import DAY, GUILD, NOW, TOVE, sanction, with_case

LOCKDOWN = Measure(
    id="m-1",
    guild_id=GUILD,
    channel_id=ChannelId(301),
    kind=MeasureKind.LOCKDOWN,
    actor=TOVE,
    before={"7": [1, 2, True]},
    starts_at=NOW,
    ends_at=NOW + DAY,
)


@pytest.fixture
async def locked(database: Database) -> Database:
    async with database.transaction() as tx:
        await store.add(tx, LOCKDOWN)
    return database


async def test_a_measure_comes_back_as_it_was(locked: Database) -> None:
    async with locked.reading() as reader:
        assert await store.standing(reader, GUILD, ChannelId(301), MeasureKind.LOCKDOWN) == LOCKDOWN
        assert await store.standing(reader, GUILD, ChannelId(301), MeasureKind.SLOWMODE) is None
        assert await store.next_end(reader) == NOW + DAY


async def test_it_is_due_once_and_then_under_way(locked: Database) -> None:
    async with locked.reading() as reader:
        assert await store.due(reader, NOW) == []
        assert await store.due(reader, NOW + DAY) == [LOCKDOWN]
    async with locked.transaction() as tx:
        await store.move(tx, LOCKDOWN, "lifting")
    async with locked.reading() as reader:
        assert await store.due(reader, NOW + DAY) == []
        assert await store.lifting(reader) == [replace(LOCKDOWN, state="lifting")]
        assert await store.next_end(reader) is None


async def test_a_channel_has_one_of_a_kind(locked: Database) -> None:
    with pytest.raises(StorageError):
        async with locked.transaction() as tx:
            await store.add(tx, replace(LOCKDOWN, id="m-2"))
    async with locked.transaction() as tx:
        await store.move(tx, LOCKDOWN, "ended")
        await store.add(tx, replace(LOCKDOWN, id="m-2"))


async def test_bans_are_found_by_any_of_their_channels(database: Database) -> None:
    await with_case(database)
    ban = sanction("s-1", kind=SanctionKind.CHANNEL_BAN, scope="300,301", ends_at=NOW + DAY)
    async with database.transaction() as tx:
        await sanctions.add(tx, ban)
    async with database.reading() as reader:
        for channel, found in ((300, ["s-1"]), (301, ["s-1"]), (30, [])):
            bans = await orders_in_force.in_channel(reader, GUILD, channel, NOW)
            assert [each.id for each in bans] == found
        assert await orders_in_force.in_channel(reader, GUILD, 300, NOW + DAY) == []
        assert [each.id for each in await orders_in_force.of_kind(reader, SanctionKind.CHANNEL_BAN, NOW)] == [
            "s-1"
        ]
        assert await orders_in_force.of_kind(reader, SanctionKind.NO_CONTACT, NOW) == []
