"""Decisions with their statements of reasons; the words are sealed by the caller."""

from datetime import datetime
from typing import Any

from bot.clock import from_ms, to_ms
from bot.policy.ids import CaseNumber, GuildId, PersonId
from bot.policy.records import Decision, Delivery, Trigger
from bot.storage.port import Reader, Row, Tx
from bot.storage.rows import dump, load, optional_ms, optional_time, place

_GET = "SELECT * FROM decisions WHERE part = :part AND guild_id = :guild AND id = :id"
_OF_CASE = """
SELECT * FROM decisions WHERE part = :part AND guild_id = :guild AND case_number = :number
ORDER BY decided_at, id
"""
_INSERT = """
INSERT INTO decisions (part, guild_id, id, case_number, person, actor, kind, trigger_kind, machine_found,
    machine_decided, clause, conduct_version, reason, facts, relied_on, deviation, decided_at, appeal_until,
    delivery, heard, unheard)
VALUES (:part, :guild, :id, :number, :person, :actor, :kind, :trigger_kind, :machine_found,
    :machine_decided, :clause, :conduct_version, :reason, :facts, :relied_on, :deviation, :decided_at,
    :appeal_until, :delivery, :heard, :unheard)
"""
_SERVERS = "SELECT DISTINCT guild_id FROM decisions WHERE person = :person"
_CLAUSES = """
SELECT id, clause FROM decisions WHERE part = :part AND guild_id = :guild AND person = :person
"""
_DELIVERY = """
UPDATE decisions SET delivery = :delivery, delivery_detail = :detail, delivered_at = :at
WHERE part = :part AND guild_id = :guild AND id = :id
"""


SEALED_COLUMNS = ("reason", "facts", "deviation", "unheard")
"""Columns with words; the caller opens them with the person's key."""


def opened(row: Row, words: dict[str, str]) -> Decision:
    """Return the decision of a raw row; ``words`` holds the opened ``SEALED_COLUMNS``."""
    return Decision(
        id=row["id"],
        guild_id=GuildId(row["guild_id"]),
        case=CaseNumber(row["case_number"]),
        person=PersonId(row["person"]),
        actor=PersonId(row["actor"]),
        kind=row["kind"],
        trigger=Trigger(row["trigger_kind"]),
        machine_found=bool(row["machine_found"]),
        machine_decided=bool(row["machine_decided"]),
        clause=row["clause"],
        conduct_version=row["conduct_version"],
        relied_on=tuple(load(row["relied_on"])),
        decided_at=from_ms(row["decided_at"]),
        appeal_until=optional_time(row["appeal_until"]),
        delivery=Delivery(row["delivery"]),
        delivery_detail=row["delivery_detail"],
        delivered_at=optional_time(row["delivered_at"]),
        heard=row["heard"],
        **words,
    )


async def get(reader: Reader, guild_id: GuildId, decision: str) -> Row | None:
    """Return a decision as a raw row, its words still sealed."""
    return await reader.fetch_one(_GET, **place(guild_id), id=decision)


async def of_case(reader: Reader, guild_id: GuildId, number: int) -> list[Row]:
    """Return a case's decisions as raw rows, oldest first."""
    return await reader.fetch(_OF_CASE, **place(guild_id), number=number)


async def clauses(reader: Reader, guild_id: GuildId, person: PersonId) -> dict[str, str]:
    """Return under which clause each decision about a person was made, by its id."""
    rows = await reader.fetch(_CLAUSES, **place(guild_id), person=person)
    return {row["id"]: row["clause"] for row in rows}


async def servers_about(reader: Reader, person: PersonId) -> frozenset[GuildId]:
    """Return the servers in which something was decided about a person, for their own eyes."""
    rows = await reader.fetch(_SERVERS, person=person)
    return frozenset(GuildId(row["guild_id"]) for row in rows)


async def add(tx: Tx, decision: Decision, words: dict[str, Any]) -> None:
    """Add a decision; ``words`` holds the sealed ``SEALED_COLUMNS``, of which ``unheard`` may be left out."""
    await tx.execute(
        _INSERT,
        **place(decision.guild_id),
        id=decision.id,
        number=decision.case,
        person=decision.person,
        actor=decision.actor,
        kind=decision.kind,
        trigger_kind=decision.trigger.value,
        machine_found=int(decision.machine_found),
        machine_decided=int(decision.machine_decided),
        clause=decision.clause,
        conduct_version=decision.conduct_version,
        relied_on=dump(list(decision.relied_on)),
        decided_at=to_ms(decision.decided_at),
        appeal_until=optional_ms(decision.appeal_until),
        delivery=decision.delivery.value,
        heard=decision.heard,
        **{"unheard": None, **words},
    )


async def set_delivery(
    tx: Tx, guild_id: GuildId, decision: str, delivery: Delivery, detail: str, at: datetime
) -> None:
    """Record whether the person was told."""
    await tx.execute(
        _DELIVERY, **place(guild_id), id=decision, delivery=delivery.value, detail=detail, at=to_ms(at)
    )
