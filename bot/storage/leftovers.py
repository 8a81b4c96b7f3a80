"""What did not go straight through: rows of a dead process, of an outage, or for lack of a permission."""

from datetime import datetime

from bot.clock import to_ms
from bot.policy.actions import ActionKind, Json
from bot.policy.ids import GuildId, SanctionId
from bot.policy.records import StoredAction
from bot.storage.actions import stored
from bot.storage.port import Reader, Tx
from bot.storage.rows import dump, load, place

# A lower fence is that of an owner who lost the database: what it had under way is nobody's now.
_ABANDONED = """
SELECT DISTINCT guild_id FROM actions
WHERE state = 'doing' AND (lease_until <= :now OR fence < :fence) AND part BETWEEN :low AND :high
"""
_BURY = """
UPDATE actions SET state = 'dead', lease_until = NULL, finished_at = :now, result = :result
WHERE state = 'doing' AND (lease_until <= :now OR fence < :fence) AND attempts >= :most
    AND part = :part AND guild_id = :guild
RETURNING *
"""
_RECLAIM = """
UPDATE actions SET state = 'todo', lease_until = NULL, next_at = 0
WHERE state = 'doing' AND (lease_until <= :now OR fence < :fence) AND part = :part AND guild_id = :guild
"""
_LAST_OF = """
SELECT kind, result FROM actions
WHERE part = :part AND guild_id = :guild AND order_key = :order_key AND state = 'done'
    AND kind IN ('set_timeout', 'set_voice_mute')
ORDER BY seq
"""
_WAKE = """
UPDATE actions SET state = 'todo', next_at = 0
WHERE part = :part AND guild_id = :guild AND state = 'blocked'
"""
_BLOCKED = "SELECT 1 FROM actions WHERE part = :part AND guild_id = :guild AND state = 'blocked' LIMIT 1"
_FOR_LACK = "(result LIKE '%\"missing_permission\"%' OR result LIKE '%\"no_access\"%')"
_LACKING = f"""
SELECT DISTINCT sanction FROM actions
WHERE part = :part AND guild_id = :guild AND state = 'refused' AND sanction IS NOT NULL AND {_FOR_LACK}
"""  # noqa: S608 - made of our own constants
_IS_LACKING = f"""
SELECT 1 FROM actions WHERE part = :part AND guild_id = :guild AND state = 'refused' AND {_FOR_LACK} LIMIT 1
"""  # noqa: S608 - made of our own constants
_POST_AGAIN = f"""
UPDATE actions SET state = 'todo', next_at = 0, finished_at = NULL,
    attempts = CASE WHEN attempts > 1 THEN 1 ELSE 0 END
WHERE part = :part AND guild_id = :guild AND state = 'refused' AND sanction IS NULL
    AND kind IN ('delete_message', 'post_case', 'post_log', 'post_item')
    AND created_at >= :since AND {_FOR_LACK}
RETURNING order_key
"""  # noqa: S608 - made of our own constants
_REARM = """
UPDATE actions SET state = 'todo', kind = :kind, payload = :payload, seq = :seq, next_at = 0, attempts = 0,
    finished_at = NULL
WHERE part = :part AND guild_id = :guild AND id = :id AND state IN ('refused', 'dead')
"""


async def abandoned(reader: Reader, now: datetime, fence: int, parts: tuple[int, int]) -> list[GuildId]:
    """Return servers with rows whose claim ran out, or was made before this owner's ``fence``."""
    rows = await reader.fetch(_ABANDONED, now=to_ms(now), fence=fence, low=parts[0], high=parts[1])
    return [GuildId(row["guild_id"]) for row in rows]


async def reclaim(
    tx: Tx, guild_id: GuildId, now: datetime, fence: int, most_attempts: int
) -> list[StoredAction]:
    """Put a server's abandoned rows back to work; return those that ran out of tries (now dead)."""
    which = {**place(guild_id), "now": to_ms(now), "fence": fence}
    buried = await tx.fetch(_BURY, **which, most=most_attempts, result=dump({"reason": "attempts"}))
    await tx.execute(_RECLAIM, **which)
    return [stored(row) for row in buried]


async def wake(tx: Tx, guild_id: GuildId) -> int:
    """Let rows go that waited for the server to come back."""
    return await tx.execute(_WAKE, **place(guild_id))


async def is_blocked(reader: Reader, guild_id: GuildId) -> bool:
    """Return whether anything waits for this server; most servers come with nothing."""
    return await reader.fetch_one(_BLOCKED, **place(guild_id)) is not None


async def is_lacking(reader: Reader, guild_id: GuildId) -> bool:
    """Return whether anything was refused here for lack of a permission."""
    return await reader.fetch_one(_IS_LACKING, **place(guild_id)) is not None


async def left_behind(reader: Reader, guild_id: GuildId, order_key: str) -> set[ActionKind]:
    """Return what a member still carries because they were away when it was taken back.

    Not indexed: ask only about somebody who came back with such a thing.
    """
    rows = await reader.fetch(_LAST_OF, **place(guild_id), order_key=order_key)
    last = {ActionKind(row["kind"]): load(row["result"]) for row in rows}
    return {kind for kind, result in last.items() if result.get("gone")}


async def lacking(reader: Reader, guild_id: GuildId) -> list[SanctionId]:
    """Return sanctions of which an act was refused for lack of a permission."""
    rows = await reader.fetch(_LACKING, **place(guild_id))
    return [SanctionId(row["sanction"]) for row in rows]


async def post_again(tx: Tx, guild_id: GuildId, since: datetime) -> list[str]:
    """Let posts and removals go that were refused for lack of a permission; return their orders.

    Never a notice, whose refusal is final, nor what is out of date, nor anything made before ``since``.
    """
    rows = await tx.fetch(_POST_AGAIN, **place(guild_id), since=to_ms(since))
    return list(dict.fromkeys(row["order_key"] for row in rows))


async def rearm(tx: Tx, action: StoredAction, kind: ActionKind, payload: dict[str, Json], seq: int) -> bool:
    """Let a failed act go once more, last in its order, with what is right by now."""
    changed = await tx.execute(
        _REARM, **place(action.guild_id), id=action.id, kind=kind.value, payload=dump(payload), seq=seq
    )
    return changed > 0
