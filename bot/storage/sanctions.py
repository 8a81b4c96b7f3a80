"""Sanctions: who may not do what until when. What a member may do is computed from these rows."""

from datetime import datetime

from bot.clock import from_ms, to_ms
from bot.policy.actions import Json
from bot.policy.ids import CaseNumber, GuildId, PersonId, SanctionId
from bot.policy.sanctions import Sanction, SanctionKind, SanctionState
from bot.storage.port import Reader, Row, Tx
from bot.storage.rows import dump, load, optional_ms, optional_time, place

_GET = "SELECT * FROM sanctions WHERE part = :part AND guild_id = :guild AND id = :id"
_OF_PERSON = """
SELECT * FROM sanctions WHERE part = :part AND guild_id = :guild AND person = :person
ORDER BY starts_at, id
"""
_OF_CASE = """
SELECT * FROM sanctions WHERE part = :part AND guild_id = :guild AND case_number = :number
ORDER BY starts_at, id
"""
_INSERT = """
INSERT INTO sanctions (part, guild_id, id, case_number, decision, person, kind, scope, method, starts_at,
    ends_at, state)
VALUES (:part, :guild, :id, :number, :decision, :person, :kind, :scope, :method, :starts, :ends, 'active')
"""
_LIFT = """
UPDATE sanctions SET state = 'lifting', ended_by = :by, end_reason = :reason, lifted_at = :at,
    check_at = NULL
WHERE part = :part AND guild_id = :guild AND id = :id AND state = 'active'
"""
_END = """
UPDATE sanctions SET state = CASE WHEN end_reason = 'undone' THEN 'void' ELSE :state END, ended_at = :at
WHERE part = :part AND guild_id = :guild AND id = :id AND state IN ('active', 'lifting')
"""
_REOPEN = """
UPDATE sanctions SET state = 'lifting', ended_at = NULL
WHERE part = :part AND guild_id = :guild AND id = :id AND state IN ('ended', 'void')
"""
_ANNUL = """
UPDATE sanctions SET state = CASE WHEN state = 'ended' THEN 'void' ELSE state END, ended_by = :by,
    end_reason = 'undone'
WHERE part = :part AND guild_id = :guild AND id = :id AND state IN ('ended', 'lifting')
"""
_SHORTEN = """
UPDATE sanctions SET ends_at = :ends, check_at = NULL
WHERE part = :part AND guild_id = :guild AND id = :id AND state IN ('active', 'ended')
    AND (ends_at IS NULL OR ends_at > :ends)
"""
_REMEMBER = """
UPDATE sanctions SET memory = :memory WHERE part = :part AND guild_id = :guild AND id = :id
"""
_CHECK = """
UPDATE sanctions SET check_at = :at WHERE part = :part AND guild_id = :guild AND id = :id AND state = 'active'
"""
_MEMORY = "SELECT memory FROM sanctions WHERE part = :part AND guild_id = :guild AND id = :id"
_DUE = """
SELECT * FROM sanctions
WHERE state = 'active' AND ends_at IS NOT NULL AND ends_at <= :now AND part BETWEEN :low AND :high
ORDER BY ends_at LIMIT :most
"""
_TO_CHECK = """
SELECT * FROM sanctions
WHERE state = 'active' AND check_at IS NOT NULL AND check_at <= :now AND part BETWEEN :low AND :high
ORDER BY check_at LIMIT :most
"""
_PEOPLE = """
SELECT DISTINCT person FROM sanctions
WHERE part = :part AND guild_id = :guild AND state = 'active' AND kind NOT IN ('warning', 'direction')
    AND (ends_at IS NULL OR ends_at > :now)
"""
_NEXT = """
SELECT MIN(at) AS at FROM (
    SELECT MIN(ends_at) AS at FROM sanctions
    WHERE state = 'active' AND ends_at IS NOT NULL AND part BETWEEN :low AND :high
    UNION ALL
    SELECT MIN(check_at) AS at FROM sanctions
    WHERE state = 'active' AND check_at IS NOT NULL AND part BETWEEN :low AND :high
) AS nearest
"""


def sanction_of(row: Row) -> Sanction:
    """Return the sanction of a raw row."""
    return Sanction(
        id=SanctionId(row["id"]),
        guild_id=GuildId(row["guild_id"]),
        case=CaseNumber(row["case_number"]),
        person=PersonId(row["person"]),
        decision=row["decision"],
        kind=SanctionKind(row["kind"]),
        scope=row["scope"],
        method=row["method"],
        starts_at=from_ms(row["starts_at"]),
        ends_at=optional_time(row["ends_at"]),
        lifted_at=optional_time(row["lifted_at"]),
        ended_at=optional_time(row["ended_at"]),
        state=SanctionState(row["state"]),
    )


async def get(reader: Reader, guild_id: GuildId, sanction: str) -> Sanction | None:
    """Return a sanction by its id."""
    row = await reader.fetch_one(_GET, **place(guild_id), id=sanction)
    return None if row is None else sanction_of(row)


async def of_person(reader: Reader, guild_id: GuildId, person: PersonId) -> list[Sanction]:
    """Return every sanction a person ever had here, oldest first."""
    return [sanction_of(row) for row in await reader.fetch(_OF_PERSON, **place(guild_id), person=person)]


async def of_case(reader: Reader, guild_id: GuildId, number: int) -> list[Sanction]:
    """Return the sanctions that a case led to."""
    return [sanction_of(row) for row in await reader.fetch(_OF_CASE, **place(guild_id), number=number)]


async def add(tx: Tx, sanction: Sanction) -> None:
    """Add an active sanction."""
    await tx.execute(
        _INSERT,
        **place(sanction.guild_id),
        id=sanction.id,
        number=sanction.case,
        decision=sanction.decision,
        person=sanction.person,
        kind=sanction.kind.value,
        scope=sanction.scope,
        method=sanction.method,
        starts=to_ms(sanction.starts_at),
        ends=optional_ms(sanction.ends_at),
    )


async def lift(tx: Tx, guild_id: GuildId, sanction: str, by: PersonId, reason: str, at: datetime) -> bool:
    """Mark an active sanction as being lifted; it ends only when Discord agreed (F2)."""
    return await tx.execute(_LIFT, **place(guild_id), id=sanction, by=by, reason=reason, at=to_ms(at)) > 0


async def end(tx: Tx, guild_id: GuildId, sanction: str, at: datetime, *, void: bool = False) -> bool:
    """Mark a sanction as over: nothing of it is left in Discord. ``void``: as if it had never been.

    One that was lifted because it is undone becomes void without being told so.
    """
    state = SanctionState.VOID if void else SanctionState.ENDED
    return await tx.execute(_END, **place(guild_id), id=sanction, state=state.value, at=to_ms(at)) > 0


async def reopen(tx: Tx, guild_id: GuildId, sanction: str) -> bool:
    """Mark one that is over as being lifted still: something of it may be left in Discord after all."""
    return await tx.execute(_REOPEN, **place(guild_id), id=sanction) > 0


async def annul(tx: Tx, guild_id: GuildId, sanction: str, by: PersonId) -> bool:
    """Take one off the record that is over, or will be once its lifting is confirmed."""
    return await tx.execute(_ANNUL, **place(guild_id), id=sanction, by=by) > 0


async def shorten(tx: Tx, guild_id: GuildId, sanction: str, ends_at: datetime) -> bool:
    """Give a sanction an earlier end; False when it would be no earlier, or it is being lifted."""
    return await tx.execute(_SHORTEN, **place(guild_id), id=sanction, ends=to_ms(ends_at)) > 0


async def memory(reader: Reader, guild_id: GuildId, sanction: str) -> dict[str, Json]:
    """Return what was there before (overwrites, roles), kept so that lifting can restore it exactly."""
    row = await reader.fetch_one(_MEMORY, **place(guild_id), id=sanction)
    return {} if row is None else dict(load(row["memory"]))


async def remember(tx: Tx, guild_id: GuildId, sanction: str, what: dict[str, Json]) -> None:
    """Keep what was there before."""
    await tx.execute(_REMEMBER, **place(guild_id), id=sanction, memory=dump(what))


async def due(reader: Reader, now: datetime, parts: tuple[int, int], most: int) -> list[Sanction]:
    """Return active sanctions whose end has come, the longest overdue first."""
    low, high = parts
    rows = await reader.fetch(_DUE, now=to_ms(now), low=low, high=high, most=most)
    return [sanction_of(row) for row in rows]


async def people_in_force(reader: Reader, guild_id: GuildId, now: int) -> list[PersonId]:
    """Return for whom something is in force that Discord has to hold."""
    return [PersonId(row["person"]) for row in await reader.fetch(_PEOPLE, **place(guild_id), now=now)]


async def to_check(reader: Reader, now: datetime, parts: tuple[int, int], most: int) -> list[Sanction]:
    """Return active sanctions that must be looked at again, such as a timeout that Discord cut short."""
    low, high = parts
    rows = await reader.fetch(_TO_CHECK, now=to_ms(now), low=low, high=high, most=most)
    return [sanction_of(row) for row in rows]


async def check_again(tx: Tx, guild_id: GuildId, sanction: str, at: datetime | None) -> None:
    """Set when a sanction must be looked at again; None for never."""
    await tx.execute(_CHECK, **place(guild_id), id=sanction, at=optional_ms(at))


async def next_end(reader: Reader, parts: tuple[int, int]) -> datetime | None:
    """Return when the next active sanction ends or must be looked at again."""
    row = await reader.fetch_one(_NEXT, low=parts[0], high=parts[1])
    return None if row is None else optional_time(row["at"])
