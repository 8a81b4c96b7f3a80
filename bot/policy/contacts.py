"""Hostility that no single message shows: repeated contact of one person with another, over days (M7, M14).

A hostile contact counts one and fades by half each week. What is told names only the person whose conduct
it is, and days; so it reads the same whatever made it rise: many hostile words at one person, or contact
with somebody around an open case. Nobody can read from it that anybody reported.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from bot.policy.phrase import Phrase, phrase

KEPT_DAYS: Final = 30
NOBODY: Final = ""
"""Stands for whom a contact was with, where that is kept nowhere."""
_DAY: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From when on people are told; a server's rule sets it."""

    contacts: float = field(default=3.0, metadata={"least": 1.0})
    """So many hostile contacts with one person, the faded ones less."""
    days: int = field(default=2, metadata={"least": 1})
    """On so many days at least; twice the contacts on a single day count too."""
    half_life_days: float = field(default=7.0, metadata={"least": 0.5})
    """After so many days a contact counts half."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The contacts of a person with another one on a day."""

    other: str
    """The code of the other one, or ``NOBODY``."""
    day: int
    """Days since 1970, UTC."""
    count: int
    told: int = 0
    """The day on which people were told, 0 if they were not."""


def day_of(moment: datetime) -> int:
    """Return the day of an instant, in days since 1970, UTC."""
    return int(moment.timestamp()) // _DAY


def told_day(day: int) -> str:
    """Return a day as people write it in records: 2026-03-01."""
    return datetime.fromtimestamp(day * _DAY, UTC).date().isoformat()


def units(contacts: Iterable[Contact], today: int, limits: Limits) -> float:
    """Return how many contacts there were, each faded by its age in days."""
    return sum(
        (each.count * float(0.5 ** ((today - each.day) / limits.half_life_days)) for each in contacts), 0.0
    )


def to_tell(contacts: Iterable[Contact], today: int, limits: Limits) -> tuple[int, ...]:
    """Return the days of a person's contacts that people should be told of now; none when nothing is new.

    At most once a day for each person. Contact with nobody named is such already that it counts alone.
    """
    by_other: dict[str, list[Contact]] = defaultdict(list)
    for each in contacts:
        if today - each.day < KEPT_DAYS:
            by_other[each.other].append(each)
    if any(each.told == today for group in by_other.values() for each in group):
        return ()
    risen = [group for other, group in by_other.items() if _has_risen(other, group, today, limits)]
    return tuple(sorted({each.day for group in risen for each in group}))


def _has_risen(other: str, group: list[Contact], today: int, limits: Limits) -> bool:
    if all(each.told for each in group):
        return False
    if other == NOBODY:
        return True
    weight = units(group, today, limits)
    return weight >= (limits.contacts if len(group) >= limits.days else 2 * limits.contacts)


def explain(days: Iterable[int]) -> Phrase:
    """Say in two sentences what people should look at; the same words whatever made it rise."""
    return phrase("detector.hostility.days", days=", ".join(map(told_day, days)))
