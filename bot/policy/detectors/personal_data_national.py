"""Finds national identity numbers: a form, a check, and the words that usually announce one.

Many of these are nine to eleven bare digits with one check digit, so one random number in ten would
pass. Such a form counts only when announced ("my BSN is …"); a form that people write for nothing else
counts by itself.
"""

import re
from collections.abc import Iterator
from typing import Final

from bot.policy.detectors.personal_data_national_forms import FORMS, Form
from bot.policy.detectors.personal_data_span import Span, announced

# Where any of the forms can start: not in the middle of a longer number or word, nor a decimal, and with
# eight letters or digits to come. Trying all forms everywhere would be ten times as dear.
_START: Final = re.compile(
    r"(?<![\w#$€£])(?<!\d[.,-])"
    r"(?=(?:\d[ .+-]?[0-9A-Z]|[A-Z]{1,4} ?-?\d|[A-Z]{3} [A-Z]{3} \d|[A-Z]{5,6}\d(?=\d))"
    r"(?:[ .+/(-]?[0-9A-Z]){4})[0-9A-Z]",
    re.ASCII | re.IGNORECASE,
)


def find_national_ids(text: str) -> Iterator[Span]:
    """Yield identity numbers of about sixty countries whose form and check digits agree."""
    meant = [form for form in FORMS if form.alone is not None or form.words.search(text)]
    for start in _START.finditer(text):
        for form in meant:
            found = form.shape.match(text, start.start())
            if found and _is_meant(form, text, found):
                yield Span(form.kind, found.start(), found.end())


def _is_meant(form: Form, text: str, found: re.Match[str]) -> bool:
    if not form.check(re.sub(r"[ .()/-]", "", found[0]).upper()):
        return False
    known = form.alone is not None and form.alone.fullmatch(found[0]) is not None
    return known or announced(form.words, text, found.start())
