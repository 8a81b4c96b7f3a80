"""Cases, notes and causes on both engines: what the schema refuses, and who was faster."""

from __future__ import annotations

import pytest

from bot.errors import StorageError
from bot.policy.ids import CaseNumber
from bot.policy.records import CaseRoute, CaseState
from bot.storage import cases
from bot.storage.port import Database
from tests.storage.factories import DAY, GUILD, ILSE, MINUTE, MIRA, NOW, OTHER, TOVE, case, with_case


async def test_a_case_comes_back_as_it_was_written(database: Database) -> None:
    made = await with_case(database, channel_id=5, message_id=6)
    async with database.reading() as reader:
        assert await cases.get(reader, GUILD, 1) == made
        assert await cases.get(reader, OTHER, 1) is None
        assert await cases.open_of(reader, GUILD, MIRA, CaseRoute.QUEUE) == made
        assert await cases.open_of(reader, GUILD, MIRA, CaseRoute.CARE) is None


async def test_one_open_case_a_person_and_route(database: Database) -> None:
    await with_case(database)
    with pytest.raises(StorageError):
        await with_case(database, 2)
    await with_case(database, 3, route=CaseRoute.FACULTY)
    async with database.transaction() as tx:
        assert await cases.settle(tx, GUILD, 1, CaseState.DECIDED, TOVE, NOW)
    await with_case(database, 4)


async def test_what_joins_leads_only_when_it_is_graver(database: Database) -> None:
    await with_case(database)
    async with database.transaction() as tx:
        await cases.join(tx, case(1, clause="mild", severity=1, channel_id=5), NOW + DAY)
        await cases.join(tx, case(1, clause="threats", severity=4, channel_id=6), NOW + DAY)
        found = await cases.get(tx, GUILD, 1)
    assert found is not None
    assert (found.clause, found.severity, found.hits, found.version) == ("threats", 4, 2, 3)
    assert (found.channel_id, found.updated_at, found.hit_at) == (5, NOW + DAY, NOW + DAY)


async def test_a_case_is_settled_once(database: Database) -> None:
    """F24."""
    await with_case(database)
    async with database.transaction() as tx:
        assert await cases.claim(tx, GUILD, 1, TOVE, NOW + DAY, NOW)
        assert await cases.settle(tx, GUILD, 1, CaseState.DECIDED, TOVE, NOW)
        assert not await cases.settle(tx, GUILD, 1, CaseState.NO_VIOLATION, ILSE, NOW)
        found = await cases.get(tx, GUILD, 1)
    assert found is not None
    assert (found.state, found.decided_by, found.claimed_by) == (CaseState.DECIDED, TOVE, None)


async def test_a_claim_holds_until_it_runs_out(database: Database) -> None:
    await with_case(database)
    async with database.transaction() as tx:
        assert await cases.claim(tx, GUILD, 1, TOVE, NOW + MINUTE, NOW)
        assert not await cases.claim(tx, GUILD, 1, ILSE, NOW + DAY, NOW)
        assert await cases.claim(tx, GUILD, 1, TOVE, NOW + 2 * MINUTE, NOW)
        assert await cases.claim(tx, GUILD, 1, ILSE, NOW + DAY, NOW + 2 * MINUTE)


async def test_the_post_of_a_case_is_remembered(database: Database) -> None:
    await with_case(database)
    async with database.transaction() as tx:
        await cases.set_post(tx, GUILD, 1, 50, 60)
        found = await cases.get(tx, GUILD, 1)
    assert found is not None
    assert (found.post_channel, found.post_message) == (50, 60)


async def test_a_persons_cases_come_newest_first(database: Database) -> None:
    await with_case(database, 1, route=CaseRoute.CARE)
    await with_case(database, 2, route=CaseRoute.QUEUE)
    async with database.reading() as reader:
        assert [each.number for each in await cases.of_person(reader, GUILD, MIRA, 9)] == [2, 1]


async def test_notes_are_numbered_and_stay(database: Database) -> None:
    """F16: a case's history is added to and never changed."""
    await with_case(database)
    async with database.transaction() as tx:
        await cases.add_note(tx, GUILD, 1, at=NOW, actor=TOVE, kind="a", data={"x": [1, "ä"]}, body=b"\0s")
        await cases.add_note(tx, GUILD, 1, at=NOW, actor=TOVE, kind="b")
    async with database.reading() as reader:
        notes = await cases.notes(reader, GUILD, 1)
    assert [(note["seq"], note["kind"], note["at"], note["body"]) for note in notes] == [
        (1, "a", NOW, b"\0s"),
        (2, "b", NOW, None),
    ]
    assert notes[0]["data"] == {"x": [1, "ä"]}
    for sql in ("UPDATE case_notes SET kind = 'c'", "DELETE FROM case_notes"):
        with pytest.raises(StorageError):
            await _run(database, sql)


async def test_a_note_needs_its_case(database: Database) -> None:
    async def orphan() -> None:
        async with database.transaction() as tx:
            await cases.add_note(tx, GUILD, 77, at=NOW, actor=TOVE, kind="a")

    with pytest.raises(StorageError):
        await orphan()


async def test_a_cause_leads_to_one_case(database: Database) -> None:
    """F22: the key of a second delivery is taken."""
    await with_case(database)

    async def add(guild: int = GUILD) -> None:
        async with database.transaction() as tx:
            await cases.add_cause(tx, type(GUILD)(guild), "cmd:1", 1, "d-1", NOW)

    await add()
    await add(OTHER)
    with pytest.raises(StorageError):
        await add()
    async with database.reading() as reader:
        assert await cases.cause(reader, GUILD, "cmd:1") == (CaseNumber(1), "d-1")
        assert await cases.cause(reader, GUILD, "cmd:2") is None


async def _run(database: Database, sql: str) -> None:
    async with database.transaction() as tx:
        await tx.execute(sql)
