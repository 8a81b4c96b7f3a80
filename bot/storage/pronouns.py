"""The pronouns that people set for themselves, sealed under their own key."""

from collections.abc import Sequence
from datetime import datetime

from bot.clock import to_ms
from bot.policy.ids import PersonId
from bot.storage.port import Reader, Tx

_SET = """
INSERT INTO pronouns (part, person, words, updated_at) VALUES (:part, :person, :words, :at)
ON CONFLICT (part, person) DO UPDATE SET words = :words, updated_at = :at
"""
_CLEAR = "DELETE FROM pronouns WHERE part = :part AND person = :person"
_GET = "SELECT words FROM pronouns WHERE part = :part AND person = :person"
_LATEST = "SELECT person, words FROM pronouns ORDER BY updated_at DESC LIMIT :most"


async def put(tx: Tx, part: int, person: PersonId, words: bytes, at: datetime) -> None:
    """Keep somebody's pronouns in the place of earlier ones."""
    await tx.execute(_SET, part=part, person=person, words=words, at=to_ms(at))


async def clear(tx: Tx, part: int, person: PersonId) -> bool:
    """Forget somebody's pronouns; return whether there were any."""
    return await tx.execute(_CLEAR, part=part, person=person) > 0


async def get(reader: Reader, part: int, person: PersonId) -> bytes | None:
    """Return somebody's sealed pronouns."""
    row = await reader.fetch_one(_GET, part=part, person=person)
    return None if row is None else row["words"]


async def latest(reader: Reader, most: int) -> Sequence[tuple[PersonId, bytes]]:
    """Return people with their sealed pronouns, those set last first."""
    rows = await reader.fetch(_LATEST, most=most)
    return [(PersonId(row["person"]), row["words"]) for row in rows]
