"""Rules of servers, categories and channels: every change is a new version; and how often each rule hit."""

from dataclasses import dataclass
from typing import Any

from bot.policy.ids import GuildId, PersonId
from bot.storage.port import Reader, Row, Tx
from bot.storage.rows import dump, load, place

_LATEST = """
SELECT r.* FROM rule_versions r
WHERE r.version = (SELECT MAX(v.version) FROM rule_versions v
    WHERE v.part = r.part AND v.guild_id = r.guild_id AND v.scope_id = r.scope_id)
"""
_HISTORY = """
SELECT * FROM rule_versions WHERE part = :part AND guild_id = :guild AND scope_id = :scope
ORDER BY version DESC LIMIT :most
"""
_INSERT = """
INSERT INTO rule_versions (part, guild_id, scope_id, version, rules, change, actor, at)
VALUES (:part, :guild, :scope, :version, :rules, :change, :actor, :at)
"""
_COUNT = """
INSERT INTO rule_counts (part, guild_id, rule_id, day, mode, hits)
VALUES (:part, :guild, :rule, :day, :mode, :hits)
ON CONFLICT (part, guild_id, rule_id, day, mode) DO UPDATE SET hits = rule_counts.hits + excluded.hits
"""
_COUNTS = """
SELECT rule_id, mode, SUM(hits) AS hits FROM rule_counts
WHERE part = :part AND guild_id = :guild AND day >= :since GROUP BY rule_id, mode
"""
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleVersion:
    """The rules of one scope as they stood from ``at`` on; ``rules`` is the document as JSON."""

    guild_id: GuildId
    scope_id: int
    version: int
    rules: dict[str, Any]
    change: str
    actor: PersonId
    at: int


def _version(row: Row) -> RuleVersion:
    return RuleVersion(
        guild_id=GuildId(row["guild_id"]),
        scope_id=row["scope_id"],
        version=row["version"],
        rules=load(row["rules"]),
        change=row["change"],
        actor=PersonId(row["actor"]),
        at=row["at"],
    )


async def latest(reader: Reader) -> list[RuleVersion]:
    """Return the current rules of every scope of every server, to be compiled at start."""
    return [_version(row) for row in await reader.fetch(_LATEST)]


async def history(reader: Reader, guild_id: GuildId, scope_id: int, most: int) -> list[RuleVersion]:
    """Return a scope's versions, newest first."""
    return [
        _version(row) for row in await reader.fetch(_HISTORY, **place(guild_id), scope=scope_id, most=most)
    ]


async def add_version(tx: Tx, version: RuleVersion) -> None:
    """Add a version; two writers of the same number break the key, and the second is told to look again."""
    await tx.execute(
        _INSERT,
        **place(version.guild_id),
        scope=version.scope_id,
        version=version.version,
        rules=dump(version.rules),
        change=version.change,
        actor=version.actor,
        at=version.at,
    )


async def count(tx: Tx, counts: dict[tuple[GuildId, str, str], int], at: int) -> None:
    """Add up hits by server, rule and mode under the day (UTC) of ``at``."""
    for (guild_id, rule, mode), hits in counts.items():
        await tx.execute(_COUNT, **place(guild_id), rule=rule, mode=mode, hits=hits, day=at // DAY_MS)


async def counts(reader: Reader, guild_id: GuildId, since: int) -> dict[str, dict[str, int]]:
    """Return hits by rule and mode since an instant (epoch milliseconds, rounded down to its day)."""
    found: dict[str, dict[str, int]] = {}
    for row in await reader.fetch(_COUNTS, **place(guild_id), since=since // DAY_MS):
        found.setdefault(row["rule_id"], {})[row["mode"]] = int(row["hits"])
    return found
