"""Finds national identity numbers: a form, a check, and the words that usually announce one.

Many of these are nine to eleven bare digits with one check digit, so one random number in ten would
pass. Such a form counts only when announced ("my BSN is …"); a form that people write for nothing else
counts by itself.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from bot.policy.detectors import personal_data_countries as countries
from bot.policy.detectors.personal_data_span import Span, announced

_GENERAL: Final = (
    r"(?:id|identity) (?:card|number|no)|national (?:id|identity|number)|tax (?:id|number|file)"
    r"|social security|personal (?:id|number|code)|citizen"
)


class _Form(NamedTuple):
    kind: str
    shape: re.Pattern[str]
    check: Callable[[str], bool]
    words: re.Pattern[str]
    alone: re.Pattern[str] | None
    """How it looks when it needs no announcement; None where it always needs one."""


def _form(kind: str, shape: str, check: Callable[[str], bool], words: str, alone: str | None = ".*") -> _Form:
    return _Form(
        kind=f"national_id:{kind}",
        shape=re.compile(rf"(?:{shape})(?![\w%])(?!-\d)(?![.,]\d)", re.ASCII | re.I),
        check=check,
        words=re.compile(rf"(?i)\b(?:{words}|{_GENERAL})\b"),
        alone=None if alone is None else re.compile(alone, re.ASCII),
    )


_DIGITS_IN_PARTS: Final = r"\d+(?:\D\d+)+"
_UPPER: Final = r"[^a-z]+"

_FORMS: Final = (
    _form(
        "us_ssn", r"\d{3}-\d{2}-\d{4}|\d{3} \d{2} \d{4}|\d{9}", countries.us_ssn, "ssn|social", r"[\d-]+-\d+"
    ),
    _form("uk_nino", r"[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]", countries.uk_nino, "nino?|insurance", _UPPER),
    _form("es_dni", r"\d{8}[ -]?[A-Z]|[XYZ][ -]?\d{7}[ -]?[A-Z]", countries.es_dni, "dni|nie|nif", _UPPER),
    _form(
        "fr_nir",
        r"\d ?\d{2} ?\d{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}",
        countries.fr_nir,
        "nir|sécu|sécurité sociale",
    ),
    _form(
        "it_fiscale",
        r"[A-Z]{6} ?\d{2}[A-Z]\d{2} ?[A-Z]\d{3}[A-Z]|[A-Z]{3} [A-Z]{3} \d{2}[A-Z]\d{2} [A-Z]\d{3}[A-Z]",
        countries.it_fiscale,
        "codice|fiscale",
    ),
    _form("nl_bsn", r"\d{9}|\d{4}[ .]\d{2}[ .]\d{3}", countries.nl_bsn, "bsn|burgerservicenummer|sofi", None),
    _form("pl_pesel", r"\d{11}", countries.pl_pesel, "pesel", None),
    _form(
        "br_cpf",
        r"\d{3}\.?\d{3}\.?\d{3}-\d{2}|\d{11}",
        countries.br_cpf,
        "cpf|cadastro",
        r"\d{3}\.?\d{3}\.?\d{3}-\d+",
    ),
    _form(
        "in_aadhaar",
        r"\d{4}([ -]?)\d{4}\1\d{4}",
        countries.in_aadhaar,
        "aadhaa?r|uidai?|uid",
        _DIGITS_IN_PARTS,
    ),
    _form(
        "de_steuer_id",
        r"\d{2} ?\d{3} ?\d{3} ?\d{3}",
        countries.de_steuer_id,
        r"steuer|steuer-?id\w*|steuernummer|idnr|tin",
        r"\d+ \d+ \d+ \d+",
    ),
    _form(
        "se_personnummer",
        r"(?:19|20)?\d{6}[-+]?\d{4}",
        countries.se_personnummer,
        "personnummer|pnr|personal",
        r"\d+[-+]\d+",
    ),
    _form(
        "be_national",
        r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}|\d{11}",
        countries.be_national,
        "rijksregister\\w*|registre|niss|insz",
        r"\d\d\..+",
    ),
    _form("fi_hetu", r"\d{6}[-+AB-FU-Y]\d{3}[0-9A-Y]", countries.fi_hetu, "hetu|henkilötunnus"),
    _form(
        "no_fodselsnummer",
        r"\d{6} ?\d{5}",
        countries.no_fodselsnummer,
        "fødselsnummer|fnr|fodselsnummer",
        None,
    ),
    _form("dk_cpr", r"\d{6}[- ]?\d{4}", countries.dk_cpr, r"cpr(?:-?(?:nr|nummer))?|personnummer", None),
    _form("ch_ahv", r"756\.?\d{4}\.?\d{4}\.?\d{2}", countries.ch_ahv, "ahv|avs"),
    _form("cn_resident", r"\d{17}[0-9X]", countries.cn_resident, "身份证|resident|shenfenzheng"),
    _form("ca_sin", r"\d{3}([ -]?)\d{3}\1\d{3}", countries.ca_sin, "sin|social insurance", None),
    _form("za_id", r"\d{6} ?\d{4} ?\d{2} ?\d", countries.za_id, "sa id|rsa|south african id|id", None),
    _form("au_tfn", r"\d{3} ?\d{3} ?\d{3}", countries.au_tfn, "tfn", None),
    _form("pt_nif", r"\d{3} ?\d{3} ?\d{3}", countries.pt_nif, "nif|contribuinte", None),
    _form("ie_pps", r"\d{7} ?[A-W][A-IW]?", countries.ie_pps, "ppsn?|pps", None),
)


# Where any of the forms can start: not in the middle of a longer number or word, nor a decimal, and with
# eight letters or digits to come. Trying all forms everywhere would be ten times as dear.
_START: Final = re.compile(
    r"(?<![\w#$€£])(?<!\d[.,-])"
    r"(?=(?:\d[ .+-]?[0-9A-Z]|[A-Z]{1,6} ?-?\d|[A-Z]{3} [A-Z]{3} \d)(?:[ .+-]?[0-9A-Z]){6})[0-9A-Z]",
    re.ASCII | re.IGNORECASE,
)


def find_national_ids(text: str) -> Iterator[Span]:
    """Yield identity numbers of about twenty countries whose form and check digits agree."""
    for start in _START.finditer(text):
        for form in _FORMS:
            found = form.shape.match(text, start.start())
            if found and _is_meant(form, text, found):
                yield Span(form.kind, found.start(), found.end())


def _is_meant(form: _Form, text: str, found: re.Match[str]) -> bool:
    if not form.check(re.sub(r"[ .-]", "", found[0]).upper()):
        return False
    known = form.alone is not None and form.alone.fullmatch(found[0]) is not None
    return known or announced(form.words, text, found.start())
