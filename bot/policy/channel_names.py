"""Guesses from its channels how a server is meant to be moderated, so that the bot is of use at once.

Only channels that not everybody can read come into question: a queue in the open would expose people.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

COMMON_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "queue_channel": (
        "mod-queue",
        "modqueue",
        "moderation-queue",
        "moderator-queue",
        "report-queue",
        "mod-reports",
        "reports",
    ),
    "log_channel": ("mod-log", "modlog", "mod-logs", "moderation-log", "moderation-logs", "steward-log"),
    "faculty_channel": ("faculty", "faculty-room", "teachers", "teaching-staff", "instructors"),
}
"""Settings by the names that people give such channels, the likeliest first."""

_DECORATION: Final = re.compile(r"[^a-z]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A text channel, as far as guessing goes."""

    id: int
    name: str
    private: bool
    """Whether not everybody can read it."""
    usable: bool
    """Whether the bot can read and write there."""


def guess(rooms: Iterable[Room]) -> dict[str, int]:
    """Return a channel for each setting whose common names one fits; the best of several."""
    closed = [room for room in rooms if room.private]
    found: dict[str, int] = {}
    for setting, names in COMMON_NAMES.items():
        fitting = [room for room in closed if _plain(room.name) in names]
        if fitting:
            found[setting] = min(
                fitting, key=lambda room: (not room.usable, names.index(_plain(room.name)), room.id)
            ).id
    return found


def _plain(name: str) -> str:
    """Return a channel's name without the emoji and bars that people decorate it with."""
    return _DECORATION.sub("-", name.lower()).strip("-")
