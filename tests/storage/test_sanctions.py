"""Sanctions on both engines: deadlines, renewals, what is remembered, and when one is over."""

from __future__ import annotations

import pytest

from bot.errors import StorageError
from bot.policy.ids import SanctionId
from bot.policy.sanctions import Sanction, SanctionKind, SanctionState
from bot.storage import sanctions
from bot.storage.port import Database
from tests.storage.factories import DAY, GUILD, MIRA, NOW, OTHER, PARTS, TOVE, sanction, with_case


async def add(database: Database, *several: Sanction) -> None:
    async with database.transaction() as tx:
        for each in several:
            await sanctions.add(tx, each)


@pytest.fixture
async def filled(database: Database) -> Database:
    await with_case(database)
    await add(
        database,
        sanction("s-2", starts_at=NOW + DAY, ends_at=None, kind=SanctionKind.CHANNEL_BAN, scope="301"),
        sanction("s-1"),
        sanction("s-3", starts_at=NOW + 2 * DAY, ends_at=NOW + 3 * DAY, method="ban"),
    )
    return database


async def test_sanctions_come_back_oldest_first(filled: Database) -> None:
    async with filled.reading() as reader:
        found = await sanctions.of_person(reader, GUILD, MIRA)
        assert [each.id for each in found] == ["s-1", "s-2", "s-3"]
        assert found == await sanctions.of_case(reader, GUILD, 1)
        assert found[0] == sanction("s-1")
        assert await sanctions.get(reader, GUILD, "s-2") == found[1]
        assert await sanctions.get(reader, OTHER, "s-2") is None


async def test_an_end_before_the_start_is_refused(database: Database) -> None:
    await with_case(database)
    with pytest.raises(StorageError):
        await add(database, sanction(ends_at=NOW - DAY))


async def test_due_is_what_is_active_and_over(filled: Database) -> None:
    async with filled.transaction() as tx:
        assert await sanctions.due(tx, NOW + DAY, PARTS, 9) == [sanction("s-1")]
        assert [each.id for each in await sanctions.due(tx, NOW + 9 * DAY, PARTS, 9)] == ["s-1", "s-3"]
        assert [each.id for each in await sanctions.due(tx, NOW + 9 * DAY, PARTS, 1)] == ["s-1"]
        assert await sanctions.due(tx, NOW + 9 * DAY, (1000, 1000), 9) == []
        assert await sanctions.next_end(tx, PARTS) == NOW + DAY
        assert await sanctions.lift(tx, GUILD, "s-1", TOVE, "lifted", NOW)
        assert await sanctions.next_end(tx, PARTS) == NOW + 3 * DAY


async def test_a_sanction_is_lifted_once_and_ends_once(filled: Database) -> None:
    async with filled.transaction() as tx:
        assert await sanctions.lift(tx, GUILD, "s-1", TOVE, "lifted", NOW)
        assert not await sanctions.lift(tx, GUILD, "s-1", TOVE, "lifted", NOW)
        assert await sanctions.end(tx, GUILD, "s-1", NOW)
        assert not await sanctions.end(tx, GUILD, "s-1", NOW)
        assert await sanctions.end(tx, GUILD, "s-2", NOW, void=True)
        found = {each.id: each.state for each in await sanctions.of_person(tx, GUILD, MIRA)}
    assert found == {"s-1": SanctionState.ENDED, "s-2": SanctionState.VOID, "s-3": SanctionState.ACTIVE}


async def test_what_was_there_before_is_remembered(filled: Database) -> None:
    async with filled.transaction() as tx:
        assert await sanctions.memory(tx, GUILD, "s-2") == {}
        await sanctions.remember(tx, GUILD, "s-2", {"301": {"allow": "8", "deny": "0"}})
        assert await sanctions.memory(tx, GUILD, "s-2") == {"301": {"allow": "8", "deny": "0"}}
        assert await sanctions.memory(tx, GUILD, "s-9") == {}


async def test_a_renewal_is_due_while_the_sanction_is_active(filled: Database) -> None:
    """F7."""
    async with filled.transaction() as tx:
        await sanctions.check_again(tx, GUILD, "s-2", NOW + DAY / 2)
        assert await sanctions.next_end(tx, PARTS) == NOW + DAY / 2
        assert await sanctions.to_check(tx, NOW, PARTS, 9) == []
        assert [each.id for each in await sanctions.to_check(tx, NOW + DAY, PARTS, 9)] == ["s-2"]
        await sanctions.check_again(tx, GUILD, "s-2", None)
        assert await sanctions.to_check(tx, NOW + DAY, PARTS, 9) == []
        await sanctions.check_again(tx, GUILD, "s-2", NOW)
        await sanctions.lift(tx, GUILD, "s-2", TOVE, "lifted", NOW)
        assert await sanctions.to_check(tx, NOW + DAY, PARTS, 9) == []


async def test_people_in_force_are_those_discord_has_to_hold(filled: Database) -> None:
    async with filled.transaction() as tx:
        await sanctions.add(
            tx, sanction("s-9", person=TOVE, kind=SanctionKind.WARNING, ends_at=None, id=SanctionId("s-9"))
        )
        assert await sanctions.people_in_force(tx, GUILD, 0) == [MIRA]


async def test_nothing_is_next_where_nothing_is(database: Database) -> None:
    async with database.reading() as reader:
        assert await sanctions.next_end(reader, PARTS) is None
