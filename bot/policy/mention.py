"""Mention or use: whether words are meant, or only quoted, reported, asked about or shown as code.

A person who quotes a slur to report it must not be treated like the one who used it (fault F39).
"""

import re
from enum import StrEnum
from typing import Final


class Usage(StrEnum):
    """How words stand in a text."""

    USED = ""
    QUOTE = "quote"
    CODE = "code"


_CODE: Final = re.compile(r"```[\s\S]*?(?:```|\Z)|``[^`\n](?:[^\n]*?[^`\n])?``|`[^`\n]+`")
_QUOTED_LINE: Final = re.compile(r"^ *>(?:>> [\s\S]*|[^\n]*)", re.MULTILINE)
_MARKS: Final = re.compile(
    r"“[^”\n]{1,300}”|\"[^\"\n]{1,300}\"|«[^»\n]{1,300}»"
    r"|„[^“”\n]{1,300}[“”]|‘[^’\n]{1,200}’"
)
_SINGLE: Final = re.compile(r"(?<!\w)'[^\n']{1,200}'(?!\w)")
_SPEAKING: Final = (
    r"sa(?:y|ys|ying|id)|call(?:s|ed|ing)?|wr(?:ite|ites|iting|ote|itten)|post(?:s|ed|ing)?|typ(?:e|es|ed|ing)"
    r"|tweet(?:s|ed)?|comment(?:s|ed)?|sent|tells?|told|shout(?:s|ed)?|yell(?:s|ed)?|us(?:e|es|ed|ing)|dm(?:'?e?d)?"
    r"|messag(?:e|ed|es)|nam(?:e|ed)|quot(?:e|ed|es|ing)|report(?:s|ed|ing)?|hear(?:d|s)?|read|means?|meant|meaning"
)
_ABOUT: Final = (
    r"words?|terms?|slurs?|phrases?|insults?|expressions?|lyrics?|titles?|definition|offensive|derogatory|etymology"
    r"|racist|sexist|homophobic|transphobic|hurtful|inappropriate|profanity|swear(?:ing)?|language|translat\w*"
)
_CUE: Final = re.compile(rf"\b(?:{_SPEAKING}|{_ABOUT})\b", re.IGNORECASE)
_OTHERS: Final = (
    r"(?:he|she|they|someone|somebody|people|everyone|everybody|who|this (?:guy|user|person)|<@!?\d+>|@\w+)"
)
_REPORTED: Final = re.compile(
    r"\b(?:call(?:s|ed|ing)?|nam(?:ed|ing)) (?:me|us|my \w+)(?: an?| the| names like)?\W{0,3}$"
    # Not "I call them …": whoever calls others so uses the words.
    rf"|{_OTHERS} (?:\w+ ){{0,2}}call(?:s|ed|ing) (?:you|him|her|them|\w+)(?: an?| the)?\W{{0,3}}$"
    rf"|{_OTHERS} (?:\w+ ){{0,2}}(?:said|says|wrote|posted|typed|sent|shouted|yelled|tweeted)"
    r"(?: \w+){0,2}\W{0,3}$"
    r"|\bthe (?:\w+ )?(?:word|term|slur|phrase|insult|expression)\W{1,4}$"
    r"|\b(?:do ?n['o]?t|never|stop|quit|please avoid|avoid|not ok(?:ay)? to|shouldn'?t|can'?t)"
    r" (?:ever |just |be )?(?:say|use|call|saying|using|calling)(?: \w+){0,2}\W{0,3}$",
    re.IGNORECASE,
)
_BEFORE: Final = 60
"""How many characters before the words a report may begin."""


def usage(text: str, start: int, end: int) -> Usage:
    """Say how the span from ``start`` to ``end`` stands in ``text``: used, quoted or reported, or code."""
    if _inside(_CODE, text, start, end):
        return Usage.CODE
    if _inside(_QUOTED_LINE, text, start, end) or _REPORTED.search(text[max(0, start - _BEFORE) : start]):
        return Usage.QUOTE
    quoted = _inside(_MARKS, text, start, end) or _inside(_SINGLE, text, start, end)
    if quoted and _CUE.search(text[: quoted[0]] + " " + text[quoted[1] :]):
        return Usage.QUOTE
    return Usage.USED


def unquoted(text: str) -> str:
    """Return the text, as long as before, with code, quoted lines and quotations blanked."""
    for pattern in (_CODE, _QUOTED_LINE, _MARKS, _SINGLE):
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def _inside(pattern: re.Pattern[str], text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the match that covers the span, if any."""
    for match in pattern.finditer(text):
        if match.start() <= start and end <= match.end():
            return match.span()
    return None
