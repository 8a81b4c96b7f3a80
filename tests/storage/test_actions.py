"""The outbox on both engines: order, claims, fences, tries, and the indexes that its questions use."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from bot.clock import from_ms
from bot.errors import ConstraintViolated
from bot.policy.actions import ActionKind, ActionState, Json, Priority
from bot.policy.records import StoredAction
from bot.storage import actions as outbox
from bot.storage import leftovers, sanctions
from bot.storage.actions import Claim, NewAction
from bot.storage.port import Database
from tests.storage.factories import DAY, GUILD, MINUTE, MIRA, NOW, OTHER, PARTS, action, sanction, with_case

ORDER = "m:mira"
LEASE = 2 * MINUTE


async def add(database: Database, *several: NewAction) -> None:
    async with database.transaction() as tx:
        await outbox.add(tx, several, NOW)


async def claim(
    database: Database, now: datetime = NOW, *, fence: int = 1, order: str = ORDER
) -> StoredAction | None:
    async with database.transaction() as tx:
        wanted = Claim(owner="me", fence=fence, until=now + LEASE)
        return await outbox.claim(tx, GUILD, order, wanted, now)


async def claimed(database: Database, now: datetime = NOW, *, fence: int = 1) -> StoredAction:
    found = await claim(database, now, fence=fence)
    assert found is not None
    return found


async def finish(
    database: Database, row: StoredAction, state: ActionState, wait: timedelta = timedelta()
) -> bool:
    async with database.transaction() as tx:
        return await outbox.finish(tx, row, state, {"reason": "missing_permission"}, at=NOW, wait=wait)


async def rows(database: Database) -> dict[str, StoredAction]:
    async with database.reading() as reader:
        return {row.id: row for row in await outbox.of_case(reader, GUILD, 1)}


async def test_a_row_comes_back_as_it_was_written(database: Database) -> None:
    await add(database, action(1, decision="d-1", sanction="s-1"))
    row = (await rows(database))["a1"]
    assert (row.kind, row.payload) == (ActionKind.SET_TIMEOUT, {"until": 5, "words": ["ä", "✓"]})
    assert (row.state, row.attempts, row.person, row.sanction) == (ActionState.TODO, 0, MIRA, "s-1")
    async with database.reading() as reader:
        assert await outbox.of_decision(reader, GUILD, 1, "d-1") == [row]
        assert await outbox.of_decision(reader, GUILD, 2, "d-1") == []
        assert await outbox.of_sanction(reader, GUILD, 1, "s-1") == [row]


async def test_a_natural_key_is_taken_once(database: Database) -> None:
    """F22."""
    await add(database, action(1), action(2, dedupe_key="cmd:1"), action(3))
    await add(database, action(4, dedupe_key="cmd:1"))
    await add(database, action(5, dedupe_key="cmd:1", guild_id=OTHER))
    assert set(await rows(database)) == {"a1", "a3"}
    async with database.reading() as reader:
        assert [row.id for row in await outbox.of_case(reader, OTHER, 1)] == ["a5"]


async def test_rows_of_an_order_go_one_after_the_other(database: Database) -> None:
    await add(database, action(2), action(1), action(3, order_key="m:other"))
    first = await claimed(database)
    assert (first.id, first.attempts, first.state) == ("a1", 1, ActionState.DOING)
    assert await claim(database) is None
    other = await claim(database, order="m:other")
    assert other is not None
    assert await finish(database, first, ActionState.DONE)
    assert (await claimed(database)).id == "a2"


async def test_a_waiting_act_holds_up_what_follows_and_a_waiting_notice_does_not(database: Database) -> None:
    notice = action(1, blocking=False, kind=ActionKind.SEND_NOTICE)
    await add(database, notice, action(2), action(3, blocking=False), action(4))
    await finish(database, await claimed(database), ActionState.TODO, MINUTE)
    second = await claimed(database)
    assert second.id == "a2"
    await finish(database, second, ActionState.TODO, DAY)
    assert await claim(database) is None
    # The notice's wait is over before that of the act, which still holds up all after it.
    assert (await claimed(database, NOW + 2 * MINUTE)).id == "a1"
    assert await claim(database, NOW + 2 * MINUTE) is None


async def test_one_row_of_an_order_is_under_way_the_schema_sees_to_it(database: Database) -> None:
    await add(database, action(1), action(2))
    await claimed(database)

    async def force() -> None:
        async with database.transaction() as tx:
            await tx.execute("UPDATE actions SET state = 'doing' WHERE id = 'a2'")

    with pytest.raises(ConstraintViolated):
        await force()


async def test_a_finish_needs_the_fence_and_the_attempt(database: Database) -> None:
    """A paused process that wakes up writes nothing."""
    await add(database, action(1))
    first = await claimed(database)
    async with database.transaction() as tx:
        assert await leftovers.reclaim(tx, GUILD, NOW + LEASE, 1, 12) == []
    # The same owner again: the lease ran out, and the second attempt is the one that counts.
    second = await claimed(database, NOW + LEASE)
    assert not await finish(database, first, ActionState.DONE)
    async with database.transaction() as tx:
        await leftovers.reclaim(tx, GUILD, NOW, 2, 12)
    third = await claimed(database, NOW, fence=2)
    assert not await finish(database, second, ActionState.REFUSED)
    assert await finish(database, third, ActionState.DONE)
    assert not await finish(database, third, ActionState.REFUSED)
    assert (await rows(database))["a1"].state is ActionState.DONE


async def test_abandoned_rows_are_found_by_lease_and_by_fence(database: Database) -> None:
    await add(database, action(1))
    await claimed(database)
    async with database.reading() as reader:
        assert await leftovers.abandoned(reader, NOW, 1, PARTS) == []
        assert await leftovers.abandoned(reader, NOW + LEASE, 1, PARTS) == [GUILD]
        assert await leftovers.abandoned(reader, NOW, 2, PARTS) == [GUILD]
        assert await leftovers.abandoned(reader, NOW, 2, (1000, 1001)) == []


async def test_a_row_that_ran_out_of_tries_is_buried(database: Database) -> None:
    await add(database, action(1), action(2, order_key="m:other"))
    await claimed(database)
    async with database.transaction() as tx:
        dead = await leftovers.reclaim(tx, GUILD, NOW + LEASE, 1, 1)
    assert [(row.id, row.state, row.result) for row in dead] == [
        ("a1", ActionState.DEAD, {"reason": "attempts"})
    ]
    assert (await rows(database))["a2"].state is ActionState.TODO


async def test_an_outage_costs_no_try(database: Database) -> None:
    await add(database, action(1))
    await finish(database, await claimed(database), ActionState.BLOCKED, DAY)
    assert (await rows(database))["a1"].attempts == 0
    assert await claim(database) is None
    async with database.transaction() as tx:
        assert await leftovers.wake(tx, OTHER) == 0
        assert await leftovers.wake(tx, GUILD) == 1
    assert (await claimed(database)).attempts == 1


async def test_due_orders_come_by_priority_and_hold_nothing_that_can_not_go(database: Database) -> None:
    await add(
        database,
        action(1, order_key="c:1", priority=Priority.LOG.value),
        action(2, order_key="m:a"),
        action(3, order_key="m:waits"),
        action(4, order_key="m:waits"),
        action(5, order_key="m:works"),
        action(6, order_key="m:works"),
    )
    for order in ("m:waits", "m:works"):
        found = await claim(database, order=order)
        assert found is not None
        if order == "m:waits":
            await finish(database, found, ActionState.TODO, DAY)
    async with database.reading() as reader:
        assert await outbox.due(reader, NOW, PARTS, 9) == [(GUILD, "m:a"), (GUILD, "c:1")]
        assert await outbox.due(reader, NOW, PARTS, 1) == [(GUILD, "m:a")]
        assert await outbox.due(reader, NOW, (1000, 1001), 9) == []
        assert await outbox.next_due(reader, PARTS) == from_ms(0)


async def test_the_next_look_is_at_a_wait_or_at_the_end_of_a_claim(database: Database) -> None:
    """A row whose process died is taken up when its lease ends, not at the next deadline in weeks."""
    async with database.reading() as reader:
        assert await outbox.next_due(reader, PARTS) is None
    await add(database, action(1), action(2))
    row = await claimed(database)
    async with database.reading() as reader:
        assert await outbox.next_due(reader, PARTS) == NOW + LEASE
    await finish(database, row, ActionState.TODO, DAY)
    async with database.reading() as reader:
        assert await outbox.next_due(reader, PARTS) == NOW + DAY


async def test_what_lacked_a_permission_is_found_and_armed_again(database: Database) -> None:
    await with_case(database)
    async with database.transaction() as tx:
        await sanctions.add(tx, sanction())
    await add(database, action(1, sanction="s-1"), action(2, kind=ActionKind.POST_LOG, order_key="c:1"))
    await finish(database, await claimed(database), ActionState.REFUSED)
    post = await claim(database, order="c:1")
    assert post is not None
    await finish(database, post, ActionState.REFUSED)
    row = (await rows(database))["a1"]
    async with database.transaction() as tx:
        assert await leftovers.lacking(tx, GUILD) == ["s-1"]
        assert await leftovers.lacking(tx, OTHER) == []
        assert await leftovers.post_again(tx, GUILD, NOW + DAY) == []
        assert await leftovers.post_again(tx, GUILD, NOW) == ["c:1"]
        assert await leftovers.rearm(tx, row, ActionKind.SET_TIMEOUT, {"until": 9}, 7)
        assert not await leftovers.rearm(tx, row, ActionKind.SET_TIMEOUT, {"until": 9}, 8)
        assert await leftovers.lacking(tx, GUILD) == []
    again = await claimed(database)
    assert (again.payload, again.seq, again.attempts) == ({"until": 9}, 7, 1)


async def test_what_was_left_on_somebody_away_is_known(database: Database) -> None:
    await add(database, action(1), action(2))
    details: list[dict[str, Json]] = [{}, {"gone": True}]
    for detail in details:
        row = await claimed(database)
        async with database.transaction() as tx:
            await outbox.finish(tx, row, ActionState.DONE, detail, at=NOW, wait=timedelta())
        async with database.reading() as reader:
            found = await leftovers.left_behind(reader, GUILD, ORDER)
        assert found == ({ActionKind.SET_TIMEOUT} if detail else set())


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        (outbox._CLAIM, "actions_open"),
        (outbox._DUE, "actions_open"),
        (outbox._NEXT, "actions_open"),
        (leftovers._ABANDONED, "actions_one_doing"),
        (outbox._OF_CASE, "actions_case"),
        (outbox._OF_DECISION, "actions_case"),
        (outbox._OF_SANCTION, "actions_case"),
        (sanctions._DUE, "sanctions_due"),
        (sanctions._TO_CHECK, "sanctions_check"),
        (sanctions._OF_PERSON, "sanctions_person"),
        (sanctions._OF_CASE, "sanctions_case"),
        (leftovers._IS_LACKING, "actions_refused"),
        (leftovers._LACKING, "actions_refused"),
    ],
)
async def test_the_questions_of_each_sweep_use_their_index(database: Database, sql: str, index: str) -> None:
    """An open-state test that is not written out as in the index would read the whole table."""
    if database.engine != "sqlite":
        # PostgreSQL reads a small table whole, whatever the indexes; SQLite plans by rule.
        return
    names = set(re.findall(r":(\w+)", sql))
    async with database.transaction() as tx:
        plan = [
            row["detail"] for row in await tx.fetch("EXPLAIN QUERY PLAN " + sql, **dict.fromkeys(names, 1))
        ]
    assert any(index in step for step in plan), plan
    # What a statement has put together itself is small by then.
    made = ("nearest", "placed", "found", "(subquery")
    assert not any(
        step.startswith("SCAN") and "USING" not in step and not any(m in step for m in made) for step in plan
    ), plan
