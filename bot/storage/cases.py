"""Cases, their append-only notes, and the causes that make a second delivery harmless."""

from datetime import datetime

from bot.clock import from_ms, to_ms
from bot.policy.actions import Json
from bot.policy.ids import CaseNumber, GuildId, PersonId
from bot.policy.records import Case, CaseRoute, CaseState, Origin
from bot.storage.port import Reader, Row, Tx
from bot.storage.rows import dump, load, optional_ms, optional_time, place

_GET = "SELECT * FROM cases WHERE part = :part AND guild_id = :guild AND number = :number"
_OPEN_OF = """
SELECT * FROM cases
WHERE part = :part AND guild_id = :guild AND person = :person AND route = :route AND state = 'open'
"""
_OF_PERSON = """
SELECT * FROM cases WHERE part = :part AND guild_id = :guild AND person = :person
ORDER BY number DESC LIMIT :most
"""
_INSERT = """
INSERT INTO cases (part, guild_id, number, person, state, route, origin, clause, severity, channel_id,
    message_id, created_at, updated_at, due_at, escalate_at, decided_at, decided_by)
VALUES (:part, :guild, :number, :person, :state, :route, :origin, :clause, :severity, :channel, :message,
    :at, :at, :due, :due, :decided_at, :decided_by)
"""
_JOIN = """
UPDATE cases SET hits = hits + 1, version = version + 1, updated_at = :at, hit_at = :at,
    clause = CASE WHEN :severity > severity THEN :clause ELSE clause END,
    severity = CASE WHEN :severity > severity THEN :severity ELSE severity END,
    channel_id = COALESCE(channel_id, :channel), message_id = COALESCE(message_id, :message)
WHERE part = :part AND guild_id = :guild AND number = :number
"""
_SETTLE = """
UPDATE cases SET state = :state, version = version + 1, updated_at = :at, decided_at = :at, decided_by = :by,
    claimed_by = NULL, claimed_until = NULL
WHERE part = :part AND guild_id = :guild AND number = :number AND state = 'open'
"""
_ANNUL = """
UPDATE cases SET state = 'void', version = version + 1, updated_at = :at
WHERE part = :part AND guild_id = :guild AND number = :number AND state = 'decided'
"""
_CLAIM = """
UPDATE cases SET claimed_by = :by, claimed_until = :until, version = version + 1, updated_at = :at,
    acknowledged_at = COALESCE(acknowledged_at, :at)
WHERE part = :part AND guild_id = :guild AND number = :number AND state = 'open'
    AND (claimed_by IS NULL OR claimed_by = :by OR claimed_until <= :at)
"""
_POSTED = """
UPDATE cases SET post_channel = :channel, post_message = :message
WHERE part = :part AND guild_id = :guild AND number = :number
"""
_NOTE = """
INSERT INTO case_notes (part, guild_id, case_number, seq, at, actor, kind, data, body)
SELECT :part, :guild, :number, COALESCE(MAX(seq), 0) + 1, :at, :actor, :kind, :data, :body
FROM case_notes WHERE part = :part AND guild_id = :guild AND case_number = :number
"""
_MARKED = """
SELECT c.number FROM cases c WHERE c.part = :part AND c.guild_id = :guild AND c.person = :person
    AND c.state = 'open' AND EXISTS (
        SELECT 1 FROM case_notes n WHERE n.part = c.part AND n.guild_id = c.guild_id
            AND n.case_number = c.number AND n.kind = :kind)
"""
_NOTES = """
SELECT case_number, seq, at, actor, kind, data, body FROM case_notes
WHERE part = :part AND guild_id = :guild AND case_number = :number ORDER BY seq
"""
_CAUSE = "SELECT case_number, decision FROM causes WHERE part = :part AND guild_id = :guild AND key = :key"
_ADD_CAUSE = """
INSERT INTO causes (part, guild_id, key, case_number, decision, at)
VALUES (:part, :guild, :key, :number, :decision, :at)
"""


def opened(row: Row) -> Case:
    """Return the case of a raw row."""
    return Case(
        guild_id=GuildId(row["guild_id"]),
        number=CaseNumber(row["number"]),
        person=PersonId(row["person"]),
        state=CaseState(row["state"]),
        route=CaseRoute(row["route"]),
        origin=Origin(row["origin"]),
        clause=row["clause"],
        severity=row["severity"],
        hits=row["hits"],
        version=row["version"],
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        post_channel=row["post_channel"],
        post_message=row["post_message"],
        claimed_by=row["claimed_by"],
        claimed_until=optional_time(row["claimed_until"]),
        created_at=from_ms(row["created_at"]),
        updated_at=from_ms(row["updated_at"]),
        decided_at=optional_time(row["decided_at"]),
        decided_by=row["decided_by"],
        hit_at=optional_time(row["hit_at"]),
        acknowledged_at=optional_time(row["acknowledged_at"]),
        due_at=optional_time(row["due_at"]),
        escalated=row["escalated"],
        escalate_at=optional_time(row["escalate_at"]),
        merged_into=row["merged_into"],
        panel_at=optional_time(row["panel_at"]),
    )


async def get(reader: Reader, guild_id: GuildId, number: int) -> Case | None:
    """Return a case by its number."""
    row = await reader.fetch_one(_GET, **place(guild_id), number=number)
    return None if row is None else opened(row)


async def open_of(reader: Reader, guild_id: GuildId, person: PersonId, route: CaseRoute) -> Case | None:
    """Return the person's open case of this route; there is at most one, the schema sees to it."""
    row = await reader.fetch_one(_OPEN_OF, **place(guild_id), person=person, route=route.value)
    return None if row is None else opened(row)


async def of_person(reader: Reader, guild_id: GuildId, person: PersonId, most: int) -> list[Case]:
    """Return the person's latest cases, newest first."""
    return [
        opened(row) for row in await reader.fetch(_OF_PERSON, **place(guild_id), person=person, most=most)
    ]


async def add(tx: Tx, case: Case, decided_by: PersonId | None = None) -> None:
    """Add an open case, or one that is decided from the first by whoever is named."""
    await tx.execute(
        _INSERT,
        **place(case.guild_id),
        number=case.number,
        person=case.person,
        route=case.route.value,
        origin=case.origin.value,
        clause=case.clause,
        severity=case.severity,
        channel=case.channel_id,
        message=case.message_id,
        at=to_ms(case.created_at),
        due=optional_ms(case.due_at),
        state=(CaseState.OPEN if decided_by is None else CaseState.DECIDED).value,
        decided_at=None if decided_by is None else to_ms(case.created_at),
        decided_by=decided_by,
    )


async def join(tx: Tx, case: Case, at: datetime) -> None:
    """Count one more hit or report on a case; the gravest clause leads. ``case`` holds the new facts."""
    await tx.execute(
        _JOIN,
        **place(case.guild_id),
        number=case.number,
        clause=case.clause,
        severity=case.severity,
        channel=case.channel_id,
        message=case.message_id,
        at=to_ms(at),
    )


async def settle(
    tx: Tx, guild_id: GuildId, number: int, state: CaseState, by: PersonId, at: datetime
) -> bool:
    """Close an open case; False when it was closed already (by somebody faster, F24)."""
    changed = await tx.execute(
        _SETTLE, **place(guild_id), number=number, state=state.value, by=by, at=to_ms(at)
    )
    return changed > 0


async def annul(tx: Tx, guild_id: GuildId, number: int, at: datetime) -> bool:
    """Take a decided case off the record, as nothing that was decided in it stands any more."""
    return await tx.execute(_ANNUL, **place(guild_id), number=number, at=to_ms(at)) > 0


async def claim(tx: Tx, guild_id: GuildId, number: int, by: PersonId, until: datetime, at: datetime) -> bool:
    """Take a case for a while; False when it is closed or held by somebody else."""
    changed = await tx.execute(
        _CLAIM, **place(guild_id), number=number, by=by, until=to_ms(until), at=to_ms(at)
    )
    return changed > 0


async def set_post(tx: Tx, guild_id: GuildId, number: int, channel: int, message: int) -> None:
    """Remember where the moderators' message of a case stands, to edit it from then on."""
    await tx.execute(_POSTED, **place(guild_id), number=number, channel=channel, message=message)


async def add_note(
    tx: Tx,
    guild_id: GuildId,
    number: int,
    *,
    at: datetime,
    actor: PersonId,
    kind: str,
    data: dict[str, Json] | None = None,
    body: bytes | None = None,
) -> None:
    """Append a line to a case's history; ``body`` must be sealed already."""
    await tx.execute(
        _NOTE,
        **place(guild_id),
        number=number,
        at=to_ms(at),
        actor=actor,
        kind=kind,
        data=dump(data or {}),
        body=body,
    )


async def notes(reader: Reader, guild_id: GuildId, number: int) -> list[Row]:
    """Return a case's history in order, bodies still sealed and ``data`` parsed."""
    rows = await reader.fetch(_NOTES, **place(guild_id), number=number)
    return [{**row, "at": from_ms(row["at"]), "data": load(row["data"])} for row in rows]


async def marked(reader: Reader, guild_id: GuildId, person: PersonId, kind: str) -> frozenset[int]:
    """Return those of a person's open cases that have a note of this kind."""
    rows = await reader.fetch(_MARKED, **place(guild_id), person=person, kind=kind)
    return frozenset(row["number"] for row in rows)


async def cause(reader: Reader, guild_id: GuildId, key: str) -> tuple[CaseNumber, str | None] | None:
    """Return the case and decision that this cause already led to."""
    row = await reader.fetch_one(_CAUSE, **place(guild_id), key=key)
    return None if row is None else (CaseNumber(row["case_number"]), row["decision"])


async def add_cause(
    tx: Tx, guild_id: GuildId, key: str, number: int, decision: str | None, at: datetime
) -> None:
    """Write down that this cause was dealt with; a second one breaks the key and the transaction."""
    await tx.execute(_ADD_CAUSE, **place(guild_id), key=key, number=number, decision=decision, at=to_ms(at))
