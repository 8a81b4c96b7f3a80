"""The words for time that people type, in the languages the bot speaks; data for ``durations``."""

from typing import Final

_MINUTE, _HOUR, _DAY = 60, 3600, 86400

_UNIT_WORDS: Final = {
    1: "s sec secs second seconds sek sekunde sekunden seg segundo segundos",
    _MINUTE: "m min mins minute minutes minuten minuto minutos",
    _HOUR: "h hr hrs hour hours std stunde stunden hora horas",
    _DAY: "d day days tag tage tagen día días dia dias",
    7 * _DAY: "w wk wks week weeks woche wochen semana semanas",
    30 * _DAY: "mo mon month months monat monate monaten mes meses",
    365 * _DAY: "y yr yrs year years jahr jahre jahren año años",
}
UNITS: Final = {word: seconds for seconds, words in _UNIT_WORDS.items() for word in words.split()}
"""Word to seconds; ``m`` is a minute, ``mo`` a month."""

_WEEKDAY_WORDS: Final = (
    "mon monday montag lunes",
    "tue tues tuesday dienstag martes",
    "wed wednesday mittwoch miércoles miercoles",
    "thu thur thurs thursday donnerstag jueves",
    "fri friday freitag viernes",
    "sat saturday samstag sonnabend sábado sabado",
    "sun sunday sonntag domingo",
)
WEEKDAYS: Final = {word: day for day, words in enumerate(_WEEKDAY_WORDS) for word in words.split()}
"""Word to weekday, Monday being 0."""

NEXT_DAYS: Final = {"today": 0, "heute": 0, "hoy": 0, "tomorrow": 1, "morgen": 1, "mañana": 1}

FOREVER: Final = frozenset(
    {
        "forever",
        "for ever",
        "permanent",
        "permanently",
        "indefinite",
        "indefinitely",
        "until lifted",
        "no end",
    }
    | {"für immer", "dauerhaft", "unbefristet", "para siempre", "siempre", "permanente", "indefinido"}
)

UNTIL: Final = ("until", "till", "til", "for", "in", "bis", "für", "hasta el", "hasta", "durante", "por")
"""What people put before a duration or an end; it adds nothing."""

ONE: Final = frozenset({"a", "an", "one", "ein", "eine", "einen", "einer", "un", "una"})
FILLERS: Final = frozenset({"and", "und", "y"})

COMMON: Final = ("10 minutes", "1 hour", "6 hours", "1 day", "3 days", "1 week", "2 weeks", "4 weeks")
"""Offered before anything is typed, mildest first."""
SPOKEN: Final = ("minutes", "hours", "days", "weeks", "months", "years")
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
