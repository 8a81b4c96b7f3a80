"""What the bot has committed, read from its own tables beside it: the yardstick for what it owes.

Only reads, through the bot's own storage port, so that the run stands on the same tables on both engines.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from bot.errors import DatabaseCorrupt
from bot.storage.port import Database, Row

LOOK_AGAIN = 0.5
"""Seconds between two looks at a file that is being put right."""
_CAUSES = "SELECT guild_id, key, case_number, decision, at FROM causes ORDER BY at"
_ACTIONS = "SELECT * FROM actions ORDER BY guild_id, seq"
_SANCTIONS = "SELECT * FROM sanctions ORDER BY starts_at"
_CAUSE = "SELECT COUNT(*) AS found FROM causes WHERE key >= :low AND key < :high"
_ROWS = "SELECT COUNT(*) AS found FROM actions WHERE dedupe_key >= :low AND dedupe_key < :high"
_OPEN = "SELECT COUNT(*) AS found FROM actions WHERE state IN ('todo', 'doing', 'blocked')"
_DUE = """
SELECT COUNT(*) AS found FROM sanctions
WHERE state = 'lifting'
    OR (state = 'active' AND ends_at IS NOT NULL AND ends_at < :until AND kind <> 'warning')
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One row of the bot's outbox."""

    id: str
    guild_id: int
    seq: int
    order_key: str
    cause: str
    """The first two parts of its natural key: ``cmd:<interaction>``, ``msg:<message>``, ``due:…``."""
    kind: str
    state: str
    blocking: bool
    case: int | None
    person: str | None
    sanction: str | None
    payload: Mapping[str, Any]
    result: Mapping[str, Any]
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Imposed:
    """One sanction, times in milliseconds since 1970."""

    guild_id: int
    case: int
    decision: str
    person: str
    kind: str
    method: str
    starts_at: int
    ends_at: int | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Everything committed at one moment."""

    causes: Mapping[str, tuple[int, int, str | None]]
    """Cause to server, case and decision, in the order in which they were committed."""
    intents: tuple[Intent, ...]
    sanctions: tuple[Imposed, ...]

    @property
    def known(self) -> set[str]:
        """Return every cause that was recorded: those of decisions, and those that only left intents."""
        return {*self.causes, *(intent.cause for intent in self.intents)}


async def read(database: Database) -> Records:
    """Return everything that is committed now."""
    async with database.reading() as reader:
        causes = await reader.fetch(_CAUSES)
        actions = await reader.fetch(_ACTIONS)
        sanctions = await reader.fetch(_SANCTIONS)
    return Records(
        causes={_cause(row["key"]): (row["guild_id"], row["case_number"], row["decision"]) for row in causes},
        intents=tuple(_intent(row) for row in actions),
        sanctions=tuple(_sanction(row) for row in sanctions),
    )


async def recorded(database: Database, cause: str) -> bool:
    """Return whether a cause (``cmd:<interaction>``) has been committed; waits while the file is damaged."""
    # The end of the range: the character after the colon that follows each cause's own key.
    bounds = {"low": cause, "high": f"{cause};"}
    while True:
        try:
            async with database.reading() as reader:
                rows = [await reader.fetch_one(statement, **bounds) for statement in (_CAUSE, _ROWS)]
        except DatabaseCorrupt:
            await asyncio.sleep(LOOK_AGAIN)
        else:
            return any(row is not None and row["found"] for row in rows)


async def outstanding(database: Database, until: int) -> int:
    """Return how much the bot still has to do: open intents, and sanctions that end before ``until``."""
    async with database.reading() as reader:
        rows = [await reader.fetch_one(_OPEN), await reader.fetch_one(_DUE, until=until)]
    return sum(int(row["found"]) for row in rows if row is not None)


def _cause(key: str) -> str:
    return ":".join(key.split(":")[:2])


def _intent(row: Row) -> Intent:
    return Intent(
        id=row["id"],
        guild_id=row["guild_id"],
        seq=row["seq"],
        order_key=row["order_key"],
        cause=_cause(row["dedupe_key"]),
        kind=row["kind"],
        state=row["state"],
        blocking=bool(row["blocking"]),
        case=row["case_number"],
        person=row["person"],
        sanction=row["sanction"],
        payload=orjson.loads(row["payload"]),
        result=orjson.loads(row["result"]),
        attempts=row["attempts"],
    )


def _sanction(row: Row) -> Imposed:
    return Imposed(
        guild_id=row["guild_id"],
        case=row["case_number"],
        decision=row["decision"],
        person=row["person"],
        kind=row["kind"],
        method=row["method"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        state=row["state"],
    )
