"""What the database itself refuses about appeals, on both engines (F32)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.errors import ConstraintViolated
from bot.policy.appeals import Appeal, AppealState
from bot.policy.ids import CaseNumber, GuildId, PersonId
from bot.policy.records import Case, CaseRoute, CaseState, Decision, Delivery, Origin, Trigger
from bot.storage import appeals, cases, decisions
from bot.storage.port import Database, Tx
from tests.storage.conftest import NOW

GUILD = GuildId(7_000_000_000_000_000_001)
MIRA, TOVE, ILSE, ADA = (PersonId(f"p-{name}") for name in ("mira", "tove", "ilse", "ada"))
DAY = timedelta(days=1)


def case() -> Case:
    return Case(
        guild_id=GUILD,
        number=CaseNumber(1),
        person=MIRA,
        state=CaseState.OPEN,
        route=CaseRoute.QUEUE,
        origin=Origin.COMMAND,
        clause="harassment",
        severity=3,
        hits=0,
        version=1,
        channel_id=None,
        message_id=None,
        claimed_by=None,
        claimed_until=None,
        created_at=NOW,
        updated_at=NOW,
        decided_at=None,
        decided_by=None,
    )


def decision(until: datetime | None = NOW + 183 * DAY) -> Decision:
    return Decision(
        id="d-1",
        guild_id=GUILD,
        case=CaseNumber(1),
        person=MIRA,
        actor=TOVE,
        kind="mute",
        trigger=Trigger.OWN_INITIATIVE,
        machine_found=False,
        machine_decided=False,
        clause="harassment",
        conduct_version="1",
        reason="",
        facts="",
        relied_on=(),
        deviation="",
        decided_at=NOW,
        appeal_until=until,
        delivery=Delivery.PENDING,
    )


def appeal(number: int = 1, at: datetime = NOW, person: PersonId = MIRA) -> Appeal:
    return Appeal(
        guild_id=GUILD,
        number=number,
        decision="d-1",
        case=CaseNumber(1),
        person=person,
        state=AppealState.OPEN,
        answers=(),
        opened_at=at,
        due_at=at + 14 * DAY,
    )


@pytest.fixture
async def decided(database: Database) -> Database:
    """A database with a mute that Ilse proposed and Tove decided."""
    async with database.transaction() as tx:
        await cases.add(tx, case())
        await decisions.add(tx, decision(), {"reason": None, "facts": None, "deviation": None})
        await appeals.add_decider(tx, GUILD, "d-1", ILSE, "proposer")
    return database


async def add(database: Database, new: Appeal) -> None:
    async with database.transaction() as tx:
        await appeals.add(tx, new, b"sealed")


async def settle(
    database: Database, state: AppealState, by: PersonId | None, again_at: datetime | None = None
) -> bool:
    async with database.transaction() as tx:
        return await appeals.settle(
            tx, GUILD, 1, state, NOW + DAY, by=by, reason=b"because", again_at=again_at
        )


async def stored(database: Database, number: int = 1) -> Appeal:
    async with database.reading() as reader:
        row = await appeals.get(reader, GUILD, number)
    assert row is not None
    return appeals.opened(row, (), "")


async def test_an_appeal_is_read_back_as_it_was_written(decided: Database) -> None:
    await add(decided, appeal())
    assert await stored(decided) == appeal()
    async with decided.transaction() as tx:
        await appeals.set_post(tx, GUILD, 1, 5, 6)
    async with decided.reading() as reader:
        assert [row["number"] for row in await appeals.waiting(reader, GUILD, 5)] == [1]
        assert [row["number"] for row in await appeals.of_decision(reader, GUILD, "d-1")] == [1]
        assert await appeals.took_part(reader, GUILD, "d-1") == {TOVE, ILSE}
    assert (await stored(decided)).post_message == 6


@pytest.mark.parametrize("by", [TOVE, ILSE, MIRA])
async def test_nobody_decides_who_decided_before_or_appeals(decided: Database, by: PersonId) -> None:
    await add(decided, appeal())
    for state in (AppealState.GRANTED, AppealState.PARTLY, AppealState.DENIED):
        with pytest.raises(ConstraintViolated):
            await settle(decided, state, by)
    assert (await stored(decided)).state is AppealState.OPEN
    assert await settle(decided, AppealState.GRANTED, ADA)


async def test_no_decision_on_an_appeal_is_nobodys(decided: Database) -> None:
    await add(decided, appeal())
    with pytest.raises(ConstraintViolated):
        await settle(decided, AppealState.DENIED, None)
    with pytest.raises(ConstraintViolated):
        await settle(decided, AppealState.WITHDRAWN, ADA)


async def test_what_was_decided_stands(decided: Database) -> None:
    await add(decided, appeal())
    assert await settle(decided, AppealState.DENIED, ADA)
    assert not await settle(decided, AppealState.GRANTED, PersonId("p-other"))
    with pytest.raises(ConstraintViolated):
        async with decided.transaction() as tx:
            await tx.execute("UPDATE appeals SET state = 'granted' WHERE number = 1")
    async with decided.transaction() as tx:
        # Where its message stands may still change.
        await appeals.set_post(tx, GUILD, 1, 5, 6)
    assert (await stored(decided)).state is AppealState.DENIED


async def test_only_one_is_open_for_a_decision(decided: Database) -> None:
    await add(decided, appeal())
    with pytest.raises(ConstraintViolated):
        await add(decided, appeal(2))
    assert await settle(decided, AppealState.WITHDRAWN, None)
    await add(decided, appeal(2, NOW + DAY))


async def test_one_that_was_denied_can_come_again_after_the_wait(decided: Database) -> None:
    await add(decided, appeal())
    await settle(decided, AppealState.DENIED, ADA, again_at=NOW + 31 * DAY)
    with pytest.raises(ConstraintViolated):
        await add(decided, appeal(2, NOW + 30 * DAY))
    await add(decided, appeal(2, NOW + 31 * DAY))


async def test_nobody_appeals_too_late_or_for_others(decided: Database) -> None:
    with pytest.raises(ConstraintViolated):
        await add(decided, appeal(at=NOW + 183 * DAY + timedelta(milliseconds=1)))
    with pytest.raises(ConstraintViolated):
        await add(decided, appeal(person=ADA))
    await add(decided, appeal(at=NOW + 183 * DAY))


async def _decide_at_once(tx: Tx) -> None:
    await tx.execute(
        """INSERT INTO appeals (part, guild_id, number, decision, case_number, person, state, opened_at,
            due_at, decided_by, decided_at)
        SELECT part, guild_id, 9, id, case_number, person, 'denied', decided_at, decided_at, actor, decided_at
        FROM decisions"""
    )


async def test_no_appeal_begins_decided(decided: Database) -> None:
    with pytest.raises(ConstraintViolated):
        async with decided.transaction() as tx:
            await _decide_at_once(tx)
