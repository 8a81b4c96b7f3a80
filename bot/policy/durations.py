"""How long: what people type becomes a length or an end, and a length becomes words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from difflib import get_close_matches
from typing import Final, TypeAlias

from bot.policy.duration_words import FILLERS, FOREVER, NEXT_DAYS, ONE, UNITS, UNTIL, WEEKDAYS
from bot.policy.phrase import Phrase, Value, phrase

LONGEST: Final = timedelta(days=3653)
"""Ten years; whoever means longer means "until lifted"."""
_MAX_TYPED: Final = 80

_DATE = r"\d{4}-\d{2}-\d{2}"
_MARK: Final = re.compile(r"<t:(-?\d{1,12})(?::[tTdDfFR])?>")
_MOMENT: Final = re.compile(
    rf"(?:(?P<day>{_DATE}|[^\W\d_]+)(?:\s*,?\s*(?:at|um|a las|t)?\s*(?=\d))?)?"
    r"(?P<clock>(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s?(?P<half>am|pm)?)?"
)
_PIECE: Final = re.compile(r"(\d+(?:[.,]\d+)?|[^\W\d_]+)[\s,]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """How long something holds; both None means until somebody lifts it."""

    length: timedelta | None
    ends_at: datetime | None
    """Aware UTC."""

    @property
    def permanent(self) -> bool:
        """Return whether it has no end."""
        return self.ends_at is None


@dataclass(frozen=True, slots=True)
class DurationProblem:
    """Why a text is no duration; the sentence has an example of one that is."""

    reason: Phrase


PERMANENT: Final = Term(length=None, ends_at=None)
Parsed: TypeAlias = Term | DurationProblem


def parse_duration(text: str, now: datetime, tz: tzinfo = UTC) -> Parsed:
    """Return the term that ``text`` names, counted from ``now``, or what is wrong with it.

    A day without a time of day means its beginning in ``tz``, but "tomorrow" means 24 hours from now. A month
    is 30 days, a year 365. Understood are English, German and Spanish words, and Discord's ``<t:…>`` marks.
    """
    typed = " ".join(text.casefold().split())
    plain = _without(typed, UNTIL)
    if not plain:
        return _problem("empty")
    if len(plain) > _MAX_TYPED:
        return _problem("nonsense", text=f"{plain[:_MAX_TYPED]}…")
    if typed in FOREVER or plain in FOREVER:
        return PERMANENT
    if plain[0] in "-−–" or plain.startswith("minus "):
        return _problem("negative", text=plain)
    moment = _moment(plain, now.astimezone(tz))
    if isinstance(moment, DurationProblem):
        return moment
    return _length(plain, now) if moment is None else _until(moment, now)


def _problem(name: str, **values: Value) -> DurationProblem:
    return DurationProblem(phrase(f"duration.problem.{name}", **values))


def _without(text: str, words: tuple[str, ...]) -> str:
    for word in words:
        if text == word or text.startswith(f"{word} "):
            return text[len(word) :].strip()
    return text


def _until(end: datetime, now: datetime) -> Parsed:
    length = end - now
    if length <= timedelta(0):
        return _problem("past", when=stamp_moment(end))
    if length > LONGEST:
        return _problem("too_long")
    return Term(length=length, ends_at=end)


def _moment(text: str, local: datetime) -> datetime | DurationProblem | None:
    """Return the instant that a date, a day or a time of day names; None if the text names none."""
    mark = _MARK.fullmatch(text)
    if mark:
        # Held between 1970 and the year 8307: outside of it datetime overflows, and it is refused either way.
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=min(max(int(mark[1]), 0), 2 * 10**11))
    found = _MOMENT.fullmatch(text)
    if found is None or not (found["day"] or found["minute"] or found["half"]):
        return None
    clock = _clock(found)
    start = _day(found["day"], clock, local)
    if start is None or (found["clock"] and clock is None):
        known = start is not None or bool(found["day"] and found["day"][0].isdecimal())
        return _problem("no_such_time", text=text) if known else None
    try:
        return start.astimezone(UTC)
    except OverflowError:  # The last day of the year 9999, west of Greenwich.
        return _problem("too_long")


def _clock(found: re.Match[str]) -> time | None:
    if not found["clock"]:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (found["half"] == "pm")
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _day(word: str | None, clock: time | None, local: datetime) -> datetime | None:
    """Return the local instant of a day and a time of day, the next one where several fit."""
    if word is None or word in NEXT_DAYS:
        ahead = NEXT_DAYS[word] if word else 0
        start = _at(local + timedelta(days=ahead), clock or local.timetz().replace(tzinfo=None))
        return start + timedelta(days=1) if word is None and start <= local else start
    if word in WEEKDAYS:
        ahead = (WEEKDAYS[word] - local.weekday()) % 7
        start = _at(local + timedelta(days=ahead), clock or time())
        return start if start > local else _at(local + timedelta(days=ahead + 7), clock or time())
    try:
        return datetime.combine(datetime.fromisoformat(word).date(), clock or time(), local.tzinfo)
    except ValueError:
        return None


def _at(day: datetime, clock: time) -> datetime:
    return datetime.combine(day.date(), clock, day.tzinfo)


def _length(text: str, now: datetime) -> Parsed:
    pieces, at = [], 0
    while piece := _PIECE.match(text, at):
        pieces.append(piece[1])
        at = piece.end()
    if at != len(text):
        return _problem("nonsense", text=text)
    seconds = 0.0
    for amount, unit in _amounts(pieces):
        if unit is None:
            return _problem("no_unit" if amount.strip("0") else "zero", text=amount)
        if not amount or unit not in UNITS:
            return _unknown(unit, amount, text)
        seconds += float(amount.replace(",", ".")) * UNITS[unit]
    if seconds > LONGEST.total_seconds():
        return _problem("too_long")
    length = timedelta(seconds=round(seconds))
    return Term(length=length, ends_at=now + length) if length else _problem("zero", text=text)


def _amounts(pieces: list[str]) -> Iterator[tuple[str, str | None]]:
    """Yield number and unit in turn; a number without a unit has None, a unit without a number has ""."""
    number = ""
    for piece in pieces:
        if piece[0].isdecimal():
            if number:
                yield number, None
            number = piece
        elif piece in ONE and not number:
            number = "1"
        elif piece not in FILLERS or number:
            yield number, piece
            number = ""
    if number:
        yield number, None


def _unknown(unit: str, amount: str, text: str) -> DurationProblem:
    close = get_close_matches(unit, UNITS, n=1)
    if amount and close:
        return _problem("unknown_unit", unit=unit, guess=f"{amount} {close[0]}")
    return _problem("nonsense", text=text)


def format_duration(length: timedelta | None) -> Phrase:
    """Return the words for a length, cut to its two largest units; None is "until it is lifted"."""
    if length is None:
        return phrase("duration.permanent")
    parts = [phrase(f"duration.{name}", count=count) for name, count in _split(length)]
    if not parts:
        return phrase("duration.moment")
    return phrase("duration.two", first=parts[0], second=parts[1]) if len(parts) > 1 else parts[0]


def compact(length: timedelta) -> str:
    """Return a length as people type it, like ``1d6h``; ``parse_duration`` reads it back."""
    seconds = int(length.total_seconds())
    found = ""
    for letter, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        found += f"{count}{letter}" if count else ""
    return found or "0s"


def _split(length: timedelta) -> list[tuple[str, int]]:
    seconds = max(0, int(length.total_seconds()))
    if seconds and seconds % 604800 == 0:
        return [("weeks", seconds // 604800)]
    found = []
    for name, size in (("days", 86400), ("hours", 3600), ("minutes", 60), ("seconds", 1)):
        count, seconds = divmod(seconds, size)
        found.append((name, count))
    first = next((index for index, (_, count) in enumerate(found) if count), len(found))
    return [(name, count) for name, count in found[first : first + 2] if count]


def stamp_moment(at: datetime) -> str:
    """Return Discord's mark for an instant, shown to each reader in local time."""
    return f"<t:{int(at.timestamp())}:f>"


def stamp_day(at: datetime) -> str:
    """Return Discord's mark for a day that tells no hour, not even when the reader points at it (M21).

    Noon in UTC is the same date from UTC−12 to UTC+11.
    """
    noon = at.astimezone(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    return f"<t:{int(noon.timestamp())}:D>"
