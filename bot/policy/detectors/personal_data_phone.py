"""Finds telephone numbers: a cheap pattern proposes, the phone library judges.

The library knows every country's numbering plan, but any ten digits are a number somewhere. So a number
counts when it is international, written the way its country writes numbers, or announced as one.
"""

import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Final

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
)

from bot.policy.detectors import personal_data_phone_words as words
from bot.policy.detectors.personal_data_public import is_public
from bot.policy.detectors.personal_data_span import Span, announced

MOST: Final = 200
"""So many candidates of one text are judged; a message of Discord has room for no more than these."""

_CANDIDATE: Final = re.compile(
    r"(?<![A-Za-z0-9_@=#$€£¥.,:/^*~-])(?<![\d)] )(?<![A-Za-z0-9_]\()"
    r"(?:\+\s?|00)?\(?\d(?:[\s().\u2010-\u2013/-]{0,3}\d){6,16}"
    r"(?![A-Za-z0-9_%$€£°^*=]|[.,:]\d|-\w)"
)
_NANP: Final = re.compile(r"(?:\+?1[ .-]?)?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-])\d{3}[ .-]\d{4}")
# In pairs from a nought: so the French write theirs, and nobody anything else.
_FRENCH: Final = re.compile(r"0[1-9](?:[ .-]\d\d){4}")
_DATES: Final = re.compile(
    r"(?:19|20)\d\d[-./ ]\d\d?[-./ ]\d\d?.*|\d\d?[-./]\d\d?[-./](?:19|20)?\d\d\b.*"
    r"|(?:19|20)\d\d ?[-\u2013/] ?(?:19|20)\d\d"
)
_FIGURES: Final = re.compile(r"\d+\.\d+|\d{1,3}(?:[ .]\d{3})+")
_SCREEN: Final = re.compile(
    r"\b(?:640 480|800 600|1024 768|1280 (?:720|800|1024)|1366 768|1440 900|1600 900|1680 1050"
    r"|1920 1(?:080|200)|2560 1(?:440|600)|3440 1440|3840 2160"
    r"|360 (?:640|780|800)|375 (?:667|812)|390 844|412 (?:892|915)|414 896)\b"
)
_COUNTING: Final = "012345678901234567890"
_ROUND: Final = re.compile(r"0{6}|(\d)\1{7}|^000")
# Lines of firms and of help, which are there to be passed on.
_PUBLIC: Final = frozenset(
    {
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.UAN,
    }
)
_NANP_PUBLIC: Final = re.compile(r"1?(?:8(?:00|33|44|55|66|77|88)|900)\d{7}")
_LONGEST_BARE: Final = 11
"""A national number in one piece has no more digits; article numbers have twelve and more."""


def find_phones(text: str, regions: tuple[str, ...]) -> Iterator[Span]:
    """Yield telephone numbers; ``regions`` (like ``US``) say whose national notation counts.

    At most ``MOST`` candidates are judged, as each costs about 40 microseconds a region.
    """
    for found in islice(_CANDIDATE.finditer(text), MOST):
        start, end = found.span()
        if _is_phone(found[0], text, start, end, regions) and not is_public(text, start, end):
            yield Span("phone", start, end)


def _is_phone(raw: str, text: str, start: int, end: int, regions: tuple[str, ...]) -> bool:
    digits = re.sub(r"\D", "", raw)
    # Dates, round figures and rows of one digit are written everywhere.
    in_pairs = _FRENCH.fullmatch(raw) is not None
    if (_DATES.fullmatch(raw) and not in_pairs) or _ROUND.search(digits) or digits in _COUNTING:
        return False
    owned = announced(words.OWNED, text, start, near=30) or words.CLAIMED.match(text, end) is not None
    if raw.startswith("+"):
        return _is_international(digits, owned=owned)
    if not owned and announced(words.DENIED, text, start, near=28):
        return False
    if owned or announced(words.ANNOUNCED, text, start, near=48):
        return _is_dialled(raw, digits, owned=owned)
    if raw.startswith("00"):
        return raw != digits and _is_international(digits[2:], owned=False)
    if _NANP.fullmatch(raw):
        return _NANP_PUBLIC.fullmatch(digits) is None
    return in_pairs or any(_is_national(raw, digits, region) for region in regions)


def _is_dialled(raw: str, digits: str, *, owned: bool) -> bool:
    """Tell whether announced digits can be a number: of its length, and not in a row of small ones."""
    groups = re.findall(r"\d+", raw)
    single = sum(len(group) == 1 for group in groups)
    # One by one is a way to spell a number; a few single ones among others are figures.
    if _is_row(groups) or 1 < single < len(groups) or (single == len(groups) and len(digits) < 10):
        return False
    if not owned and (_are_measures(raw, groups) or (_FIGURES.fullmatch(raw) and len(groups[0]) < 3)):
        return False
    if not owned and _NANP_PUBLIC.fullmatch(digits):
        return False
    most = 15 if owned or raw.startswith("00") else 13
    return 7 <= len(digits) <= most and not (len(groups) > 5 and single < len(groups))


def _are_measures(raw: str, groups: list[str]) -> bool:
    """Tell whether the numbers are a screen's, "1920 1080 60", or three and more that are all round."""
    if _NANP.fullmatch(raw):
        return False
    round_ones = all(group[0] != "0" and group[-1] == "0" for group in groups)
    return _SCREEN.search(raw) is not None or (len(groups) > 2 and round_ones)


def _is_row(groups: list[str]) -> bool:
    """Tell whether three numbers or more are equally far apart: "100 200 300"."""
    steps = {int(after) - int(before) for before, after in pairwise(groups)}
    return len(groups) > 2 and len(steps) == 1 and 0 not in steps


def _is_international(digits: str, *, owned: bool) -> bool:
    number = _parse("+" + digits, None)
    # Numbers reserved for films and examples are not "valid", yet stand for what people would post.
    return (
        number is not None
        and phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
        and (owned or phonenumbers.number_type(number) not in _PUBLIC)
    )


def _is_national(raw: str, digits: str, region: str) -> bool:
    """Tell whether the digits are valid in the region and written as people there write them."""
    bare = raw == digits
    if len(digits) < 9 or (bare and (digits[0] != "0" or len(digits) > _LONGEST_BARE)):
        return False
    if _FIGURES.fullmatch(raw):
        return False
    number = _parse(raw, region)
    if number is None or not phonenumbers.is_valid_number(number):
        return False
    if phonenumbers.number_type(number) in _PUBLIC:
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
