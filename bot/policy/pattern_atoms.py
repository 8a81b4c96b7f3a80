"""Plain strings of which a word must hold one before a piece of a pattern can match in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import product
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.policy.pattern_parts import Part

_MOST: Final = 64
"""So many strings at most are kept of one piece."""
_LIST: Final = re.compile(r"\[([\w' -]*)\]")
_MEANT: Final = re.compile(r"\\([^\w\s])")

Strings = frozenset[str]


def atoms(parts: Sequence[Part]) -> tuple[Strings, bool]:
    """Return strings in small letters of which one stands in whatever the parts match; empty if unknown.

    Also say whether it is nothing but these that they match, edges of words apart.
    """
    rows = [_exact(part) for part in parts]
    whole = None if None in rows else _product([row for row in rows if row is not None])
    if whole is not None and "" not in whole:
        return whole, True
    found = _some(parts)
    return (found if "" not in found else frozenset()), False


def _some(parts: Sequence[Part]) -> Strings:
    best: Strings = frozenset()
    at_hand: Strings = frozenset({""})
    for part in parts:
        exact = _exact(part)
        if exact is not None and len(exact) * len(at_hand) <= _MOST:
            at_hand = frozenset(map("".join, product(at_hand, exact)))
            continue
        best = _better(best, at_hand)
        best = _better(best, _inside(part))
        at_hand = exact if exact is not None and len(exact) <= _MOST else frozenset({""})
    return _better(best, at_hand)


def _exact(part: Part) -> Strings | None:
    """Return every string that a part matches, or None where they are too many or not known."""
    if part.kind == "edge":
        return frozenset({""})
    if part.counted not in {"", "?", "??"}:
        return None
    found: Strings | None
    if part.sign:
        found = _signs(part.sign)
    elif part.kind == "row":
        rows = [_exact(each) for each in part.inner]
        found = None if None in rows else _product([row for row in rows if row is not None])
    else:
        choices = [_exact(each) for each in part.inner]
        found = None if None in choices else frozenset().union(*(each for each in choices if each))
    return found | {""} if found is not None and part.counted else found


def _product(rows: Iterable[Strings]) -> Strings | None:
    found: Strings = frozenset({""})
    for row in rows:
        if len(found) * len(row) > _MOST:
            return None
        found = frozenset(map("".join, product(found, row)))
    return found


def _signs(sign: str) -> Strings | None:
    if len(sign) == 1:
        return None if sign == "." else frozenset({sign.casefold()})
    if meant := _MEANT.fullmatch(sign):
        return frozenset({meant[1]})
    if (listed := _LIST.fullmatch(sign)) and "-" not in listed[1][1:-1]:
        return frozenset(map(str.casefold, listed[1]))
    return None


def _inside(part: Part) -> Strings:
    """Return strings of which one stands in a part that comes at least once."""
    if part.empty:
        return frozenset()
    if part.kind == "row":
        return _some(part.inner)
    if part.kind == "choice":
        found = [_some((each,)) for each in part.inner]
        return frozenset().union(*found) if all(found) else frozenset()
    return _signs(part.sign) or frozenset()


def _better(one: Strings, other: Strings) -> Strings:
    """Return the strings of which the shortest is longer; rarer, as far as can be told."""
    return max(one, other, key=lambda strings: min(map(len, strings), default=0))
