"""Sanctions in force by what they are about: who is kept out of a channel, who from whom."""

from datetime import datetime

from bot.clock import to_ms
from bot.policy.ids import GuildId
from bot.policy.sanctions import Sanction, SanctionKind
from bot.storage.port import Reader
from bot.storage.rows import place
from bot.storage.sanctions import sanction_of

_IN_CHANNEL = """
SELECT * FROM sanctions
WHERE part = :part AND guild_id = :guild AND state = 'active' AND kind = 'channel_ban'
    AND (',' || scope || ',') LIKE :within AND (ends_at IS NULL OR ends_at > :now)
ORDER BY starts_at, id
"""
_OF_KIND = """
SELECT * FROM sanctions
WHERE state = 'active' AND kind = :kind AND (ends_at IS NULL OR ends_at > :now)
ORDER BY starts_at, id
"""


async def in_channel(reader: Reader, guild_id: GuildId, channel_id: int, now: datetime) -> list[Sanction]:
    """Return the bans from a channel that are in force, oldest first."""
    rows = await reader.fetch(_IN_CHANNEL, **place(guild_id), within=f"%,{channel_id},%", now=to_ms(now))
    return [sanction_of(row) for row in rows]


async def of_kind(reader: Reader, kind: SanctionKind, now: datetime) -> list[Sanction]:
    """Return all of a kind that are in force anywhere; for building an index in memory at start."""
    rows = await reader.fetch(_OF_KIND, kind=kind.value, now=to_ms(now))
    return [sanction_of(row) for row in rows]
