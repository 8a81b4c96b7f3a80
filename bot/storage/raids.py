"""Raids: one row for the alert, one for each who came, and one for each thing that people did about it."""

from dataclasses import dataclass
from datetime import datetime

from bot.clock import from_ms, to_ms
from bot.policy.ids import GuildId, PersonId
from bot.storage.port import Reader, Row, Tx
from bot.storage.rows import optional_ms, optional_time, place

_OPEN = """
SELECT * FROM raids WHERE part = :part AND guild_id = :guild AND state = 'open' AND last_at >= :since
ORDER BY number DESC LIMIT 1
"""
_GET = "SELECT * FROM raids WHERE part = :part AND guild_id = :guild AND number = :number"
_ADD = """
INSERT INTO raids (part, guild_id, number, state, sign, started_at, last_at)
VALUES (:part, :guild, :number, 'open', :sign, :at, :at)
"""
_TOUCH = """
UPDATE raids SET last_at = :at WHERE part = :part AND guild_id = :guild AND number = :number
"""
_PLANNED = """
UPDATE raids SET planned_at = :at, shown = :shown
WHERE part = :part AND guild_id = :guild AND number = :number
"""
_POSTED = """
UPDATE raids SET post_channel = :channel, post_message = :message
WHERE part = :part AND guild_id = :guild AND number = :number
"""
_CLOSE = """
UPDATE raids SET state = 'closed', closed_by = :by
WHERE part = :part AND guild_id = :guild AND number = :number AND state = 'open'
"""
_JOIN = """
INSERT INTO raid_joins (part, guild_id, raid, person, at) VALUES (:part, :guild, :number, :person, :at)
ON CONFLICT (part, guild_id, raid, person) DO NOTHING
"""
_JOINS = """
SELECT person, at, held_in FROM raid_joins WHERE part = :part AND guild_id = :guild AND raid = :number
ORDER BY at, person
"""
_COUNT = """
SELECT COUNT(*) AS joins FROM raid_joins WHERE part = :part AND guild_id = :guild AND raid = :number
"""
_HELD = """
UPDATE raid_joins SET held_in = :held
WHERE part = :part AND guild_id = :guild AND raid = :number AND person = :person
"""
_ADD_ACT = """
INSERT INTO raid_acts (part, guild_id, raid, seq, at, actor, act, count, until)
SELECT :part, :guild, :number, COALESCE(MAX(seq), 0) + 1, :at, :actor, :act, :count, :until
FROM raid_acts WHERE part = :part AND guild_id = :guild AND raid = :number
"""
_ACTS = """
SELECT at, actor, act, count, until FROM raid_acts
WHERE part = :part AND guild_id = :guild AND raid = :number ORDER BY seq
"""
_STALE = """
SELECT r.* FROM raids r WHERE r.state = 'open' AND r.last_at >= :since AND r.shown < (
    SELECT COUNT(*) FROM raid_joins j
    WHERE j.part = r.part AND j.guild_id = r.guild_id AND j.raid = r.number)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raid:
    """The alert."""

    guild_id: GuildId
    number: int
    is_open: bool
    sign: str
    """What gave it away first: ``burst`` or ``alike``."""
    started_at: datetime
    last_at: datetime
    planned_at: datetime
    """When its message was last planned; for so much patience that a storm of joins is no storm of edits."""
    post_channel: int | None
    post_message: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RaidJoin:
    """One who came."""

    person: PersonId
    at: datetime
    held_in: int | None
    """The case by which they are held; None while they are not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RaidAct:
    """What somebody did about a raid."""

    act: str
    """``held``, ``freed``, ``locked`` (channels) or ``closed`` (the alert)."""
    actor: PersonId
    at: datetime
    count: int = 0
    """How many members or channels."""
    until: datetime | None = None


def _raid(row: Row) -> Raid:
    return Raid(
        guild_id=GuildId(row["guild_id"]),
        number=row["number"],
        is_open=row["state"] == "open",
        sign=row["sign"],
        started_at=from_ms(row["started_at"]),
        last_at=from_ms(row["last_at"]),
        planned_at=from_ms(row["planned_at"]),
        post_channel=row["post_channel"],
        post_message=row["post_message"],
    )


async def open_of(reader: Reader, guild_id: GuildId, since: datetime) -> Raid | None:
    """Return the server's raid that still goes on."""
    row = await reader.fetch_one(_OPEN, **place(guild_id), since=to_ms(since))
    return None if row is None else _raid(row)


async def get(reader: Reader, guild_id: GuildId, number: int) -> Raid | None:
    """Return a raid by its number."""
    row = await reader.fetch_one(_GET, **place(guild_id), number=number)
    return None if row is None else _raid(row)


async def add(tx: Tx, guild_id: GuildId, number: int, sign: str, at: datetime) -> None:
    """Open a raid."""
    await tx.execute(_ADD, **place(guild_id), number=number, sign=sign, at=to_ms(at))


async def join(tx: Tx, guild_id: GuildId, number: int, person: PersonId, at: datetime) -> None:
    """Add somebody who came; again changes nothing."""
    await tx.execute(_JOIN, **place(guild_id), number=number, person=person, at=to_ms(at))
    await tx.execute(_TOUCH, **place(guild_id), number=number, at=to_ms(at))


async def joins(reader: Reader, guild_id: GuildId, number: int) -> list[RaidJoin]:
    """Return who came, the first first."""
    rows = await reader.fetch(_JOINS, **place(guild_id), number=number)
    return [
        RaidJoin(person=PersonId(row["person"]), at=from_ms(row["at"]), held_in=row["held_in"])
        for row in rows
    ]


async def count(reader: Reader, guild_id: GuildId, number: int) -> int:
    """Return how many came."""
    row = await reader.fetch_one(_COUNT, **place(guild_id), number=number)
    return 0 if row is None else int(row["joins"])


async def planned(tx: Tx, guild_id: GuildId, number: int, shown: int, at: datetime) -> None:
    """Note that the message about so many joins is planned."""
    await tx.execute(_PLANNED, **place(guild_id), number=number, shown=shown, at=to_ms(at))


async def set_post(tx: Tx, guild_id: GuildId, number: int, channel: int, message: int) -> None:
    """Remember where the message stands, to edit it from then on."""
    await tx.execute(_POSTED, **place(guild_id), number=number, channel=channel, message=message)


async def close(tx: Tx, guild_id: GuildId, number: int, by: PersonId) -> bool:
    """Close a raid; False when it was closed already."""
    return await tx.execute(_CLOSE, **place(guild_id), number=number, by=by) > 0


async def set_held(tx: Tx, guild_id: GuildId, number: int, person: PersonId, case: int | None) -> None:
    """Note by which case somebody is held, or that they are held no more."""
    await tx.execute(_HELD, **place(guild_id), number=number, person=person, held=case)


async def add_act(tx: Tx, guild_id: GuildId, number: int, done: RaidAct) -> None:
    """Write down what somebody did."""
    await tx.execute(
        _ADD_ACT,
        **place(guild_id),
        number=number,
        at=to_ms(done.at),
        actor=done.actor,
        act=done.act,
        count=done.count,
        until=optional_ms(done.until),
    )


async def acts(reader: Reader, guild_id: GuildId, number: int) -> list[RaidAct]:
    """Return what people did, the first first."""
    return [
        RaidAct(
            act=row["act"],
            actor=PersonId(row["actor"]),
            at=from_ms(row["at"]),
            count=row["count"],
            until=optional_time(row["until"]),
        )
        for row in await reader.fetch(_ACTS, **place(guild_id), number=number)
    ]


async def stale(reader: Reader, since: datetime) -> list[Raid]:
    """Return raids of which more have come than their messages tell."""
    return [_raid(row) for row in await reader.fetch(_STALE, since=to_ms(since))]
