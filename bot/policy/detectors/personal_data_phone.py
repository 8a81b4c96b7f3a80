"""Finds telephone numbers: a cheap pattern proposes, the phone library judges.

The library knows every country's numbering plan, but any ten digits are a number somewhere. So a number
counts when it is international, written the way its country writes numbers, or announced as one.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult

from bot.policy.detectors.personal_data_span import Span, announced

MOST: Final = 200
"""So many candidates of one text are judged; a message of Discord has room for no more than these."""

_CANDIDATE: Final = re.compile(
    r"(?<![\w@=#$€£¥.,:/^*~_-])(?<![\d)] )(?<!\w\()"
    r"(?:\+\s?|00)?\(?\d(?:[\s().\u2010-\u2013/-]{0,3}\d){6,16}"
    r"(?![\w%$€£°^*=]|[.,:]\d|-\w)"
)
_ANNOUNCED: Final = re.compile(
    r"(?i)\b(?:(?:tele)?phone?s?|tel|mobile|cell|whats ?app|signal|sms|fax|handy(?:nummer)?|landline"
    r"|(?:call|text|ring|dial|reach)(?: me| us| him| her| them| my \w+| his \w+)?(?: at| on| @|:)?"
    r"|(?:my|his|her|their) (?:\w+ )?(?:num(?:ber)?|digits)|teléfono|telefono|telefon|nummer|móvil|celular"
    r"|número|numéro|portable|téléphone|rufnummer|cellulare)\b"
)
# What else people number; it must stand right before, as "call me about order 12" may follow a number too.
_DENIED: Final = re.compile(
    r"(?i)\b(?:orders?|invoice|tickets?|isbn|issn|doi|ref(?:erence)?|tracking|issues?|cases?|versions?"
    r"|students?|serial|model|part|accounts?|ids?|score|population|pages?|votes?|views|downloads?|bug|commit"
    r"|seed|port|error|code|room|course|episode|salary|build|sequence|digits of pi|between|dated?|imei"
    r"|timestamp|hash|checksum|exit|pr|rfc|booking|parcel|item|sku|function|row|line|sum|total|block|years?)"
    r"(?: number| no| nr| is| was| of| from|[ -]1[03])?\W{0,4}$"
)
_NANP: Final = re.compile(r"(?:\+?1[ .-]?)?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-])\d{3}[ .-]\d{4}")
_DATES: Final = re.compile(
    r"(?:19|20)\d\d[-./ ]\d\d?[-./ ]\d\d?.*|\d\d?[-./]\d\d?[-./](?:19|20)?\d\d\b.*"
    r"|(?:19|20)\d\d ?[-\u2013/] ?(?:19|20)\d\d"
)
_FIGURES: Final = re.compile(r"\d+\.\d+|\d{1,3}(?:[ .]\d{3})+")
_COUNTING: Final = "012345678901234567890"
_ROUND: Final = re.compile(r"0{6}|(\d)\1{7}")


def find_phones(text: str, regions: tuple[str, ...]) -> Iterator[Span]:
    """Yield telephone numbers; ``regions`` (like ``US``) say whose national notation counts.

    At most ``MOST`` candidates are judged, as each costs about 40 microseconds a region.
    """
    for found in islice(_CANDIDATE.finditer(text), MOST):
        if _is_phone(found[0], text, found.start(), regions):
            yield Span("phone", found.start(), found.end())


def _is_phone(raw: str, text: str, start: int, regions: tuple[str, ...]) -> bool:
    digits = re.sub(r"\D", "", raw)
    # Dates, round figures and rows of one digit are written everywhere.
    if _DATES.fullmatch(raw) or _ROUND.search(digits) or digits in _COUNTING:
        return False
    if raw.startswith("+"):
        return _is_international(digits)
    if announced(_DENIED, text, start, near=28):
        return False
    if announced(_ANNOUNCED, text, start, near=30):
        return 7 <= len(digits) <= 15
    if raw.startswith("00"):
        return raw != digits and _is_international(digits[2:])
    return _NANP.fullmatch(raw) is not None or any(_is_national(raw, digits, region) for region in regions)


def _is_international(digits: str) -> bool:
    number = _parse("+" + digits, None)
    # Numbers reserved for films and examples are not "valid", yet stand for what people would post.
    return (
        number is not None
        and phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    )


def _is_national(raw: str, digits: str, region: str) -> bool:
    """Tell whether the digits are valid in the region and written as people there write them."""
    if len(digits) < 9 or (digits[0] != "0" and raw == digits) or _FIGURES.fullmatch(raw):
        return False
    number = _parse(raw, region)
    if number is None or not phonenumbers.is_valid_number(number):
        return False
    if digits[0] == "0":
        return True
    written = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    return re.findall(r"\d+", raw) == re.findall(r"\d+", written.lstrip("0"))


def _parse(raw: str, region: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(raw, region)
    except NumberParseException:
        return None
