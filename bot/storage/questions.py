"""Questions to reporters and to the accused; the words are sealed by the caller."""

from datetime import datetime
from typing import Final

from bot.clock import from_ms, to_ms
from bot.policy.ids import CaseNumber, GuildId, PersonId
from bot.policy.questions import Question
from bot.storage.family import FAMILY
from bot.storage.port import Reader, Row, Tx
from bot.storage.rows import optional_ms, optional_time, place

_GET = "SELECT * FROM questions WHERE part = :part AND guild_id = :guild AND number = :number"
_OF_CASE = f"""
SELECT * FROM questions WHERE part = :part AND guild_id = :guild AND case_number IN {FAMILY} ORDER BY number
"""  # noqa: S608 - made of our own constants
_TO_REPORTER = """
SELECT q.* FROM questions q JOIN reporter_seals s
    ON s.part = q.part AND s.guild_id = q.guild_id AND s.code = q.report
WHERE q.part = :part AND q.guild_id = :guild AND q.state = 'open' AND s.reporter = :reporter
ORDER BY q.number DESC LIMIT :most
"""
_TO_ACCUSED = """
SELECT * FROM questions
WHERE part = :part AND guild_id = :guild AND person = :person AND report IS NULL AND state = 'open'
ORDER BY number DESC LIMIT :most
"""
_ALL_TO_ACCUSED = """
SELECT * FROM questions WHERE part = :part AND guild_id = :guild AND person = :person AND report IS NULL
ORDER BY number
"""
_IS_REPORTER = """
SELECT 1 AS found FROM reporter_seals
WHERE part = :part AND guild_id = :guild AND code = :code AND reporter = :reporter
"""
_INSERT = """
INSERT INTO questions (part, guild_id, number, case_number, person, report, reporter_number, clause, words,
    asked_by, asked_at, due_at, state)
VALUES (:part, :guild, :number, :case_number, :person, :report, :reporter_number, :clause, :words,
    :by, :at, :due, 'open')
"""
_ANSWERED = """
UPDATE questions SET answers = answers + 1, answered_at = :at
WHERE part = :part AND guild_id = :guild AND number = :number AND state = 'open'
RETURNING answers
"""
_CLOSE = f"""
UPDATE questions SET state = 'closed'
WHERE part = :part AND guild_id = :guild AND case_number IN {FAMILY} AND state = 'open'
"""  # noqa: S608 - made of our own constants
_SHOWN: Final = 5


def opened(row: Row, words: str) -> Question:
    """Return the question of a raw row with its opened words."""
    return Question(
        guild_id=GuildId(row["guild_id"]),
        number=row["number"],
        case=CaseNumber(row["case_number"]),
        person=PersonId(row["person"]),
        report=row["report"],
        reporter_number=row["reporter_number"],
        clause=row["clause"],
        words=words,
        asked_by=PersonId(row["asked_by"]),
        asked_at=from_ms(row["asked_at"]),
        due_at=optional_time(row["due_at"]),
        is_open=row["state"] == "open",
        answers=row["answers"],
        answered_at=optional_time(row["answered_at"]),
    )


async def get(reader: Reader, guild_id: GuildId, number: int) -> Row | None:
    """Return a question as a raw row, its words still sealed."""
    return await reader.fetch_one(_GET, **place(guild_id), number=number)


async def of_case(reader: Reader, guild_id: GuildId, number: int) -> list[Question]:
    """Return what was asked in a case, in order and without the words."""
    rows = await reader.fetch(_OF_CASE, **place(guild_id), number=number)
    return [opened(row, "") for row in rows]


async def to_reporter(reader: Reader, guild_id: GuildId, reporter: str) -> list[Row]:
    """Return the open questions to the holder of this reporter digest, newest first."""
    return await reader.fetch(_TO_REPORTER, **place(guild_id), reporter=reporter, most=_SHOWN)


async def to_accused(reader: Reader, guild_id: GuildId, person: PersonId) -> list[Row]:
    """Return the open questions to somebody about a case on themselves, newest first."""
    return await reader.fetch(_TO_ACCUSED, **place(guild_id), person=person, most=_SHOWN)


async def all_to_accused(reader: Reader, guild_id: GuildId, person: PersonId) -> list[Row]:
    """Return everything that somebody was ever asked about a case on themselves, oldest first."""
    return await reader.fetch(_ALL_TO_ACCUSED, **place(guild_id), person=person)


async def is_reporter(reader: Reader, guild_id: GuildId, code: str, reporter: str) -> bool:
    """Return whether the holder of this reporter digest made this report."""
    found = await reader.fetch_one(_IS_REPORTER, **place(guild_id), code=code, reporter=reporter)
    return found is not None


async def add(tx: Tx, question: Question, words: bytes | None) -> None:
    """Add an open question with its words sealed."""
    await tx.execute(
        _INSERT,
        **place(question.guild_id),
        number=question.number,
        case_number=question.case,
        person=question.person,
        report=question.report,
        reporter_number=question.reporter_number,
        clause=question.clause,
        words=words,
        by=question.asked_by,
        at=to_ms(question.asked_at),
        due=optional_ms(question.due_at),
    )


async def answered(tx: Tx, guild_id: GuildId, number: int, at: datetime) -> int:
    """Count one more answer; return how many there are now, 0 when the question is closed."""
    rows = await tx.fetch(_ANSWERED, **place(guild_id), number=number, at=to_ms(at))
    return int(rows[0]["answers"]) if rows else 0


async def close(tx: Tx, guild_id: GuildId, number: int) -> int:
    """Close what is still open in a case, as it was decided; return how many there were."""
    return await tx.execute(_CLOSE, **place(guild_id), number=number)
