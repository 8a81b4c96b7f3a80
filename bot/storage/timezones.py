"""The time zones that people set for themselves, sealed under their own key."""

from collections.abc import Sequence
from datetime import datetime

from bot.clock import to_ms
from bot.policy.ids import PersonId
from bot.storage.port import Reader, Tx

_SET = """
INSERT INTO timezones (part, person, zone, updated_at) VALUES (:part, :person, :zone, :at)
ON CONFLICT (part, person) DO UPDATE SET zone = excluded.zone, updated_at = excluded.updated_at
"""
_CLEAR = "DELETE FROM timezones WHERE part = :part AND person = :person"
_LATEST = "SELECT person, zone FROM timezones ORDER BY updated_at DESC LIMIT :most"


async def put(tx: Tx, part: int, person: PersonId, zone: bytes, at: datetime) -> None:
    """Keep somebody's time zone in the place of an earlier one."""
    await tx.execute(_SET, part=part, person=person, zone=zone, at=to_ms(at))


async def clear(tx: Tx, part: int, person: PersonId) -> None:
    """Forget somebody's time zone."""
    await tx.execute(_CLEAR, part=part, person=person)


async def latest(reader: Reader, most: int) -> Sequence[tuple[PersonId, bytes]]:
    """Return people with their sealed time zones, those set last first."""
    rows = await reader.fetch(_LATEST, most=most)
    return [(PersonId(row["person"]), row["zone"]) for row in rows]
