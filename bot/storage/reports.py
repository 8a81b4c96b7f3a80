"""Reports and, apart from them, the seals on who reported."""

from datetime import datetime
from typing import Any

from bot.clock import from_ms, to_ms
from bot.policy.ids import CaseNumber, GuildId, PersonId, ReportCode
from bot.policy.records import Report
from bot.storage.family import FAMILY
from bot.storage.port import Reader, Row, Tx, Value
from bot.storage.rows import optional_time, place

_INSERT = """
INSERT INTO reports (part, guild_id, code, case_number, person, reporter_number, category, state, verified,
    channel_id, message_id, words, created_at)
VALUES (:part, :guild, :code, :number, :person, :reporter_number, :category, 'open', :verified,
    :channel, :message, :words, :at)
"""
_SEAL = """
INSERT INTO reporter_seals (part, guild_id, code, reporter, identity)
VALUES (:part, :guild, :code, :reporter, :identity)
"""
_OF_CASE = f"""
SELECT * FROM reports WHERE part = :part AND guild_id = :guild AND case_number IN {FAMILY} ORDER BY created_at
"""  # noqa: S608 - made of our own constants
_OWN = """
SELECT r.* FROM reports r JOIN reporter_seals s
    ON s.part = r.part AND s.guild_id = r.guild_id AND s.code = r.code
WHERE s.part = :part AND s.guild_id = :guild AND s.reporter = :reporter
ORDER BY r.created_at DESC LIMIT :most
"""
_SAME = """
SELECT r.* FROM reports r JOIN reporter_seals s
    ON s.part = r.part AND s.guild_id = r.guild_id AND s.code = r.code
WHERE s.part = :part AND s.guild_id = :guild AND s.reporter = :reporter AND r.message_id = :message
    AND r.person = :person AND r.state = 'open'
"""
_NUMBER_IN_CASE = f"""
SELECT r.reporter_number AS number FROM reports r JOIN reporter_seals s
    ON s.part = r.part AND s.guild_id = r.guild_id AND s.code = r.code
WHERE r.part = :part AND r.guild_id = :guild AND r.case_number IN {FAMILY} AND s.reporter = :reporter
"""  # noqa: S608 - made of our own constants
_REPORTERS = f"""
SELECT COALESCE(MAX(reporter_number), 0) AS reporters FROM reports
WHERE part = :part AND guild_id = :guild AND case_number IN {FAMILY}
"""  # noqa: S608 - made of our own constants
_SETTLE = f"""
UPDATE reports SET state = :state, told_at = :at
WHERE part = :part AND guild_id = :guild AND case_number IN {FAMILY} AND state = 'open'
RETURNING code
"""  # noqa: S608 - made of our own constants
_TIMES = """
SELECT at FROM causes WHERE part = :part AND guild_id = :guild AND at > :since AND decision IN (
    SELECT code FROM reporter_seals WHERE part = :part AND guild_id = :guild AND reporter = :reporter
)
"""
_SEAL_OF = "SELECT identity FROM reporter_seals WHERE part = :part AND guild_id = :guild AND code = :code"


def opened(row: Row, words: str) -> Report:
    """Return the report of a raw row with its opened words."""
    return Report(
        guild_id=GuildId(row["guild_id"]),
        code=ReportCode(row["code"]),
        case=CaseNumber(row["case_number"]),
        person=PersonId(row["person"]),
        reporter_number=row["reporter_number"],
        category=row["category"],
        state=row["state"],
        verified=bool(row["verified"]),
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        words=words,
        created_at=from_ms(row["created_at"]),
        told_at=optional_time(row["told_at"]),
    )


async def add(tx: Tx, report: Report, *, words: bytes | None, reporter: str, identity: bytes) -> None:
    """Add a report, with its words sealed, and apart from it the sealed identity of who made it."""
    where: dict[str, Any] = place(report.guild_id) | {"code": report.code}
    await tx.execute(
        _INSERT,
        **where,
        number=report.case,
        person=report.person,
        reporter_number=report.reporter_number,
        category=report.category,
        verified=int(report.verified),
        channel=report.channel_id,
        message=report.message_id,
        words=words,
        at=to_ms(report.created_at),
    )
    await tx.execute(_SEAL, **where, reporter=reporter, identity=identity)


async def of_case(reader: Reader, guild_id: GuildId, number: int) -> list[Row]:
    """Return a case's reports as raw rows, their words still sealed."""
    return await reader.fetch(_OF_CASE, **place(guild_id), number=number)


async def own(reader: Reader, guild_id: GuildId, reporter: str, most: int) -> list[Row]:
    """Return somebody's own reports as raw rows, newest first."""
    return await reader.fetch(_OWN, **place(guild_id), reporter=reporter, most=most)


async def same(
    reader: Reader, guild_id: GuildId, reporter: str, message_id: int, person: PersonId
) -> Row | None:
    """Return the open report that this member already made about this message and this person."""
    values: dict[str, Value] = {"reporter": reporter, "message": message_id, "person": person}
    return await reader.fetch_one(_SAME, **place(guild_id), **values)


async def times(reader: Reader, guild_id: GuildId, reporter: str, since: datetime) -> list[datetime]:
    """Return when somebody reported since then, additions to earlier reports included."""
    rows = await reader.fetch(_TIMES, **place(guild_id), reporter=reporter, since=to_ms(since))
    return [from_ms(row["at"]) for row in rows]


async def reporter_number(reader: Reader, guild_id: GuildId, number: int, reporter: str) -> int:
    """Return the number a reporter has within a case, or the next free one."""
    known = await reader.fetch_one(_NUMBER_IN_CASE, **place(guild_id), number=number, reporter=reporter)
    if known is not None:
        return int(known["number"])
    row = await reader.fetch_one(_REPORTERS, **place(guild_id), number=number)
    return 1 + (int(row["reporters"]) if row else 0)


async def settle(tx: Tx, guild_id: GuildId, number: int, state: str, at: int) -> list[ReportCode]:
    """Give the open reports of a case their outcome; return their codes."""
    rows = await tx.fetch(_SETTLE, **place(guild_id), number=number, state=state, at=at)
    return [ReportCode(row["code"]) for row in rows]


async def seal_of(reader: Reader, guild_id: GuildId, code: str) -> bytes | None:
    """Return the sealed identity of a reporter, for relaying a message to them."""
    row = await reader.fetch_one(_SEAL_OF, **place(guild_id), code=code)
    return None if row is None else row["identity"]
