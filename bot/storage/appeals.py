"""Appeals, and who took part in the decisions that they are about; the words are sealed by the caller."""

from datetime import datetime
from typing import Any

from bot.clock import from_ms, to_ms
from bot.policy.appeals import Answer, Appeal, AppealState
from bot.policy.ids import CaseNumber, GuildId, PersonId
from bot.storage.port import Reader, Row, Tx
from bot.storage.rows import optional_ms, optional_time, place

_GET = "SELECT * FROM appeals WHERE part = :part AND guild_id = :guild AND number = :number"
_OF_DECISION = """
SELECT * FROM appeals WHERE part = :part AND guild_id = :guild AND decision = :decision ORDER BY number
"""
_OPEN = """
SELECT * FROM appeals WHERE part = :part AND guild_id = :guild AND state = 'open' ORDER BY due_at LIMIT :most
"""
_INSERT = """
INSERT INTO appeals (part, guild_id, number, decision, case_number, person, state, words, opened_at, due_at)
VALUES (:part, :guild, :number, :decision, :case_number, :person, 'open', :words, :opened, :due)
"""
_SETTLE = """
UPDATE appeals SET state = :state, decided_by = :by, decided_at = :at, reason = :reason, new_end = :new_end,
    again_at = :again
WHERE part = :part AND guild_id = :guild AND number = :number AND state = 'open'
"""
_POSTED = """
UPDATE appeals SET post_channel = :channel, post_message = :message
WHERE part = :part AND guild_id = :guild AND number = :number
"""
_TOOK_PART = """
SELECT actor AS person FROM decisions WHERE part = :part AND guild_id = :guild AND id = :decision
UNION
SELECT person FROM decision_people WHERE part = :part AND guild_id = :guild AND decision = :decision
"""
_ABOUT = """
SELECT guild_id, id FROM decisions WHERE person = :person ORDER BY decided_at DESC LIMIT :most
"""
_ADD_PERSON = """
INSERT INTO decision_people (part, guild_id, decision, person, role)
VALUES (:part, :guild, :decision, :person, :role)
ON CONFLICT (part, guild_id, decision, person) DO NOTHING
"""


def opened(row: Row, answers: tuple[Answer, ...], reason: str) -> Appeal:
    """Return the appeal of a raw row with its opened words."""
    return Appeal(
        guild_id=GuildId(row["guild_id"]),
        number=row["number"],
        decision=row["decision"],
        case=CaseNumber(row["case_number"]),
        person=PersonId(row["person"]),
        state=AppealState(row["state"]),
        answers=answers,
        opened_at=from_ms(row["opened_at"]),
        due_at=from_ms(row["due_at"]),
        post_channel=row["post_channel"],
        post_message=row["post_message"],
        decided_by=row["decided_by"],
        decided_at=optional_time(row["decided_at"]),
        reason=reason,
        new_end=optional_time(row["new_end"]),
        again_at=optional_time(row["again_at"]),
    )


async def get(reader: Reader, guild_id: GuildId, number: int) -> Row | None:
    """Return an appeal as a raw row, its words still sealed."""
    return await reader.fetch_one(_GET, **place(guild_id), number=number)


async def of_decision(reader: Reader, guild_id: GuildId, decision: str) -> list[Row]:
    """Return the appeals against a decision as raw rows, oldest first."""
    return await reader.fetch(_OF_DECISION, **place(guild_id), decision=decision)


async def waiting(reader: Reader, guild_id: GuildId, most: int) -> list[Row]:
    """Return open appeals as raw rows, the one due first in front."""
    return await reader.fetch(_OPEN, **place(guild_id), most=most)


async def add(tx: Tx, appeal: Appeal, words: bytes | None) -> None:
    """Add an open appeal.

    Raises `ConstraintViolated` when the database does not admit it: one is open already, it is too late, or
    too soon after the last.
    """
    await tx.execute(
        _INSERT,
        **place(appeal.guild_id),
        number=appeal.number,
        decision=appeal.decision,
        case_number=appeal.case,
        person=appeal.person,
        words=words,
        opened=to_ms(appeal.opened_at),
        due=to_ms(appeal.due_at),
    )


async def settle(
    tx: Tx,
    guild_id: GuildId,
    number: int,
    state: AppealState,
    at: datetime,
    *,
    by: PersonId | None = None,
    reason: bytes | None = None,
    new_end: datetime | None = None,
    again_at: datetime | None = None,
) -> bool:
    """Decide or withdraw an open appeal; False when it was settled already.

    Raises `ConstraintViolated` when ``by`` took part in the decision that is appealed (F32).
    """
    values: dict[str, Any] = {"number": number, "state": state.value, "by": by, "at": to_ms(at)}
    values |= {"reason": reason, "new_end": optional_ms(new_end), "again": optional_ms(again_at)}
    return await tx.execute(_SETTLE, **place(guild_id), **values) > 0


async def set_post(tx: Tx, guild_id: GuildId, number: int, channel: int, message: int) -> None:
    """Remember where the moderators' message of an appeal stands."""
    await tx.execute(_POSTED, **place(guild_id), number=number, channel=channel, message=message)


async def took_part(reader: Reader, guild_id: GuildId, decision: str) -> frozenset[PersonId]:
    """Return everybody who decided: the actor and, where two had to agree, the other one."""
    rows = await reader.fetch(_TOOK_PART, **place(guild_id), decision=decision)
    return frozenset(PersonId(row["person"]) for row in rows)


async def decisions_about(reader: Reader, person: PersonId, most: int) -> list[tuple[GuildId, str]]:
    """Return the latest decisions about a person in all servers, for their own eyes."""
    rows = await reader.fetch(_ABOUT, person=person, most=most)
    return [(GuildId(row["guild_id"]), row["id"]) for row in rows]


async def add_decider(tx: Tx, guild_id: GuildId, decision: str, person: PersonId, role: str) -> None:
    """Record that somebody besides the actor took part, as ``proposer`` or ``approver``."""
    await tx.execute(_ADD_PERSON, **place(guild_id), decision=decision, person=person, role=role)
