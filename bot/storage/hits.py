"""Which rules brought up which cases, and where moderators found one wrong."""

from dataclasses import dataclass
from datetime import datetime

from bot.clock import to_ms
from bot.policy.ids import GuildId, PersonId
from bot.storage.port import Reader, Tx
from bot.storage.rows import place

_ADD = """
INSERT INTO rule_hits (part, guild_id, rule_id, case_number, at)
VALUES (:part, :guild, :rule, :number, :at)
ON CONFLICT (part, guild_id, rule_id, case_number) DO NOTHING
"""
_OF_CASE = """
SELECT rule_id, wrong_by FROM rule_hits WHERE part = :part AND guild_id = :guild AND case_number = :number
ORDER BY at, rule_id
"""
_MARK = """
UPDATE rule_hits SET wrong_by = :by, wrong_at = :at
WHERE part = :part AND guild_id = :guild AND rule_id = :rule AND case_number = :number AND wrong_by IS NULL
"""
_UNMARK = """
UPDATE rule_hits SET wrong_by = NULL, wrong_at = NULL
WHERE part = :part AND guild_id = :guild AND rule_id = :rule AND case_number = :number
    AND wrong_by IS NOT NULL
"""
# What the machine settled by itself nobody has looked at, unless somebody called it wrong.
_PRECISION = """
SELECT h.rule_id AS rule_id, COUNT(*) AS looked,
    SUM(CASE WHEN h.wrong_by IS NOT NULL OR c.state = 'no_violation' THEN 1 ELSE 0 END) AS wrong
FROM rule_hits h
JOIN cases c ON c.part = h.part AND c.guild_id = h.guild_id AND c.number = h.case_number
WHERE h.part = :part AND h.guild_id = :guild AND h.at >= :since
    AND (h.wrong_by IS NOT NULL OR (c.state <> 'open' AND c.decided_by <> 'machine'))
GROUP BY h.rule_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleHit:
    """A rule that had a part in a case."""

    rule: str
    wrong: bool


async def add(tx: Tx, guild_id: GuildId, rule: str, number: int, at: datetime) -> None:
    """Write down that a rule had a part in a case; again changes nothing."""
    await tx.execute(_ADD, **place(guild_id), rule=rule, number=number, at=to_ms(at))


async def of_case(reader: Reader, guild_id: GuildId, number: int) -> list[RuleHit]:
    """Return the rules that had a part in a case, the first first."""
    rows = await reader.fetch(_OF_CASE, **place(guild_id), number=number)
    return [RuleHit(rule=row["rule_id"], wrong=row["wrong_by"] is not None) for row in rows]


async def mark(tx: Tx, guild_id: GuildId, rule: str, number: int, by: PersonId, at: datetime) -> bool:
    """Call a rule wrong in a case; False when it was called so already."""
    return await tx.execute(_MARK, **place(guild_id), rule=rule, number=number, by=by, at=to_ms(at)) > 0


async def unmark(tx: Tx, guild_id: GuildId, rule: str, number: int) -> bool:
    """Take that back; False when nobody had called it wrong."""
    return await tx.execute(_UNMARK, **place(guild_id), rule=rule, number=number) > 0


async def precision(reader: Reader, guild_id: GuildId, since: datetime) -> dict[str, tuple[int, int]]:
    """Return for each rule how many of its cases people looked at since an instant, and was wrong in."""
    rows = await reader.fetch(_PRECISION, **place(guild_id), since=to_ms(since))
    return {row["rule_id"]: (int(row["looked"]), int(row["wrong"])) for row in rows}
