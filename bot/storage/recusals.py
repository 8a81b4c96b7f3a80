"""What tells whether somebody is involved in a case: who reported it, and what was kept of it."""

from bot.policy.ids import GuildId
from bot.storage.family import FAMILY
from bot.storage.port import Reader
from bot.storage.rows import place

_REPORTED = f"""
SELECT 1 AS found FROM reports r JOIN reporter_seals s
    ON s.part = r.part AND s.guild_id = r.guild_id AND s.code = r.code
WHERE r.part = :part AND r.guild_id = :guild AND r.case_number IN {FAMILY} AND s.reporter = :reporter
"""  # noqa: S608 - made of our own constants
_CAPTURED = f"""
SELECT kind, body FROM evidence
WHERE part = :part AND guild_id = :guild AND case_number IN {FAMILY} AND kind IN ('message', 'context')
    AND body IS NOT NULL
ORDER BY created_at LIMIT :most
"""  # noqa: S608 - made of our own constants


async def reported(reader: Reader, guild_id: GuildId, number: int, reporter: str) -> bool:
    """Return whether the holder of this reporter digest is among those who reported a case."""
    found = await reader.fetch_one(_REPORTED, **place(guild_id), number=number, reporter=reporter)
    return found is not None


async def captured(reader: Reader, guild_id: GuildId, number: int, most: int = 50) -> list[tuple[str, bytes]]:
    """Return kind and sealed body of the messages that a case keeps; never its pictures or files."""
    rows = await reader.fetch(_CAPTURED, **place(guild_id), number=number, most=most)
    return [(row["kind"], row["body"]) for row in rows]
