"""Questions are kept, counted and closed the same on both engines (mission rows M21, M22)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import ConstraintViolated
from bot.policy.ids import PersonId, ReportCode
from bot.policy.questions import Question
from bot.storage import cases, questions
from bot.storage.port import Database
from tests.storage.factories import DAY, GUILD, MIRA, NOW, TOVE, case

ACCUSED = Question(
    guild_id=GUILD,
    number=1,
    case=case().number,
    person=MIRA,
    clause="harassment",
    words="",
    asked_by=TOVE,
    asked_at=NOW,
    due_at=NOW + 2 * DAY,
)
REPORTER = replace(ACCUSED, number=2, report=ReportCode("R-7K3FQ9"), reporter_number=1, due_at=None)


async def put(database: Database, *new: Question) -> None:
    async with database.transaction() as tx:
        if await cases.get(tx, GUILD, 1) is None:
            await cases.add(tx, case())
        for each in new:
            await questions.add(tx, each, b"sealed")


async def kept(database: Database) -> list[Question]:
    async with database.reading() as reader:
        return await questions.of_case(reader, GUILD, 1)


async def test_questions_are_read_back_counted_and_closed(database: Database) -> None:
    await put(database, ACCUSED, REPORTER)
    assert await kept(database) == [ACCUSED, REPORTER]
    async with database.reading() as reader:
        mine = await questions.to_accused(reader, GUILD, MIRA)
        assert [(row["number"], row["words"]) for row in mine] == [(1, b"sealed")]
        assert await questions.to_reporter(reader, GUILD, "digest") == []
    async with database.transaction() as tx:
        assert await questions.answered(tx, GUILD, 1, NOW + DAY) == 1
        assert await questions.answered(tx, GUILD, 1, NOW + DAY) == 2
        assert await questions.close(tx, GUILD, 1) == 2
        assert await questions.answered(tx, GUILD, 1, NOW + DAY) == 0
    first, second = await kept(database)
    assert (first.answers, first.answered_at, first.is_open) == (2, NOW + DAY, False)
    assert (second.answers, second.is_open) == (0, False)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(ACCUSED, asked_by=PersonId(MIRA)),
        replace(ACCUSED, due_at=None),
        replace(REPORTER, reporter_number=None),
    ],
)
async def test_what_makes_no_sense_is_refused(database: Database, wrong: Question) -> None:
    with pytest.raises(ConstraintViolated):
        await put(database, wrong)
