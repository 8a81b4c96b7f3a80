"""Settings of a server, as one JSON document with a version, and counters."""

from typing import Any

from bot.policy.actions import Json
from bot.policy.ids import GuildId
from bot.storage.port import Reader, Tx
from bot.storage.rows import dump, load, place

_ALL = "SELECT guild_id, version, settings FROM servers"
_PUT = """
INSERT INTO servers (part, guild_id, version, settings, updated_at)
VALUES (:part, :guild, 1, :settings, :at)
ON CONFLICT (part, guild_id) DO UPDATE
SET version = servers.version + 1, settings = excluded.settings, updated_at = excluded.updated_at
RETURNING version
"""
_LOCK = """
INSERT INTO counters (part, guild_id, name, value) VALUES (:part, :guild, 'lock', 0)
ON CONFLICT (part, guild_id, name) DO UPDATE SET value = counters.value
RETURNING value
"""
_COUNT = """
INSERT INTO counters (part, guild_id, name, value) VALUES (:part, :guild, :name, :by)
ON CONFLICT (part, guild_id, name) DO UPDATE SET value = counters.value + excluded.value
RETURNING value
"""
_READ = "SELECT value FROM counters WHERE part = :part AND guild_id = :guild AND name = :name"
_SET = """
INSERT INTO counters (part, guild_id, name, value) VALUES (:part, :guild, :name, :value)
ON CONFLICT (part, guild_id, name) DO UPDATE SET value = excluded.value
"""


async def all_settings(reader: Reader) -> dict[GuildId, dict[str, Any]]:
    """Return the settings of every server that has some."""
    return {GuildId(row["guild_id"]): load(row["settings"]) for row in await reader.fetch(_ALL)}


async def put_settings(tx: Tx, guild_id: GuildId, settings: dict[str, Json], at: int) -> int:
    """Replace a server's settings; return their new version."""
    row = await tx.fetch_one(_PUT, **place(guild_id), settings=dump(settings), at=at)
    return int(row["version"]) if row else 0


async def lock(tx: Tx, guild_id: GuildId) -> None:
    """Let writers of one server go one after the other; the first statement of every service transaction.

    PostgreSQL would otherwise let two of them read the same state before either writes (F20). Servers do not
    wait for each other.
    """
    await tx.fetch_one(_LOCK, **place(guild_id))


async def count_up(tx: Tx, guild_id: GuildId, name: str, by: int = 1) -> int:
    """Take the next ``by`` numbers of a counter, which starts at 1; return the last of them (F21)."""
    row = await tx.fetch_one(_COUNT, **place(guild_id), name=name, by=by)
    assert row is not None  # noqa: S101 - RETURNING after an upsert always gives the row
    return int(row["value"])


async def mark(reader: Reader, guild_id: GuildId, name: str) -> int | None:
    """Return a figure that is kept for a server, such as when something was last done."""
    row = await reader.fetch_one(_READ, **place(guild_id), name=name)
    return None if row is None else int(row["value"])


async def set_mark(tx: Tx, guild_id: GuildId, name: str, value: int) -> None:
    """Keep a figure for a server."""
    await tx.execute(_SET, **place(guild_id), name=name, value=value)
