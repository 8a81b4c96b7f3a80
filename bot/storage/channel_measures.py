"""What holds for a channel for a time, such as a lockdown, with what was there before."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.clock import from_ms, to_ms
from bot.policy.actions import Json
from bot.policy.ids import ChannelId, GuildId, PersonId
from bot.storage.port import Reader, Row, Tx
from bot.storage.rows import dump, load, optional_ms, optional_time, place

_INSERT = """
INSERT INTO channel_measures (part, guild_id, id, channel_id, kind, actor, seconds, before, starts_at,
    ends_at, state)
VALUES (:part, :guild, :id, :channel, :kind, :actor, :seconds, :before, :starts, :ends, 'active')
"""
_STANDING = """
SELECT * FROM channel_measures
WHERE part = :part AND guild_id = :guild AND channel_id = :channel AND kind = :kind AND state <> 'ended'
"""
_MOVE = """
UPDATE channel_measures SET state = :state WHERE part = :part AND guild_id = :guild AND id = :id
"""
_DUE = """
SELECT * FROM channel_measures
WHERE state = 'active' AND ends_at IS NOT NULL AND ends_at <= :now ORDER BY ends_at LIMIT 200
"""
_LIFTING = "SELECT * FROM channel_measures WHERE state = 'lifting' ORDER BY starts_at LIMIT 200"
_NEXT = """
SELECT MIN(ends_at) AS at FROM channel_measures WHERE state = 'active' AND ends_at IS NOT NULL
"""


class MeasureKind(StrEnum):
    """What can hold for a channel."""

    LOCKDOWN = "lockdown"
    SLOWMODE = "slowmode"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure; ``ends_at`` None means until taken back."""

    id: str
    guild_id: GuildId
    channel_id: ChannelId
    kind: MeasureKind
    actor: PersonId
    seconds: int = 0
    """For a slow-mode."""
    before: dict[str, Json]
    """For a lockdown by role ``[allow, deny, existed]``; for a slow-mode ``{"seconds": …}``."""
    starts_at: datetime
    ends_at: datetime | None
    state: str = "active"


def _measure(row: Row) -> Measure:
    return Measure(
        id=row["id"],
        guild_id=GuildId(row["guild_id"]),
        channel_id=ChannelId(row["channel_id"]),
        kind=MeasureKind(row["kind"]),
        actor=PersonId(row["actor"]),
        seconds=row["seconds"],
        before=dict(load(row["before"])),
        starts_at=from_ms(row["starts_at"]),
        ends_at=optional_time(row["ends_at"]),
        state=row["state"],
    )


async def add(tx: Tx, measure: Measure) -> None:
    """Add an active measure; the channel must have none of its kind."""
    await tx.execute(
        _INSERT,
        **place(measure.guild_id),
        id=measure.id,
        channel=measure.channel_id,
        kind=measure.kind.value,
        actor=measure.actor,
        seconds=measure.seconds,
        before=dump(measure.before),
        starts=to_ms(measure.starts_at),
        ends=optional_ms(measure.ends_at),
    )


async def standing(
    reader: Reader, guild_id: GuildId, channel_id: ChannelId, kind: MeasureKind
) -> Measure | None:
    """Return the measure of a kind that stands for a channel, also one that is being taken back."""
    row = await reader.fetch_one(_STANDING, **place(guild_id), channel=channel_id, kind=kind.value)
    return None if row is None else _measure(row)


async def move(tx: Tx, measure: Measure, state: str) -> None:
    """Bring a measure into another state (``lifting``, ``ended``)."""
    await tx.execute(_MOVE, **place(measure.guild_id), id=measure.id, state=state)


async def due(reader: Reader, now: datetime) -> list[Measure]:
    """Return measures whose time is over."""
    return [_measure(row) for row in await reader.fetch(_DUE, now=to_ms(now))]


async def lifting(reader: Reader) -> list[Measure]:
    """Return measures that are being taken back."""
    return [_measure(row) for row in await reader.fetch(_LIFTING)]


async def next_end(reader: Reader) -> datetime | None:
    """Return when the next measure is over."""
    row = await reader.fetch_one(_NEXT)
    return None if row is None else optional_time(row["at"])
