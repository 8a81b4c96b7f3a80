"""How far each channel, and each server's audit log, was read."""

from collections.abc import Mapping

from bot.policy.ids import GuildId
from bot.storage.port import Reader, Tx
from bot.storage.rows import place

_PUT = """
INSERT INTO watermarks (part, guild_id, channel_id, message_id) VALUES (:part, :guild, :channel, :message)
ON CONFLICT (part, guild_id, channel_id) DO UPDATE SET message_id = excluded.message_id
WHERE excluded.message_id > watermarks.message_id
"""
_OF_GUILD = "SELECT channel_id, message_id FROM watermarks WHERE part = :part AND guild_id = :guild"

_PUT_AUDIT = """
INSERT INTO audit_marks (part, guild_id, entry_id) VALUES (:part, :guild, :entry)
ON CONFLICT (part, guild_id) DO UPDATE SET entry_id = excluded.entry_id
WHERE excluded.entry_id > audit_marks.entry_id
"""
_AUDIT_OF = "SELECT entry_id FROM audit_marks WHERE part = :part AND guild_id = :guild"


async def put(tx: Tx, guild_id: GuildId, seen: Mapping[int, int]) -> None:
    """Move the marks of a server's channels on; a mark never goes back."""
    rows = [{**place(guild_id), "channel": channel, "message": seen[channel]} for channel in sorted(seen)]
    await tx.execute_many(_PUT, rows)


async def of_guild(reader: Reader, guild_id: GuildId) -> dict[int, int]:
    """Return the last message seen by channel."""
    rows = await reader.fetch(_OF_GUILD, **place(guild_id))
    return {row["channel_id"]: row["message_id"] for row in rows}


async def put_audit(tx: Tx, guild_id: GuildId, entry_id: int) -> None:
    """Move the mark of a server's audit log on; it never goes back."""
    await tx.execute(_PUT_AUDIT, **place(guild_id), entry=entry_id)


async def audit_of(reader: Reader, guild_id: GuildId) -> int | None:
    """Return the last entry that was read of a server's audit log; None when none ever was."""
    row = await reader.fetch_one(_AUDIT_OF, **place(guild_id))
    return None if row is None else int(row["entry_id"])
