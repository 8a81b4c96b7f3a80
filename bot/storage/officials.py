"""Messages that the team has marked as its own word."""

from dataclasses import dataclass
from datetime import datetime

from bot.clock import from_ms, to_ms
from bot.policy.ids import GuildId, PersonId
from bot.storage.port import Reader, Tx
from bot.storage.rows import place

_GET = "SELECT * FROM official_messages WHERE part = :part AND guild_id = :guild AND message_id = :message"
_PUT = """
INSERT INTO official_messages (part, guild_id, message_id, channel_id, words_hash, marked_by, marked_at)
VALUES (:part, :guild, :message, :channel, :words, :by, :at)
ON CONFLICT (part, guild_id, message_id) DO UPDATE SET
    words_hash = excluded.words_hash, marked_by = excluded.marked_by, marked_at = excluded.marked_at
"""
_DROP = "DELETE FROM official_messages WHERE part = :part AND guild_id = :guild AND message_id = :message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """A mark; ``words`` is the SHA-256 of the words that were marked."""

    guild_id: GuildId
    channel_id: int
    message_id: int
    words: str
    marked_by: PersonId
    marked_at: datetime


async def get(reader: Reader, guild_id: GuildId, message_id: int) -> Official | None:
    """Return the mark on a message."""
    row = await reader.fetch_one(_GET, **place(guild_id), message=message_id)
    if row is None:
        return None
    return Official(
        guild_id=GuildId(row["guild_id"]),
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        words=row["words_hash"],
        marked_by=PersonId(row["marked_by"]),
        marked_at=from_ms(row["marked_at"]),
    )


async def put(tx: Tx, official: Official) -> None:
    """Mark a message, or mark it anew with the words that it has now."""
    await tx.execute(
        _PUT,
        **place(official.guild_id),
        message=official.message_id,
        channel=official.channel_id,
        words=official.words,
        by=official.marked_by,
        at=to_ms(official.marked_at),
    )


async def drop(tx: Tx, guild_id: GuildId, message_id: int) -> bool:
    """Take the mark away; False when there was none."""
    return await tx.execute(_DROP, **place(guild_id), message=message_id) > 0
