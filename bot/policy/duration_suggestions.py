"""What to offer while somebody types a duration; everything offered can be read by ``parse_duration``."""

import re
from typing import Final

from bot.policy.duration_words import COMMON, DAYS, SPOKEN

_PERMANENT: Final = "forever"
_MOST: Final = 25
"""Discord shows at most 25 choices:
https://discord.com/developers/docs/interactions/application-commands#autocomplete"""
_COUNTED: Final = re.compile(r"(?P<rest>.*?)(?P<number>\d{1,4})\s*(?P<unit>[^\W\d_]*)$")


def suggest(text: str) -> list[str]:
    """Return completions of what was typed, best first, at most 25; nothing fitting gives the usual ones."""
    typed = " ".join(text.casefold().split())
    if not typed:
        return [*COMMON, _PERMANENT]
    found = _counted(typed) + _named(typed)
    return found[:_MOST] or [*COMMON, _PERMANENT]


def _counted(typed: str) -> list[str]:
    match = _COUNTED.fullmatch(typed)
    if match is None or (match["rest"] and not match["rest"][-1].isspace()) or not int(match["number"]):
        return []
    number = int(match["number"])
    units = [unit for unit in SPOKEN if unit.startswith(match["unit"])]
    # Ten years are the longest term, so more than that is not worth offering.
    limits = {"months": 121, "years": 10, "weeks": 521, "days": 3653}
    return [
        f"{match['rest']}{number} {unit if number != 1 else unit[:-1]}"
        for unit in units
        if number <= limits.get(unit, 9999) and (not match["rest"] or _is_amount(match["rest"]))
    ]


def _is_amount(rest: str) -> bool:
    return bool(re.fullmatch(r"(\d{1,3} (minute|hour|day)s? )+", rest))


def _named(typed: str) -> list[str]:
    words = [_PERMANENT, "tomorrow", *(f"until {day}" for day in DAYS)]
    plain = typed.removeprefix("until ").strip()
    return [
        word for word in words if word.casefold().removeprefix("until ").startswith(plain) or word == typed
    ]
