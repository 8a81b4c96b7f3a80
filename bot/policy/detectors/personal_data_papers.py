"""Finds the numbers of papers and accounts that only the words before them tell from any other number.

Passports, driving licences, student cards, bank accounts and PINs share no form across countries and carry
no check digit we could read. So the word has to stand right before the number.
"""

import re
from collections.abc import Iterator
from typing import Final

from bot.policy.detectors.personal_data_span import Span

PASSES: Final = (
    r"passport|passeport|pasaporte|passaporto|reisepass|personalausweis|(?:driver|driving).{0,3} licen[cs]e"
    r"|führerschein|green card|alien registration|uscis|residence permit|aufenthaltstitel|visa number"
    r"|(?:national|identity|citizen|tax(?:payer)?|social (?:security|insurance)|voter)"
    r" (?:id|card|identity|identification)"
    r"|identity number|citizen number|social (?:security|insurance) n"
)
"""Names of travel papers and licences, whose numbers mix letters and digits."""
_STUDENT: Final = r"student|matrikel|matric|matr?\.?-?\s?nr|enrol?lment"
_ACCOUNT: Final = r"account|acct|kontonummer|routing"
_PIN: Final = r"\bpin\b"
WORDS: Final = rf"{PASSES}|{_STUDENT}|{_ACCOUNT}|{_PIN}"
"""What opens the gate: without one of these words nothing is looked for."""

_NUMBER_WORD: Final = r"(?:['’]?s)?(?:[\s-]?(?:id|card))?[\s-]?(?:numbers?|numm?er|num|no|nr|id|#)?\b[.:#]?"
_LINK: Final = r"\s{0,2}(?:is|ist|est|es|è|was|=|:)?\s{0,2}"
_FORMS: Final = tuple(
    (kind, re.compile(rf"(?i){before}{_LINK}(?P<value>{value})(?![\w%]|[-.,:/]\d)", re.ASCII))
    for kind, before, value in (
        # Capitals and digits mixed, three of these at least; in small letters six, as words are none.
        (
            "national_id",
            rf"(?:{PASSES}){_NUMBER_WORD}",
            r"(?-i:(?=(?:[A-Z]*\d){3})[A-Z0-9]{7,18})|(?=(?:[A-Z]*\d){6})[A-Z0-9]{7,18}",
        ),
        (
            "student_id",
            r"(?:student[\s-]?(?:id|number|no|nr|card)|matrikel(?:-?nummer|-?nr)?|matric(?:ulation)?"
            rf"|matr?\.?-?\s?nr|enrol?lment){_NUMBER_WORD}",
            r"[A-Z]{0,2}\d{6,10}[A-Z]?",
        ),
        (
            "iban",
            r"(?:(?:bank|checking|savings)\saccount|(?:account|acct)\s?(?:number|no|#)|kontonummer"
            rf"|routing(?:\snumber|\sno)?|sort\scode[^A-Za-z]{{6,12}}account){_NUMBER_WORD}",
            r"\d{7,17}",
        ),
        (
            "password",
            r"\b(?:my|his|her|their|card|phone)\s(?:\w{1,16}\s)?pin(?:\s(?:code|number))?\s?(?:is|:|=)",
            r"\d{4,8}",
        ),
    )
)
_WORD: Final = re.compile(rf"(?i){WORDS}")


def find_papers(text: str) -> Iterator[Span]:
    """Yield numbers that are said to be those of a paper, an account or a PIN."""
    if not _WORD.search(text):
        return
    for kind, form in _FORMS:
        for found in form.finditer(text):
            yield Span(kind, *found.span("value"))
