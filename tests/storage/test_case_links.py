"""Passing on, joining and parting cases on both engines, and the clocks that are escalated once."""

from __future__ import annotations

import pytest

from bot.errors import StorageError
from bot.policy.records import CaseRoute, CaseState
from bot.storage import case_clocks, case_links, cases, panel
from bot.storage.port import Database
from tests.storage.factories import DAY, GUILD, ILSE, MINUTE, NOW, PARTS, TOVE, with_case


async def test_only_who_holds_a_case_passes_it_on(database: Database) -> None:
    await with_case(database)
    async with database.transaction() as tx:
        assert await cases.claim(tx, GUILD, 1, TOVE, NOW + DAY, NOW)
        assert not await case_links.release(tx, GUILD, 1, ILSE, NOW)
        assert await case_links.hand_over(tx, GUILD, 1, TOVE, ILSE, until=NOW + DAY, at=NOW)
        assert not await case_links.hand_over(tx, GUILD, 1, TOVE, ILSE, until=NOW + DAY, at=NOW)
        assert not await case_links.release(tx, GUILD, 1, ILSE, NOW + DAY), "it ran out"
        assert await case_links.release(tx, GUILD, 1, ILSE, NOW)


async def test_joined_cases_are_parted_unless_another_is_open(database: Database) -> None:
    """The index "one open case per person and route" stays true."""
    await with_case(database, 1)
    await with_case(database, 2, route=CaseRoute.FACULTY)
    async with database.transaction() as tx:
        assert await case_links.merge(tx, GUILD, 1, 2, NOW)
        assert not await case_links.merge(tx, GUILD, 1, 2, NOW)
        assert [each.number for each in await case_links.children(tx, GUILD, 2)] == [1]
        found = await cases.get(tx, GUILD, 1)
    assert found is not None
    assert (found.state, found.merged_into) == (CaseState.VOID, 2)
    await with_case(database, 3)
    with pytest.raises(StorageError):
        async with database.transaction() as tx:
            await case_links.part(tx, GUILD, 1, 2, NOW)
    async with database.transaction() as tx:
        await cases.settle(tx, GUILD, 3, CaseState.DECIDED, TOVE, NOW)
        assert await case_links.part(tx, GUILD, 1, 2, NOW)
        assert [each.number for each in await case_links.open_of(tx, GUILD, found.person)] == [1, 2]


async def test_a_step_is_taken_once(database: Database) -> None:
    """F30: and whatever happens, the case stays open."""
    await with_case(database, due_at=NOW)
    async with database.reading() as reader:
        assert [each.number for each in await case_clocks.late(reader, NOW, PARTS, 9)] == [1]
        assert await case_clocks.late(reader, NOW - MINUTE, PARTS, 9) == []
        assert await case_clocks.next_late(reader, PARTS) == NOW
    async with database.transaction() as tx:
        assert await case_clocks.step(tx, GUILD, 1, 0)
        assert not await case_clocks.step(tx, GUILD, 1, 0)
        await case_clocks.set_clock(tx, GUILD, 1, NOW, NOW + DAY)
        found = await cases.get(tx, GUILD, 1)
    assert found is not None
    assert (found.state, found.escalated, found.escalate_at) == (CaseState.OPEN, 1, NOW + DAY)


async def test_a_case_goes_to_the_panel_once(database: Database) -> None:
    await with_case(database)
    async with database.transaction() as tx:
        assert await panel.waiting(tx, GUILD) == []
        assert await panel.refer(tx, GUILD, 1, NOW)
        assert not await panel.refer(tx, GUILD, 1, NOW + DAY)
        assert [each.panel_at for each in await panel.waiting(tx, GUILD)] == [NOW]
        assert await panel.proposers(tx, GUILD, 1) == await panel.deciders(tx, GUILD, 1) == frozenset()
        assert await panel.items(tx, GUILD, 1) == []
