"""Cases that went to the outside panel, and who has had a part in what they wait for."""

from datetime import datetime
from typing import Final

from bot.clock import to_ms
from bot.policy.ids import GuildId, PersonId
from bot.policy.records import Case
from bot.storage.cases import opened
from bot.storage.port import Reader, Tx
from bot.storage.rows import place

_REFER: Final = """
UPDATE cases SET panel_at = :at, version = version + 1, updated_at = :at
WHERE part = :part AND guild_id = :guild AND number = :number AND panel_at IS NULL
"""
_PROPOSERS: Final = """
SELECT proposed_by AS person FROM motions
WHERE part = :part AND guild_id = :guild AND case_number = :number AND state = 'open'
"""
_DECIDERS: Final = """
SELECT d.actor AS person FROM appeals a JOIN decisions d
    ON d.part = a.part AND d.guild_id = a.guild_id AND d.id = a.decision
WHERE a.part = :part AND a.guild_id = :guild AND a.case_number = :number AND a.state = 'open'
UNION
SELECT p.person FROM appeals a JOIN decision_people p
    ON p.part = a.part AND p.guild_id = a.guild_id AND p.decision = a.decision
WHERE a.part = :part AND a.guild_id = :guild AND a.case_number = :number AND a.state = 'open'
"""
_ITEMS: Final = """
SELECT 'motion' AS kind, number FROM motions
WHERE part = :part AND guild_id = :guild AND case_number = :number AND state = 'open'
UNION ALL
SELECT 'appeal' AS kind, number FROM appeals
WHERE part = :part AND guild_id = :guild AND case_number = :number AND state = 'open'
"""
_WAITING: Final = """
SELECT * FROM cases c WHERE part = :part AND guild_id = :guild AND panel_at IS NOT NULL
    AND (state = 'open' OR EXISTS (
        SELECT 1 FROM appeals a WHERE a.part = c.part AND a.guild_id = c.guild_id
            AND a.case_number = c.number AND a.state = 'open'
    ))
ORDER BY number
"""


async def refer(tx: Tx, guild_id: GuildId, number: int, at: datetime) -> bool:
    """Write down that a case goes to the panel; False when it did already."""
    return await tx.execute(_REFER, **place(guild_id), number=number, at=to_ms(at)) > 0


async def proposers(reader: Reader, guild_id: GuildId, number: int) -> frozenset[PersonId]:
    """Return who proposed what waits for a second person in a case."""
    rows = await reader.fetch(_PROPOSERS, **place(guild_id), number=number)
    return frozenset(PersonId(row["person"]) for row in rows)


async def deciders(reader: Reader, guild_id: GuildId, number: int) -> frozenset[PersonId]:
    """Return who decided what an open appeal in a case is about, and so can't answer it."""
    rows = await reader.fetch(_DECIDERS, **place(guild_id), number=number)
    return frozenset(PersonId(row["person"]) for row in rows)


async def items(reader: Reader, guild_id: GuildId, number: int) -> list[tuple[str, int]]:
    """Return the open motions and appeals of a case, as kind and number."""
    rows = await reader.fetch(_ITEMS, **place(guild_id), number=number)
    return [(row["kind"], int(row["number"])) for row in rows]


async def waiting(reader: Reader, guild_id: GuildId) -> list[Case]:
    """Return the cases that wait for the panel: open ones, and decided ones with an open appeal."""
    return [opened(row) for row in await reader.fetch(_WAITING, **place(guild_id))]
