"""The clocks of open cases and appeals: which have waited too long, and how far that was escalated.

Each step is taken once: it counts up only from the number that was read. Nothing here closes anything (F30).
"""

from datetime import datetime

from bot.clock import from_ms, to_ms
from bot.policy.ids import GuildId
from bot.policy.records import Case
from bot.storage.cases import opened
from bot.storage.family import FAMILY
from bot.storage.port import Reader, Row, Tx
from bot.storage.rows import optional_ms, optional_time, place

_UNTOLD = f"""
SELECT MIN(created_at) AS at FROM reports
WHERE part = :part AND guild_id = :guild AND state = 'open' AND case_number IN {FAMILY}
"""  # noqa: S608 - made of our own constants
_SET = """
UPDATE cases SET due_at = :due, escalate_at = :escalate
WHERE part = :part AND guild_id = :guild AND number = :number AND state = 'open'
"""
_STEP = """
UPDATE cases SET escalated = escalated + 1
WHERE part = :part AND guild_id = :guild AND number = :number AND state = 'open' AND escalated = :taken
"""
_LATE = """
SELECT * FROM cases WHERE state = 'open' AND escalate_at IS NOT NULL AND escalate_at <= :now
    AND part BETWEEN :low AND :high
ORDER BY escalate_at LIMIT :most
"""
_NEXT = """
SELECT MIN(escalate_at) AS at FROM cases
WHERE state = 'open' AND escalate_at IS NOT NULL AND part BETWEEN :low AND :high
"""
_LOOK_AGAIN = """
UPDATE cases SET escalate_at = 0
WHERE part = :part AND guild_id = :guild AND state = 'open' AND escalated < :steps
"""
# A step a day, counted from the promised day; a day is 86,400,000 ms.
_LATE_APPEALS = """
SELECT guild_id, number, case_number, person, due_at, escalated FROM appeals
WHERE state = 'open' AND escalated < :steps AND due_at + escalated * 86400000 <= :now
    AND part BETWEEN :low AND :high
ORDER BY due_at LIMIT :most
"""
_STEP_APPEAL = """
UPDATE appeals SET escalated = escalated + 1
WHERE part = :part AND guild_id = :guild AND number = :number AND state = 'open' AND escalated = :taken
"""
_APPEALS_WAIT = """
SELECT COUNT(*) AS appeals, COALESCE(SUM(CASE WHEN due_at <= :now THEN 1 ELSE 0 END), 0) AS overdue
FROM appeals WHERE part = :part AND guild_id = :guild AND state = 'open'
"""


async def untold_since(reader: Reader, guild_id: GuildId, number: int) -> datetime | None:
    """Return when the oldest report of a case came in whose reporter was told nothing yet."""
    row = await reader.fetch_one(_UNTOLD, **place(guild_id), number=number)
    return None if row is None else optional_time(row["at"])


async def set_clock(
    tx: Tx, guild_id: GuildId, number: int, due_at: datetime, escalate_at: datetime | None
) -> None:
    """Write down by when an open case should go on, and when it is escalated next."""
    values = {"due": to_ms(due_at), "escalate": optional_ms(escalate_at)}
    await tx.execute(_SET, **place(guild_id), number=number, **values)


async def step(tx: Tx, guild_id: GuildId, number: int, taken: int) -> bool:
    """Count one more step; False when it was taken already or the case is closed."""
    return await tx.execute(_STEP, **place(guild_id), number=number, taken=taken) > 0


async def late(reader: Reader, now: datetime, parts: tuple[int, int], most: int) -> list[Case]:
    """Return the open cases of all servers that are to be looked at, the longest waiting first."""
    rows = await reader.fetch(_LATE, now=to_ms(now), low=parts[0], high=parts[1], most=most)
    return [opened(row) for row in rows]


async def next_late(reader: Reader, parts: tuple[int, int]) -> datetime | None:
    """Return when the next case is to be looked at."""
    row = await reader.fetch_one(_NEXT, low=parts[0], high=parts[1])
    return None if row is None or row["at"] is None else from_ms(row["at"])


async def look_again(tx: Tx, guild_id: GuildId, steps: int) -> None:
    """Let the next sweep set every clock of a server anew, because its terms were changed."""
    await tx.execute(_LOOK_AGAIN, **place(guild_id), steps=steps)


async def late_appeals(
    reader: Reader, now: datetime, parts: tuple[int, int], steps: int, most: int
) -> list[Row]:
    """Return open appeals of all servers that are past the promised day, and how far that was told."""
    values = {"now": to_ms(now), "low": parts[0], "high": parts[1], "steps": steps, "most": most}
    return await reader.fetch(_LATE_APPEALS, **values)


async def step_appeal(tx: Tx, guild_id: GuildId, number: int, taken: int) -> bool:
    """Count one more step of an appeal; False when it was taken already or the appeal is decided."""
    return await tx.execute(_STEP_APPEAL, **place(guild_id), number=number, taken=taken) > 0


async def appeals_waiting(reader: Reader, guild_id: GuildId, now: datetime) -> tuple[int, int]:
    """Return how many appeals are open in a server, and how many of them are late."""
    row = await reader.fetch_one(_APPEALS_WAIT, **place(guild_id), now=to_ms(now))
    return (0, 0) if row is None else (int(row["appeals"]), int(row["overdue"]))
