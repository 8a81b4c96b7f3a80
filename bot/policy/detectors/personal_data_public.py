"""Tells numbers and addresses of places that anybody may call or visit from those of people.

"The help desk is on 555 0134 2201" is there to be passed on. What is said of a place counts only while nobody
is spoken of beside it: "he's at the library, call 555 …" may be about him.
"""

import re
from typing import Final

_PLACES: Final = (
    r"help ?-?lines?|help ?-?desk|hot ?-?line|crisis line|customer (?:service|support|care)"
    r"|(?:service|it|front) desk|reception|switchboard|samaritans|poison control"
    r"|(?:box|enrolment|admissions|registrar|ticket|press|exams?|tax|post) office"
    r"|campus (?:security|police)|emergency (?:room|line|number)|librar(?:y|ies)|museum|theat(?:re|er)|cinema"
    r"|clinic|pharmacy|chemist|hospital|surgery|dentist|vet|garage|shop|store|café|cafe|restaurant|pizzeria"
    r"|pizza place|take-?away|bakery|barber|hairdresser|gym|pool|hotel|hostel|taxi(?: firm| rank)?"
    r"|(?:town|city) hall|council|embassy|consulate|university|college|school(?:['’]s office)?|church"
    r"|(?:hack|maker)space|community cent(?:re|er)|club ?house|our office"
)
_LINK: Final = (
    r"(?:number|num|no|nr|phone|line|desk|tel|address|is|at|on|under|via|call|ring|open|here|in town"
    r"|downtown|near campus|(?:has )?moved(?: to)?)"
)
_BEFORE: Final = re.compile(
    rf"(?i)\b(?:{_PLACES})(?:['’]s)?(?:[\s:.,;=@#()\-–>~*_`'’\"]{{1,4}}{_LINK}\b){{0,4}}"
    r"[\s:.,;=@#(\-–>~*_`'’\"]{0,4}$"
)
_AFTER: Final = re.compile(
    r"(?i)[\s\"'`*_)]{0,3}[,;:–-]?\s{0,2}(?:is|that['’]?s|thats|this is|=)?\s?"
    rf"the (?:\w+ )?(?:{_PLACES})\b"
)
_SOMEBODY: Final = re.compile(
    r"(?i)\b(?:i|i['’]?m|me|my|mine|your?|he|him|his|she|hers?|mom|mum|dad|ask for|lives?)\b"
    r"|\b(?!(?:it|that|here|there|what|let|who|where)['’])\w+['’]s\b"
)
_NEAR: Final = 60
_FAR: Final = 30


def is_public(text: str, start: int, end: int) -> bool:
    """Tell whether what stands from ``start`` to ``end`` is said of a place, and of nobody."""
    place = _BEFORE.search(text, max(0, start - _NEAR), start)
    if place is None and not _AFTER.match(text, end):
        return False
    until = start if place is None else place.start()
    around = (max(0, until - _FAR), until), (end, end + _FAR)
    return not any(_SOMEBODY.search(text, *part) for part in around)
