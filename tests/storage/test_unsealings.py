"""What the database itself refuses about a reporter's name, on both engines (mission rows M21, M41)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import ConstraintViolated
from bot.policy.ids import PersonId, ReportCode
from bot.policy.unsealing import Consent, Ground, Unsealing, UnsealingState
from bot.storage import cases, unsealings
from bot.storage.port import Database
from tests.storage.factories import DAY, GUILD, ILSE, MIRA, NOW, TOVE, case

WISH = Unsealing(
    guild_id=GUILD,
    number=1,
    case=case().number,
    person=MIRA,
    report=ReportCode("R-7K3FQ9"),
    reporter_number=1,
    ground=Ground.CONSENT,
    reason="",
    consent=Consent.ASKED,
    asked_by=TOVE,
    asked_at=NOW,
)
DANGER = replace(WISH, ground=Ground.DANGER, consent=Consent.NOT_ASKED)


async def put(database: Database, wish: Unsealing) -> None:
    async with database.transaction() as tx:
        if await cases.get(tx, GUILD, 1) is None:
            await cases.add(tx, case())
        await unsealings.add(tx, wish, b"why")


async def settle(database: Database, state: UnsealingState, by: PersonId) -> bool:
    async with database.transaction() as tx:
        return await unsealings.settle(tx, GUILD, 1, state, by, NOW + DAY)


async def answered(database: Database, *, given: bool) -> bool:
    async with database.transaction() as tx:
        return await unsealings.consent(tx, GUILD, 1, given=given, at=NOW + DAY)


async def stored(database: Database) -> Unsealing:
    async with database.reading() as reader:
        row = await unsealings.get(reader, GUILD, 1)
    assert row is not None
    return unsealings.opened(row, "")


async def test_with_consent_and_two_each_sees_it_once(database: Database) -> None:
    await put(database, WISH)
    assert await stored(database) == WISH
    with pytest.raises(ConstraintViolated):
        await settle(database, UnsealingState.APPROVED, ILSE)
    assert await answered(database, given=True)
    with pytest.raises(ConstraintViolated):
        await settle(database, UnsealingState.APPROVED, TOVE)
    assert await settle(database, UnsealingState.APPROVED, ILSE)
    for seat in ("asker", "approver"):
        async with database.transaction() as tx:
            assert await unsealings.seen(tx, GUILD, 1, seat, NOW + DAY)
            assert not await unsealings.seen(tx, GUILD, 1, seat, NOW + DAY)
    after = await stored(database)
    assert (after.seat(TOVE), after.seat(ILSE), after.seat(MIRA)) == ("asker", "approver", None)
    assert not await answered(database, given=False)


async def test_a_no_ends_it(database: Database) -> None:
    await put(database, WISH)
    assert await answered(database, given=True)
    assert await answered(database, given=False)
    assert (await stored(database)).state is UnsealingState.NO_CONSENT
    assert not await answered(database, given=True)
    assert not await settle(database, UnsealingState.APPROVED, ILSE)
    async with database.transaction() as tx:
        assert not await unsealings.seen(tx, GUILD, 1, "asker", NOW)


@pytest.mark.parametrize(
    ("state", "by"),
    [
        (UnsealingState.APPROVED, TOVE),
        (UnsealingState.APPROVED, MIRA),
        (UnsealingState.DECLINED, TOVE),
        (UnsealingState.WITHDRAWN, ILSE),
    ],
)
async def test_who_may_not_settle_it(database: Database, state: UnsealingState, by: PersonId) -> None:
    await put(database, DANGER)
    with pytest.raises(ConstraintViolated):
        await settle(database, state, by)


@pytest.mark.parametrize(
    "change",
    [
        "state = 'withdrawn', decided_by = asked_by",
        "consent = 'no'",
        "asked_by = 'p-0000000000000009'",
        "ground = 'law'",
        "report = 'R-OTHER1'",
        "approver_saw_at = NULL",
        "approver_saw_at = 5",
    ],
)
async def test_what_was_decided_and_seen_stands(database: Database, change: str) -> None:
    await put(database, DANGER)
    await settle(database, UnsealingState.APPROVED, ILSE)
    async with database.transaction() as tx:
        await unsealings.seen(tx, GUILD, 1, "approver", NOW)
    with pytest.raises(ConstraintViolated):
        async with database.transaction() as tx:
            await tx.execute(f"UPDATE unsealings SET {change} WHERE number = 1")


async def test_one_open_wish_for_each_report_and_none_about_oneself(database: Database) -> None:
    await put(database, WISH)
    with pytest.raises(ConstraintViolated):
        await put(database, replace(WISH, number=2))
    with pytest.raises(ConstraintViolated):
        await put(database, replace(WISH, number=2, report=ReportCode("R-2"), asked_by=MIRA))
