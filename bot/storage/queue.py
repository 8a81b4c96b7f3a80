"""The open cases in the order in which they are worked: safety first, then what goes on, then the clocks.

Which ones, and in which order, is read from one index that holds the open cases alone; only the rows of the
page that is shown are read from the table, which also holds all closed ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bot.clock import to_ms
from bot.policy.ids import CaseNumber, GuildId
from bot.policy.queue import QueueState, Show
from bot.policy.records import Case, CaseRoute
from bot.storage import case_clocks, cases
from bot.storage.params import listed
from bot.storage.port import Reader
from bot.storage.rows import optional_time, place

ONGOING: Final = timedelta(hours=1)
"""A case to which something came in within this time still goes on."""


# Threats and exposure have the severity 4 or 5; despair goes to the route of care whatever its severity.
_URGENT: Final = "(w.severity >= 4 OR w.route = 'care')"
_FILTERS: Final = {
    Show.ALL: "",
    Show.URGENT: f"AND {_URGENT}",
    Show.FREE: "AND (w.claimed_until IS NULL OR w.claimed_until <= :now)",
    Show.MINE: "AND w.claimed_by = :person AND w.claimed_until > :now",
    Show.OVERDUE: "AND w.due_at <= :now",
}
_ORDER: Final = f"""
    CASE WHEN {_URGENT} THEN 0 ELSE 1 END, CASE WHEN w.hit_at > :ongoing THEN 0 ELSE 1 END, w.due_at,
    w.created_at, w.number
"""
# Nobody finds a case about themselves, or one that they reported, in whichever case the report was joined to.
_VISIBLE: Final = """
FROM cases w
WHERE w.part = :part AND w.guild_id = :guild AND w.state = 'open' AND w.person <> :person
    AND (:route = '' OR w.route = :route)
    AND w.number NOT IN (
        SELECT COALESCE(c.merged_into, c.number) FROM reporter_seals s
        JOIN reports r ON r.part = s.part AND r.guild_id = s.guild_id AND r.code = s.code
        JOIN cases c ON c.part = r.part AND c.guild_id = r.guild_id AND c.number = r.case_number
        WHERE s.part = :part AND s.guild_id = :guild AND s.reporter = :reporter)
"""
_NUMBERS: Final = {
    show: f"SELECT w.number {_VISIBLE} {chosen} ORDER BY {_ORDER} LIMIT :most OFFSET :offset"
    for show, chosen in _FILTERS.items()
}
_COUNTS: Final = {show: f"SELECT COUNT(*) AS cases {_VISIBLE} {chosen}" for show, chosen in _FILTERS.items()}
_NAMED: Final = "SELECT * FROM cases WHERE part = :part AND guild_id = :guild AND number IN"
_STANDING: Final = f"""
SELECT COUNT(*) AS cases, MIN(CASE WHEN w.due_at > :now THEN w.due_at END) AS next_due,
    COALESCE(SUM(CASE WHEN {_URGENT} THEN 1 ELSE 0 END), 0) AS urgent,
    COALESCE(SUM(CASE WHEN w.claimed_until IS NULL OR w.claimed_until <= :now THEN 1 ELSE 0 END), 0) AS free,
    COALESCE(SUM(CASE WHEN w.due_at <= :now THEN 1 ELSE 0 END), 0) AS overdue
FROM cases w WHERE w.part = :part AND w.guild_id = :guild AND w.state = 'open'
"""  # noqa: S608 - made of our own constants


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What somebody wants to see of the queue."""

    guild_id: GuildId
    person: str = ""
    """Who looks; what they are involved in is left out. Empty for a look of the program itself."""
    reporter: str = ""
    """Their keyed digest as a reporter."""
    show: Show = Show.ALL
    route: CaseRoute | None = None


async def numbers(reader: Reader, view: View, now: datetime, most: int, offset: int) -> list[CaseNumber]:
    """Return the numbers of open cases in their order."""
    values = _values(view, now) | {"ongoing": to_ms(now - ONGOING), "most": most, "offset": offset}
    return [CaseNumber(row["number"]) for row in await reader.fetch(_NUMBERS[view.show], **values)]


async def page(reader: Reader, view: View, now: datetime, most: int, offset: int = 0) -> list[Case]:
    """Return open cases in their order."""
    return await named(reader, view.guild_id, await numbers(reader, view, now, most, offset))


async def named(reader: Reader, guild_id: GuildId, wanted: Sequence[int]) -> list[Case]:
    """Return the cases with these numbers, in this order."""
    chosen, values = listed("number", wanted)
    rows = await reader.fetch(f"{_NAMED} {chosen}", **place(guild_id), **values)
    found = {row["number"]: cases.opened(row) for row in rows}
    return [found[number] for number in wanted if number in found]


async def count(reader: Reader, view: View, now: datetime) -> int:
    """Return how many open cases there are in this view."""
    row = await reader.fetch_one(_COUNTS[view.show], **_values(view, now))
    return 0 if row is None else int(row["cases"])


async def standing(reader: Reader, guild_id: GuildId, now: datetime) -> QueueState:
    """Return how many open cases there are of each sort, and when the next one is due."""
    row = await reader.fetch_one(_STANDING, **place(guild_id), now=to_ms(now))
    assert row is not None  # noqa: S101 - an aggregate always gives one row
    appeals, late_appeals = await case_clocks.appeals_waiting(reader, guild_id, now)
    return QueueState(
        cases=int(row["cases"]),
        free=int(row["free"]),
        urgent=int(row["urgent"]),
        overdue=int(row["overdue"]),
        next_due=optional_time(row["next_due"]),
        appeals=appeals,
        late_appeals=late_appeals,
    )


def _values(view: View, now: datetime) -> dict[str, Any]:
    return {
        **place(view.guild_id),
        "person": view.person,
        "reporter": view.reporter,
        "route": view.route.value if view.route else "",
        "now": to_ms(now),
    }
