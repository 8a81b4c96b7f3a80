"""How reporters stand, by keyed digest: how their reports ended, and a pause where there is one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.clock import to_ms
from bot.policy.ids import GuildId, PersonId
from bot.policy.reputation import Reputation
from bot.storage.family import FAMILY
from bot.storage.port import Reader, Row, Tx
from bot.storage.rows import optional_time, place

_GET = "SELECT * FROM reporters WHERE part = :part AND guild_id = :guild AND reporter = :reporter"
_COUNT = """
INSERT INTO reporters (part, guild_id, reporter, agreed, disagreed, updated_at)
VALUES (:part, :guild, :reporter, :agreed, :disagreed, :at)
ON CONFLICT (part, guild_id, reporter) DO UPDATE SET agreed = reporters.agreed + :agreed,
    disagreed = reporters.disagreed + :disagreed, updated_at = :at
"""
_WARN = """
UPDATE reporters SET warned_at = :at, updated_at = :at
WHERE part = :part AND guild_id = :guild AND reporter = :reporter
"""
_PAUSE = """
UPDATE reporters SET paused_until = :until, pause_case = :number, pause_by = :by, asked_at = NULL,
    answered_at = NULL, warned_at = :at, updated_at = :at
WHERE part = :part AND guild_id = :guild AND reporter = :reporter
"""
_ASK = """
UPDATE reporters SET asked_at = :at, updated_at = :at
WHERE part = :part AND guild_id = :guild AND reporter = :reporter AND asked_at IS NULL AND paused_until > :at
"""
_END = """
UPDATE reporters SET paused_until = NULL, warned_at = NULL, pause_case = NULL, pause_by = NULL,
    asked_at = NULL, answered_at = NULL,
    disagreed = CASE WHEN disagreed > 0 THEN disagreed - 1 ELSE 0 END, updated_at = :at
WHERE part = :part AND guild_id = :guild AND pause_case = :number AND asked_at IS NOT NULL
    AND answered_at IS NULL AND pause_by <> :by
RETURNING reporter
"""
_KEEP = """
UPDATE reporters SET answered_at = :at, updated_at = :at
WHERE part = :part AND guild_id = :guild AND pause_case = :number AND asked_at IS NOT NULL
    AND answered_at IS NULL AND pause_by <> :by
RETURNING reporter
"""
_ASKING = """
SELECT reporter FROM reporters
WHERE part = :part AND guild_id = :guild AND pause_case = :number AND asked_at IS NOT NULL
    AND answered_at IS NULL
"""
_OF_CASE = f"""
SELECT s.reporter, r.reporter_number, MIN(r.code) AS code FROM reports r JOIN reporter_seals s
    ON s.part = r.part AND s.guild_id = r.guild_id AND s.code = r.code
WHERE r.part = :part AND r.guild_id = :guild AND r.case_number IN {FAMILY}
GROUP BY s.reporter, r.reporter_number ORDER BY r.reporter_number
"""  # noqa: S608 - made of our own constants
_REPORTS = f"""
SELECT s.reporter, r.code FROM reports r JOIN reporter_seals s
    ON s.part = r.part AND s.guild_id = r.guild_id AND s.code = r.code
WHERE r.part = :part AND r.guild_id = :guild AND r.case_number IN {FAMILY}
ORDER BY r.created_at, r.code
"""  # noqa: S608 - made of our own constants
_OF_MESSAGE = """
SELECT s.reporter, MAX(p.agreed) AS agreed, MAX(p.disagreed) AS disagreed
FROM reports r JOIN reporter_seals s ON s.part = r.part AND s.guild_id = r.guild_id AND s.code = r.code
LEFT JOIN reporters p ON p.part = s.part AND p.guild_id = s.guild_id AND p.reporter = s.reporter
WHERE r.part = :part AND r.guild_id = :guild AND r.case_number = :number AND r.message_id = :message
    AND r.state = 'open'
GROUP BY s.reporter
"""
_FORGET = """
DELETE FROM reporters WHERE part = :part AND guild_id = :guild AND reporter = :reporter
    AND (paused_until IS NULL OR paused_until <= :at)
"""
_EMPTY = """
UPDATE reporters SET agreed = 0, disagreed = 0
WHERE part = :part AND guild_id = :guild AND reporter = :reporter
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a reporter stands in a server."""

    reputation: Reputation
    warned_at: datetime | None
    paused_until: datetime | None
    asked_at: datetime | None
    """When they asked that somebody else look at the pause."""


NEW: Final = Standing(reputation=Reputation(), warned_at=None, paused_until=None, asked_at=None)


async def get(reader: Reader, guild_id: GuildId, reporter: str) -> Standing:
    """Return how a reporter stands; of somebody new nothing is known."""
    row = await reader.fetch_one(_GET, **place(guild_id), reporter=reporter)
    if row is None:
        return NEW
    return Standing(
        reputation=Reputation(agreed=row["agreed"], disagreed=row["disagreed"]),
        warned_at=optional_time(row["warned_at"]),
        paused_until=optional_time(row["paused_until"]),
        asked_at=optional_time(row["asked_at"]),
    )


async def count(
    tx: Tx, guild_id: GuildId, reporter: str, *, agreed: int, disagreed: int, at: datetime
) -> None:
    """Count how a case ended that somebody reported."""
    values = {"agreed": agreed, "disagreed": disagreed, "at": to_ms(at)}
    await tx.execute(_COUNT, **place(guild_id), reporter=reporter, **values)


async def warn(tx: Tx, guild_id: GuildId, reporter: str, at: datetime) -> None:
    """Write down that a reporter was told that a report had no ground."""
    await tx.execute(_WARN, **place(guild_id), reporter=reporter, at=to_ms(at))


async def pause(
    tx: Tx, guild_id: GuildId, reporter: str, until: datetime, number: int, by: PersonId, at: datetime
) -> None:
    """Pause a reporter, for a case and by a moderator."""
    await tx.execute(
        _PAUSE,
        **place(guild_id),
        reporter=reporter,
        until=to_ms(until),
        number=number,
        by=by,
        at=to_ms(at),
    )


async def ask(tx: Tx, guild_id: GuildId, reporter: str, at: datetime) -> bool:
    """Write down that a paused reporter asks for a second look; False where there is nothing to ask for."""
    return await tx.execute(_ASK, **place(guild_id), reporter=reporter, at=to_ms(at)) > 0


async def answer(
    tx: Tx, guild_id: GuildId, number: int, by: PersonId, at: datetime, *, end: bool
) -> list[str]:
    """Answer those who ask about a pause of this case; never by who imposed it. Return their digests."""
    rows = await tx.fetch(_END if end else _KEEP, **place(guild_id), number=number, by=by, at=to_ms(at))
    return [row["reporter"] for row in rows]


async def asking(reader: Reader, guild_id: GuildId, number: int) -> list[str]:
    """Return the digests of those who ask about a pause of this case."""
    return [row["reporter"] for row in await reader.fetch(_ASKING, **place(guild_id), number=number)]


async def of_case(reader: Reader, guild_id: GuildId, number: int) -> list[Row]:
    """Return digest, number and one report code of each reporter of a case and of those joined to it."""
    return await reader.fetch(_OF_CASE, **place(guild_id), number=number)


async def reports_of(reader: Reader, guild_id: GuildId, number: int) -> list[Row]:
    """Return code and digest of who made each report of a case and of those joined to it, oldest first."""
    return await reader.fetch(_REPORTS, **place(guild_id), number=number)


async def of_message(reader: Reader, guild_id: GuildId, number: int, message_id: int) -> list[Reputation]:
    """Return the reputation of each reporter of a message, each once."""
    rows = await reader.fetch(_OF_MESSAGE, **place(guild_id), number=number, message=message_id)
    return [Reputation(agreed=row["agreed"] or 0, disagreed=row["disagreed"] or 0) for row in rows]


async def forget(tx: Tx, guild_id: GuildId, reporter: str, at: datetime) -> None:
    """Forget how somebody's reports ended; a pause stays until it is over, as what is in force does (F29)."""
    await tx.execute(_FORGET, **place(guild_id), reporter=reporter, at=to_ms(at))
    await tx.execute(_EMPTY, **place(guild_id), reporter=reporter)
