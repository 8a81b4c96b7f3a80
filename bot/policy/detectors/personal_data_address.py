"""Finds postal addresses by form: a street with a number, and a postcode, a town, or words like "I live at".

A street alone is no address: people name streets, films and landmarks all day. There is no list of towns
here; the notations of English, German, Dutch, French, Spanish, Italian and Portuguese are known. The search
goes from number to number, so that text without numbers costs nothing.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from bot.policy.detectors.personal_data_places import ANNOUNCED
from bot.policy.detectors.personal_data_public import is_public
from bot.policy.detectors.personal_data_span import Span, announced

_MOST: Final = 400
"""So many numbers of one text are looked at."""
_BEFORE: Final = 64

_NUMBER: Final = re.compile(r"(?<![\w.,:$€£#/+-])\d{1,5}(?!\d|[.,:]\d|%)")
_HOUSE: Final = r"\d{1,5}(?:\s?[a-z]\b)?(?:[-/]\d{1,5}[a-z]?)?"
_UNIT: Final = re.compile(r"(?i)\b(?:flat|unit|apt\.?|apartment|suite)\s?#?\w{0,5},?\s$")
_UNIT_LENGTH: Final = 20
_ENGLISH_WORDS: Final = """street st avenue ave av road rd lane ln drive dr boulevard blvd court ct way
    place pl terrace ter square sq close crescent cres parkway pkwy circle cir highway hwy trail trl grove
    garden gardens mews hill walk row parade esplanade quay loop rise chase gate vale green wharf broadway"""
_ENGLISH: Final = re.compile(
    rf"(?i){_HOUSE},?\s(?:[\w'’.-]{{1,24}}\s){{1,4}}?(?:{'|'.join(_ENGLISH_WORDS.split())})\b\.?"
    r"(?:,?\s(?:apt|apartment|unit|suite|ste|flat|floor|#)\.?\s?#?\w{1,6})?"
)
# What may follow: a town, and the postcode of the US, the UK, Canada or Australia.
_POSTCODE: Final = re.compile(
    r"(?:[,\s]\s?[A-Za-z][\w'’. -]{1,30}?){0,2}[,\s]{1,3}"
    r"(?:[A-Z]{2,3}\.?\s\d{4,5}(?:-\d{4})?\b|\d{5}(?:-\d{4})?\b"
    r"|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b|(?:[A-Z]{2}\s)?[A-Z]\d[A-Z]\s?\d[A-Z]\d\b"
    r"|[AC-FHKNPRTV-Y]\d[\dW]\s?[AC-FHKNPRTV-Y\d]{4}\b|[A-Z][a-z]+\s?[-–]?\s?[1-9]\d{2}\s?\d{3}\b)"
)
_TOWN: Final = re.compile(
    r",\s[A-Z][\w'’-]{2,24}(?:\s[A-Z][\w'’-]{1,24}){0,2},\s(?:[A-Z]{2}|[A-Z][a-z]{3,20})\b"
)
_PLACE: Final = re.compile(r"(?:,\s[A-Z][\w'’-]{1,24}(?:\s[A-Z][\w'’-]{1,24})?){1,2}")
_FRENCH_WORDS: Final = "rue avenue av boulevard bd place chemin allée impasse quai route cours passage square"
_FRENCH: Final = re.compile(
    rf"(?i)\d{{1,4}}(?:\s?(?:bis|ter|quater))?,?\s(?:{'|'.join(_FRENCH_WORDS.split())})\.?"
    r"(?:\s[^\W\d][\w'’.-]{0,24}){1,5}"
)
_FRENCH_TOWN: Final = re.compile(r",?\s{0,3}\b(?:F-)?\d{5}\s[^\W\d_]{2,30}")

_GERMANIC_ENDS: Final = """straße strasse str. str weg platz allee gasse ring damm ufer straat laan plein
    gracht kade vej gade gatan vägen"""
_ENDS: Final = tuple(_GERMANIC_ENDS.split())
_LAST_WORDS: Final = re.compile(r"(?:(?<!\w)[^\W\d_][\w.'’-]{0,30}\s)?(?<!\w)[\w.'’-]{3,40}$")
_HOUSE_ONLY: Final = re.compile(rf"(?i){_HOUSE}")
_GERMANIC_TOWN: Final = re.compile(
    r"(?:[,;\n]|\s(?:in|i|te))?\s{0,3}(?:[A-Z]{1,2}-)?(?:\d{4}\s?[A-Z]{2}|\d{4,5}|\d{2}-\d{3}|\d{3}\s\d{2})\s[^\W\d_]{2,30}"
)

_ROMANCE_WORDS: Final = """calle c/ c. avenida av. avda avda. plaza paseo camino carrer passeig
    avinguda ronda glorieta strada via viale piazza corso rua travessa praça largo
    ul. ulica"""
_STARTS: Final = frozenset(_ROMANCE_WORDS.split())
_ROMANCE: Final = re.compile(
    rf"(?i)(?<!\w)(?:{'|'.join(re.escape(word) for word in sorted(_STARTS, key=len, reverse=True))})"
    r"(?:\s[^\W\d_][\w'’.-]{0,24}){1,5},?\s(?:n[º°o.]{0,2}\s?)?$"
)
_ROMANCE_TOWN: Final = re.compile(
    r"[\wº°ª .,;/()\n-]{0,60}?(?<![\w-])"
    r"(?:\d{5}\s[^\W\d_]{2,30}|\d{5}-\d{3}\b|(?:\d{4}-\d{3}|\d{2}-\d{3})(?:\s[^\W\d_]{2,30})?)(?:\s\([A-Z]{2}\))?"
)


_WORD_BREAKS: Final = str.maketrans(",;.\n\t", "     ")
_STREETS: Final = frozenset(
    word.rstrip(".") for words in (_ENGLISH_WORDS, _FRENCH_WORDS, _ROMANCE_WORDS) for word in words.split()
)


def find_addresses(text: str) -> Iterator[Span]:
    """Yield street addresses with their town; without one only where words say that somebody lives there."""
    if not _names_a_street(text):
        return
    for number in islice(_NUMBER.finditer(text), _MOST):
        for start, end, town in _streets(text, number.start()):
            rest = next(filter(None, (form.match(text, end) for form in town)), None)
            unit = _UNIT.search(text, max(0, start - _UNIT_LENGTH), start)
            first = unit.start() if unit else start
            if rest is None and not announced(ANNOUNCED, text, first):
                continue
            if not is_public(text, first, rest.end() if rest else end):
                town_name = rest or _PLACE.match(text, end)
                yield Span("postal_address", first, town_name.end() if town_name else end)


def _names_a_street(text: str) -> bool:
    """Tell whether a word of a street occurs: much cheaper than trying the forms at every number."""
    words = text.lower().translate(_WORD_BREAKS).split()
    return not _STREETS.isdisjoint(words) or any(word.endswith(_ENDS) for word in words)


def _streets(text: str, at: int) -> Iterator[tuple[int, int, tuple[re.Pattern[str], ...]]]:
    """Yield where a street with the house number at ``at`` stands, and what its town may look like."""
    for street, town in ((_ENGLISH, (_POSTCODE, _TOWN)), (_FRENCH, (_FRENCH_TOWN, _POSTCODE))):
        if found := street.match(text, at):
            yield at, found.end(), town
    before = text[max(0, at - _BEFORE) : at]
    words = before.lower().split()
    house = _HOUSE_ONLY.match(text, at)
    if not words or not house:
        return
    offset = at - len(before)
    # Nouns such as "Weg" stand alone too ("Am Weg 3"), so the word before the last is taken along.
    if words[-1].rstrip(",").endswith(_ENDS) and (found := _LAST_WORDS.search(before.rstrip(", "))):
        yield offset + found.start(), house.end(), (_GERMANIC_TOWN,)
    if not _STARTS.isdisjoint(words) and (found := _ROMANCE.search(before)):
        yield offset + found.start(), house.end(), (_ROMANCE_TOWN,)
