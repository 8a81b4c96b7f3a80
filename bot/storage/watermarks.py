"""How far each channel was read."""

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


async def put(tx: Tx, guild_id: GuildId, seen: Mapping[int, int]) -> None:
    """Move the marks of a server's channels on; a mark never goes back."""
    rows = [{**place(guild_id), "channel": channel, "message": seen[channel]} for channel in sorted(seen)]
    await tx.execute_many(_PUT, rows)


async def of_guild(reader: Reader, guild_id: GuildId) -> dict[int, int]:
    """Return the last message seen by channel."""
    rows = await reader.fetch(_OF_GUILD, **place(guild_id))
    return {row["channel_id"]: row["message_id"] for row in rows}
