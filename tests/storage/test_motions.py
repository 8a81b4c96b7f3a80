"""What the database itself refuses about motions, on both engines (mission row M41)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import ConstraintViolated
from bot.policy.motions import Motion, MotionState
from bot.policy.sanctions import SanctionKind
from bot.storage import motions
from bot.storage.port import Database
from tests.storage.conftest import NOW
from tests.storage.test_appeals import ADA, DAY, GUILD, ILSE, MIRA, TOVE, case, decided

__all__ = ["decided"]


def motion(number: int = 1) -> Motion:
    return Motion(
        guild_id=GUILD,
        number=number,
        case=case().number,
        person=MIRA,
        kind=SanctionKind.SUSPENSION,
        length=timedelta(days=60),
        clause="harassment",
        reason="",
        state=MotionState.OPEN,
        proposed_by=ILSE,
        proposed_at=NOW,
    )


async def add(database: Database, new: Motion) -> None:
    async with database.transaction() as tx:
        await motions.add(tx, new, reason=b"why", facts=None)


async def settle(database: Database, state: MotionState, by: str, decision: str | None = None) -> bool:
    async with database.transaction() as tx:
        return await motions.settle(tx, GUILD, 1, state, type(ADA)(by), NOW + DAY, decision=decision)


async def stored(database: Database) -> Motion:
    async with database.reading() as reader:
        row = await motions.get(reader, GUILD, 1)
    assert row is not None
    return motions.opened(row, {"reason": "", "facts": "", "answer": ""})


async def test_a_motion_is_read_back_as_it_was_written(decided: Database) -> None:
    await add(decided, motion())
    assert await stored(decided) == motion()
    assert await settle(decided, MotionState.APPROVED, TOVE, "d-1")
    approved = await stored(decided)
    assert (approved.state, approved.decided_by, approved.decision) == (MotionState.APPROVED, TOVE, "d-1")
    assert not await settle(decided, MotionState.DECLINED, ADA)


@pytest.mark.parametrize("state", [MotionState.APPROVED, MotionState.DECLINED])
@pytest.mark.parametrize("by", [ILSE, MIRA])
async def test_who_proposed_it_or_is_concerned_does_not_decide_it(
    decided: Database, state: MotionState, by: str
) -> None:
    await add(decided, motion())
    with pytest.raises(ConstraintViolated):
        await settle(decided, state, by, "d-1" if state is MotionState.APPROVED else None)
    assert (await stored(decided)).state is MotionState.OPEN


async def test_only_who_proposed_it_takes_it_back(decided: Database) -> None:
    await add(decided, motion())
    with pytest.raises(ConstraintViolated):
        await settle(decided, MotionState.WITHDRAWN, TOVE)
    assert await settle(decided, MotionState.WITHDRAWN, ILSE)


async def test_an_approval_names_its_decision(decided: Database) -> None:
    await add(decided, motion())
    with pytest.raises(ConstraintViolated):
        await settle(decided, MotionState.APPROVED, TOVE)


async def test_nobody_proposes_twice_or_about_themselves(decided: Database) -> None:
    await add(decided, motion())
    with pytest.raises(ConstraintViolated):
        await add(decided, motion(2))
    await settle(decided, MotionState.DECLINED, TOVE)
    with pytest.raises(ConstraintViolated):
        await add(decided, replace(motion(2), proposed_by=MIRA))
    await add(decided, motion(2))


async def test_what_was_decided_stands(decided: Database) -> None:
    await add(decided, motion())
    await settle(decided, MotionState.DECLINED, TOVE)
    for change in ("state = 'withdrawn', decided_by = 'p-ilse'", "proposed_by = 'p-ada'"):
        with pytest.raises(ConstraintViolated):
            async with decided.transaction() as tx:
                await tx.execute(f"UPDATE motions SET {change} WHERE number = 1")


async def test_a_notice_that_did_not_arrive_has_a_reason(decided: Database) -> None:
    for detail, fine in (("", False), ("door_closed", True)):
        sql = "UPDATE decisions SET delivery = 'not_delivered', delivery_detail = :detail"
        if fine:
            async with decided.transaction() as tx:
                assert await tx.execute(sql, detail=detail) == 1
        else:
            with pytest.raises(ConstraintViolated):
                async with decided.transaction() as tx:
                    await tx.execute(sql, detail=detail)
