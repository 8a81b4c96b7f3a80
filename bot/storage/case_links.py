"""Handing cases on, joining them, and moving a part of one into another; nothing is ever copied or lost."""

from datetime import datetime
from typing import Final

from bot.clock import to_ms
from bot.policy.ids import CaseNumber, GuildId, PersonId
from bot.policy.records import Case
from bot.storage.cases import opened
from bot.storage.port import Reader, Row, Tx, Value
from bot.storage.rows import place

_RELEASE: Final = """
UPDATE cases SET claimed_by = NULL, claimed_until = NULL, version = version + 1, updated_at = :at
WHERE part = :part AND guild_id = :guild AND number = :number AND state = 'open' AND claimed_by = :by
    AND claimed_until > :at
"""
_HAND_OVER: Final = """
UPDATE cases SET claimed_by = :to, claimed_until = :until, version = version + 1, updated_at = :at
WHERE part = :part AND guild_id = :guild AND number = :number AND state = 'open' AND claimed_by = :by
    AND claimed_until > :at
"""
_OPEN_OF: Final = """
SELECT * FROM cases WHERE part = :part AND guild_id = :guild AND person = :person AND state = 'open'
ORDER BY number
"""
# Ordered by a sum, as SQLite would else walk all cases of the server in their order and look at each.
_CHILDREN: Final = """
SELECT * FROM cases WHERE part = :part AND guild_id = :guild AND merged_into = :number ORDER BY number + 0
"""
_MERGE: Final = """
UPDATE cases SET state = 'void', merged_into = :into, version = version + 1, updated_at = :at,
    claimed_by = NULL, claimed_until = NULL
WHERE part = :part AND guild_id = :guild AND number = :number AND state = 'open'
"""
_PART: Final = """
UPDATE cases SET state = 'open', merged_into = NULL, version = version + 1, updated_at = :at
WHERE part = :part AND guild_id = :guild AND number = :number AND merged_into = :into
"""
_GRADE: Final = """
UPDATE cases SET clause = :clause, severity = :severity, version = version + 1, updated_at = :at
WHERE part = :part AND guild_id = :guild AND number = :number
"""
_REPORTERS: Final = """
SELECT r.code, s.reporter FROM reports r JOIN reporter_seals s
    ON s.part = r.part AND s.guild_id = r.guild_id AND s.code = r.code
WHERE r.part = :part AND r.guild_id = :guild AND r.case_number = :number ORDER BY r.created_at, r.code
"""
_NUMBERED: Final = (
    """
    UPDATE reports SET reporter_number = :reporter_number
    WHERE part = :part AND guild_id = :guild AND code = :code
    """,
    """
    UPDATE questions SET reporter_number = :reporter_number
    WHERE part = :part AND guild_id = :guild AND report = :code
    """,
    """
    UPDATE unsealings SET reporter_number = :reporter_number
    WHERE part = :part AND guild_id = :guild AND report = :code
    """,
)
_MOVE_REPORT: Final = (
    """
    UPDATE reports SET case_number = :to, reporter_number = :reporter_number
    WHERE part = :part AND guild_id = :guild AND code = :code AND case_number = :number
    """,
    """
    UPDATE questions SET case_number = :to, reporter_number = :reporter_number
    WHERE part = :part AND guild_id = :guild AND report = :code AND case_number = :number
    """,
    """
    UPDATE unsealings SET case_number = :to, reporter_number = :reporter_number
    WHERE part = :part AND guild_id = :guild AND report = :code AND case_number = :number
    """,
    """
    UPDATE evidence SET case_number = :to
    WHERE part = :part AND guild_id = :guild AND report = :code AND case_number = :number
    """,
)
# What a rule kept was written in the transaction of its note, at the same instant.
_MOVE_FOUND: Final = """
UPDATE evidence SET case_number = :to
WHERE part = :part AND guild_id = :guild AND case_number = :number AND report IS NULL AND created_at = :at
"""
_MOVE_HIT: Final = """
UPDATE rule_hits SET case_number = :to
WHERE part = :part AND guild_id = :guild AND case_number = :number AND rule_id = :rule
    AND NOT EXISTS (SELECT 1 FROM rule_hits o WHERE o.part = :part AND o.guild_id = :guild
        AND o.case_number = :to AND o.rule_id = :rule)
"""
_COPY_HIT: Final = """
INSERT INTO rule_hits (part, guild_id, rule_id, case_number, at) VALUES (:part, :guild, :rule, :to, :at)
ON CONFLICT (part, guild_id, rule_id, case_number) DO NOTHING
"""
_REPORTED_BY: Final = """
SELECT 1 AS found FROM reports r JOIN reporter_seals s
    ON s.part = r.part AND s.guild_id = r.guild_id AND s.code = r.code
WHERE r.part = :part AND r.guild_id = :guild AND r.person = :person AND s.reporter = :reporter
"""


async def release(tx: Tx, guild_id: GuildId, number: int, by: PersonId, at: datetime) -> bool:
    """Give a case back that somebody holds; False when they don't hold it."""
    return await tx.execute(_RELEASE, **place(guild_id), number=number, by=by, at=to_ms(at)) > 0


async def hand_over(
    tx: Tx, guild_id: GuildId, number: int, by: PersonId, to: PersonId, *, until: datetime, at: datetime
) -> bool:
    """Pass a case that somebody holds on to somebody else; False when they don't hold it."""
    values: dict[str, Value] = {"number": number, "by": by, "to": to, "until": to_ms(until), "at": to_ms(at)}
    return await tx.execute(_HAND_OVER, **place(guild_id), **values) > 0


async def open_of(reader: Reader, guild_id: GuildId, person: PersonId) -> list[Case]:
    """Return all open cases about somebody; at most one for each team."""
    return [opened(row) for row in await reader.fetch(_OPEN_OF, **place(guild_id), person=person)]


async def children(reader: Reader, guild_id: GuildId, number: int) -> list[Case]:
    """Return the cases that were joined to one."""
    return [opened(row) for row in await reader.fetch(_CHILDREN, **place(guild_id), number=number)]


async def merge(tx: Tx, guild_id: GuildId, number: int, into: int, at: datetime) -> bool:
    """Join an open case to another; it keeps all its rows, and the other one reads them too."""
    return await tx.execute(_MERGE, **place(guild_id), number=number, into=into, at=to_ms(at)) > 0


async def part(tx: Tx, guild_id: GuildId, number: int, into: int, at: datetime) -> bool:
    """Open a case again that was joined to another.

    Raises `ConstraintViolated` when another case about the person is open with that team by now.
    """
    return await tx.execute(_PART, **place(guild_id), number=number, into=into, at=to_ms(at)) > 0


async def grade(tx: Tx, guild_id: GuildId, number: int, clause: str, severity: int, at: datetime) -> None:
    """Let another clause lead a case."""
    values: dict[str, Value] = {"number": number, "clause": clause, "severity": severity, "at": to_ms(at)}
    await tx.execute(_GRADE, **place(guild_id), **values)


async def reporters(reader: Reader, guild_id: GuildId, number: int) -> list[Row]:
    """Return code and keyed digest of who made each report of a case itself, oldest first."""
    return await reader.fetch(_REPORTERS, **place(guild_id), number=number)


async def reported_by(reader: Reader, guild_id: GuildId, person: PersonId, reporter: str) -> bool:
    """Return whether the holder of this reporter digest made any report about somebody."""
    found = await reader.fetch_one(_REPORTED_BY, **place(guild_id), person=person, reporter=reporter)
    return found is not None


async def renumber(tx: Tx, guild_id: GuildId, code: str, reporter_number: int) -> None:
    """Give the reporter of a report the number by which the joined case calls them."""
    for sql in _NUMBERED:
        await tx.execute(sql, **place(guild_id), code=code, reporter_number=reporter_number)


async def move_report(
    tx: Tx, guild_id: GuildId, code: str, number: int, to: CaseNumber, reporter_number: int
) -> None:
    """Move a report with all that came with it, and the questions about it, to another case."""
    values: dict[str, Value] = {"code": code, "number": number, "to": to, "reporter_number": reporter_number}
    for sql in _MOVE_REPORT:
        await tx.execute(sql, **place(guild_id), **values)


async def move_found(tx: Tx, guild_id: GuildId, number: int, to: CaseNumber, *, at: datetime) -> None:
    """Move the evidence of what rules found at an instant."""
    await tx.execute(_MOVE_FOUND, **place(guild_id), number=number, to=to, at=to_ms(at))


async def move_rule(
    tx: Tx, guild_id: GuildId, number: int, to: CaseNumber, *, rule: str, at: datetime, last: bool
) -> None:
    """Let a rule count in another case; ``last`` when nothing else of it is left behind."""
    values: dict[str, Value] = {"number": number, "to": to, "rule": rule}
    if last:
        await tx.execute(_MOVE_HIT, **place(guild_id), **values)
    else:
        values = {"to": to, "rule": rule, "at": to_ms(at)}
        await tx.execute(_COPY_HIT, **place(guild_id), **values)
