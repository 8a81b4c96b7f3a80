"""Pronouns: what people may set for themselves, and whether a message speaks of somebody with others (M9).

Only "he" and "she" are compared. "They" is often a plural, and other words are too rare to be read safely.
"""

import re
from typing import Final

LONGEST: Final = 40
SUGGESTIONS: Final = (
    "she/her", "he/him", "they/them", "she/they", "he/they", "any pronouns", "ask me", "xe/xem", "ze/hir",
    "sie/ihr", "er/ihn",
)  # fmt: skip
_SHAPE: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|[ /,'’()-])*")
_WORD: Final = re.compile(r"[^\W\d_]+")
_FAMILY: Final = {
    **dict.fromkeys(("he", "him", "his", "himself", "er", "ihn", "ihm", "sein"), "he"),
    **dict.fromkeys(("she", "her", "hers", "herself", "sie", "ihr"), "she"),
}
_OPEN: Final = frozenset(
    {"any", "all", "ask", "every", "whatever", "none", "no", "egal", "alle", "frag", "name"}
)
"""Words of people who leave it open; then nothing is compared."""
SPOKEN: Final = re.compile(r"\b(?:he|him|his|himself|she|her|hers|herself)\b", re.IGNORECASE)
_SECOND: Final = re.compile(r"\b(?:you|your|yours|u|ur)\b|\byou['’]", re.IGNORECASE)
_ANOTHER: Final = re.compile(
    r"\b(?:my|your|our|their|the|a|an|some|this|that|another)(?: \w+)? (?:friend|brother|sister|mother|father"
    r"|mum|mom|dad|teacher|professor|boss|partner|husband|wife|boyfriend|girlfriend|guy|girl|man|woman|kid|child|son|daughter"
    r"|author|doctor|colleague|student|dog|cat|user|person|someone|somebody|character|actor|singer|president)\b"
    r"|\b(?:someone|somebody|who|everyone|nobody|whoever)\b",
    re.IGNORECASE,
)
_MENTION: Final = re.compile(r"<@!?(\d+)>")
_EARLY: Final = 40
"""In a reply without a mention the word stands this near to the beginning, or it means somebody else."""


def tidy(text: str) -> str | None:
    """Return pronouns as they are kept, or None for what can't be meant as such."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST and _SHAPE.fullmatch(words) else None


def families(own: str) -> frozenset[str] | None:
    """Return which of "he" and "she" somebody's pronouns allow; None when they leave it open."""
    words = [word.casefold() for word in _WORD.findall(own)]
    if not words or not _OPEN.isdisjoint(words):
        return None
    return frozenset(_FAMILY[word] for word in words if word in _FAMILY)


def misspoken(text: str, own: str, *, mentioned: bool) -> tuple[int, int, str] | None:
    """Return the span and the family of a word that speaks of somebody with other pronouns than their own.

    ``mentioned``: they stand in the text; otherwise the text is a reply to them. None where it may well mean
    somebody else: several people talked about, both "he" and "she", or the person is spoken to, not of.
    """
    allowed = families(own)
    if allowed is None or _SECOND.search(text) or _ANOTHER.search(text):
        return None
    found = list(SPOKEN.finditer(text))
    spoken = {_FAMILY[each[0].casefold()] for each in found}
    if len(spoken) != 1 or spoken <= allowed:
        return None
    named = _MENTION.search(text)
    first = next((each for each in found if not mentioned or (named and each.start() > named.end())), None)
    if first is None or (not mentioned and first.start() > _EARLY):
        return None
    return first.start(), first.end(), spoken.pop()
