"""Finds payment cards and bank accounts; both carry check digits, so that a guess is rarely wrong."""

import re
from collections.abc import Iterator
from typing import Final

from bot.policy.detectors import personal_data_checks as checks
from bot.policy.detectors.personal_data_span import Span, announced

_SEPARATOR: Final = "[ ._/\u00a0\u2010\u2011\u2013-]{0,2}"
_CARD: Final = re.compile(
    rf"(?<![\w.])(?<!\d[ -])(?:\d{{4}}{_SEPARATOR}\d{{4}}{_SEPARATOR}\d{{4}}{_SEPARATOR}\d{{4}}"
    rf"|\d{{4}}{_SEPARATOR}\d{{6}}{_SEPARATOR}\d{{4,5}})(?![\w-])(?!\.\d)",
    re.ASCII,
)
# Issuer ranges as the networks publish them (ISO/IEC 7812): Visa, Mastercard, Discover, JCB, UnionPay.
_ISSUER_16: Final = re.compile(
    r"4|5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720|6011|64[4-9]|65|62|81|352[89]|35[3-8]"
)
_ISSUER_15: Final = re.compile(r"3[47]")
_ISSUER_14: Final = re.compile(r"30[0-5]|3[689]")
_ISSUERS: Final = {16: _ISSUER_16, 15: _ISSUER_15, 14: _ISSUER_14}
# Things with numbers of the same length, which by chance agree with one check digit in ten.
_NO_CARD: Final = re.compile(r"(?i)\b(?:isbn|imei|snowflake|message id|user id|tracking|timestamp|commit)\b")

_ACCOUNT: Final = re.compile(r"(?<![A-Za-z0-9_])[A-Za-z]{2}[ -]?\d{2}(?=[ -]?[A-Za-z0-9])", re.ASCII)
_ACCOUNT_REST: Final = re.compile(r"(?:[ \u00a0.-]?[A-Za-z0-9]){11,30}", re.ASCII)
# Lengths by country, from the IBAN registry that SWIFT keeps for ISO 13616.
_LENGTHS: Final = {
    country: length
    for length, countries in {
        15: "NO",
        16: "BE",
        18: "DK FI FO GL NL SD FK",
        19: "MK SI",
        20: "AT BA EE KZ LT LU XK MN",
        21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA",
        23: "AE GI IL IQ TL OM SO",
        24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST",
        26: "IS TR",
        27: "BI DJ FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HU LB NI PL SV",
        29: "BR EG PS QA UA",
        30: "JO KW MU YE",
        31: "MT SC",
        32: "LC",
        33: "RU",
    }.items()
    for country in countries.split()
}


def find_cards(text: str) -> Iterator[Span]:
    """Yield payment card numbers: length, issuer and check digit agree."""
    for found in _CARD.finditer(text):
        digits = "".join(char for char in found[0] if char.isdigit())
        issuer = _ISSUERS.get(len(digits))
        likely = issuer and issuer.match(digits) and checks.luhn(digits)
        if likely and not announced(_NO_CARD, text, found.start()):
            yield Span("payment_card", found.start(), found.end())


def find_ibans(text: str) -> Iterator[Span]:
    """Yield international bank account numbers: country, its length and check digits agree."""
    for head in _ACCOUNT.finditer(text):
        length = _LENGTHS.get(head[0][:2].upper())
        rest = _ACCOUNT_REST.match(text, head.end()) if length else None
        if not rest or not length:
            continue
        end = _end_of(text, rest.start(), rest.end(), length - 4)
        if end is None:
            continue
        compact = re.sub(r"[\W_]", "", text[head.start() : end]).upper()
        if checks.iban(compact):
            yield Span("iban", head.start(), end)


def _end_of(text: str, start: int, end: int, wanted: int) -> int | None:
    """Return where the ``wanted``-th letter or digit ends, or None where a longer word goes on."""
    for at in range(start, end):
        wanted -= text[at].isalnum()
        if not wanted:
            goes_on = at + 1 < len(text) and text[at + 1].isalnum()
            return None if goes_on else at + 1
    return None
