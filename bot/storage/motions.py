"""Motions, which two people have to agree on; the words are sealed by the caller."""

from datetime import datetime, timedelta
from typing import Any

from bot.clock import from_ms, to_ms
from bot.policy.ids import CaseNumber, GuildId, PersonId
from bot.policy.motions import Motion, MotionState
from bot.policy.sanctions import SanctionKind
from bot.storage.port import Reader, Row, Tx
from bot.storage.rows import optional_time, place

_GET = "SELECT * FROM motions WHERE part = :part AND guild_id = :guild AND number = :number"
_OPEN_OF = """
SELECT * FROM motions
WHERE part = :part AND guild_id = :guild AND person = :person AND kind = :kind AND state = 'open'
"""
_OPEN_IN = """
SELECT number FROM motions
WHERE part = :part AND guild_id = :guild AND case_number = :case_number AND state = 'open' ORDER BY number
"""
_INSERT = """
INSERT INTO motions (part, guild_id, number, case_number, person, kind, length, scope, clause, reason, facts,
    unheard, channel_id, message_id, state, proposed_by, proposed_at)
VALUES (:part, :guild, :number, :case_number, :person, :kind, :length, :scope, :clause, :reason, :facts,
    :unheard, :channel, :message, 'open', :by, :at)
"""
_SETTLE = """
UPDATE motions SET state = :state, decided_by = :by, decided_at = :at, answer = :answer, decision = :decision
WHERE part = :part AND guild_id = :guild AND number = :number AND state = 'open'
"""
_POSTED = """
UPDATE motions SET post_channel = :channel, post_message = :message
WHERE part = :part AND guild_id = :guild AND number = :number
"""

SEALED_COLUMNS = ("reason", "facts", "answer", "unheard")
"""Columns with words; the caller opens them with the member's key."""


def opened(row: Row, words: dict[str, str]) -> Motion:
    """Return the motion of a raw row; ``words`` holds the opened ``SEALED_COLUMNS``."""
    return Motion(
        guild_id=GuildId(row["guild_id"]),
        number=row["number"],
        case=CaseNumber(row["case_number"]),
        person=PersonId(row["person"]),
        kind=SanctionKind(row["kind"]),
        length=None if row["length"] is None else timedelta(milliseconds=row["length"]),
        scope=row["scope"],
        clause=row["clause"],
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        state=MotionState(row["state"]),
        proposed_by=PersonId(row["proposed_by"]),
        proposed_at=from_ms(row["proposed_at"]),
        decided_by=row["decided_by"],
        decided_at=optional_time(row["decided_at"]),
        decision=row["decision"],
        post_channel=row["post_channel"],
        post_message=row["post_message"],
        **words,
    )


async def get(reader: Reader, guild_id: GuildId, number: int) -> Row | None:
    """Return a motion as a raw row, its words still sealed."""
    return await reader.fetch_one(_GET, **place(guild_id), number=number)


async def open_of(reader: Reader, guild_id: GuildId, person: PersonId, kind: SanctionKind) -> Row | None:
    """Return the open motion for this step against this person; there is at most one."""
    return await reader.fetch_one(_OPEN_OF, **place(guild_id), person=person, kind=kind.value)


async def open_in(reader: Reader, guild_id: GuildId, case: int) -> list[int]:
    """Return the numbers of the motions in a case that wait for a second person."""
    rows = await reader.fetch(_OPEN_IN, **place(guild_id), case_number=case)
    return [row["number"] for row in rows]


async def add(
    tx: Tx, motion: Motion, *, reason: bytes | None, facts: bytes | None, unheard: bytes | None = None
) -> None:
    """Add an open motion."""
    await tx.execute(
        _INSERT,
        **place(motion.guild_id),
        number=motion.number,
        case_number=motion.case,
        person=motion.person,
        kind=motion.kind.value,
        length=None if motion.length is None else motion.length // timedelta(milliseconds=1),
        scope=motion.scope,
        clause=motion.clause,
        reason=reason,
        facts=facts,
        unheard=unheard,
        channel=motion.channel_id,
        message=motion.message_id,
        by=motion.proposed_by,
        at=to_ms(motion.proposed_at),
    )


async def settle(
    tx: Tx,
    guild_id: GuildId,
    number: int,
    state: MotionState,
    by: PersonId,
    at: datetime,
    *,
    answer: bytes | None = None,
    decision: str | None = None,
) -> bool:
    """Approve, decline or withdraw an open motion; False when it was settled already.

    Raises `ConstraintViolated` when who proposed it approves or declines it.
    """
    values: dict[str, Any] = {"state": state.value, "by": by, "at": to_ms(at)}
    values |= {"answer": answer, "decision": decision}
    return await tx.execute(_SETTLE, **place(guild_id), number=number, **values) > 0


async def set_post(tx: Tx, guild_id: GuildId, number: int, channel: int, message: int) -> None:
    """Remember where the moderators' message of a motion stands."""
    await tx.execute(_POSTED, **place(guild_id), number=number, channel=channel, message=message)
