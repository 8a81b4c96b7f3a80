"""The order of the queue on both engines, what is left out of it, and that joined cases are read as one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import StorageError
from bot.policy.queue import Show
from bot.policy.records import CaseRoute, CaseState
from bot.storage import cases, queue
from bot.storage.port import Database
from bot.storage.queue import View
from tests.storage.factories import DAY, GUILD, ILSE, MINUTE, MIRA, NOW, OTHER, TOVE, case, with_case

VIEW = View(guild_id=GUILD)


async def listed(database: Database, view: View = VIEW, most: int = 9, offset: int = 0) -> list[int]:
    async with database.reading() as reader:
        return [each.number for each in await queue.page(reader, view, NOW + DAY, most, offset)]


async def waiting(database: Database) -> None:
    """Five cases: mild and long due, grave, mild and going on, care, mild and due later."""
    for number, severity in enumerate([1, 4, 1, 2, 2], 1):
        await with_case(
            database,
            number,
            severity=severity,
            person=f"p-{number}",
            route=CaseRoute.CARE if number == 4 else CaseRoute.QUEUE,
            due_at=NOW + number * MINUTE if number < 5 else NOW + 3 * DAY,
        )
    async with database.transaction() as tx:
        await cases.join(tx, case(3, severity=1), NOW + DAY - MINUTE)


async def test_safety_comes_first_then_what_goes_on_then_the_clocks(database: Database) -> None:
    await waiting(database)
    assert await listed(database) == [2, 4, 3, 1, 5]
    assert await listed(database, most=2, offset=2) == [3, 1]
    assert await listed(database, View(guild_id=OTHER)) == []
    async with database.transaction() as tx:
        await cases.settle(tx, GUILD, 2, CaseState.NO_VIOLATION, TOVE, NOW)
    assert await listed(database) == [4, 3, 1, 5]


async def test_the_queue_can_be_narrowed(database: Database) -> None:
    await waiting(database)
    async with database.transaction() as tx:
        await cases.claim(tx, GUILD, 1, TOVE, NOW + 2 * DAY, NOW)
        await cases.claim(tx, GUILD, 2, ILSE, NOW + MINUTE, NOW)
    mine = replace(VIEW, person=TOVE, show=Show.MINE)
    assert await listed(database, mine) == [1]
    assert await listed(database, replace(VIEW, show=Show.FREE)) == [2, 4, 3, 5]
    assert await listed(database, replace(VIEW, show=Show.URGENT)) == [2, 4]
    assert await listed(database, replace(VIEW, show=Show.OVERDUE)) == [2, 4, 3, 1]
    assert await listed(database, replace(VIEW, route=CaseRoute.CARE)) == [4]
    async with database.reading() as reader:
        state = await queue.standing(reader, GUILD, NOW + DAY)
        assert await queue.count(reader, mine, NOW + DAY) == 1
    assert (state.cases, state.free, state.urgent, state.overdue) == (5, 4, 2, 4)
    assert state.next_due == NOW + 3 * DAY
    assert (state.appeals, state.late_appeals) == (0, 0)


async def test_nobody_finds_a_case_about_themselves(database: Database) -> None:
    await with_case(database)
    assert await listed(database, replace(VIEW, person=MIRA)) == []


async def test_only_what_is_over_can_be_joined_to_another(database: Database) -> None:
    await with_case(database)
    with pytest.raises(StorageError):
        async with database.transaction() as tx:
            await tx.execute("UPDATE cases SET merged_into = 7")
