"""What words a text must hold before a pattern can match: read from the pattern itself.

Whatever a pattern matches between two blanks stands in one word of the text. So a pattern such as
``\\bgo (?:and |just )?(?:die|hang)`` can't match a text that has no word ``go``, or none that holds ``die``
or ``hang``. Looking words up one by one is far cheaper than reading the text with all patterns
(``policy.sieve``). What is not understood here asks for nothing, which is dearer and never wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal, TypeAlias

import re2

from bot.policy.pattern_atoms import atoms
from bot.policy.pattern_index import options

BLANKS: Final = "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace())
"""Every sign at which ``str.split`` parts words."""
_ESCAPE: Final = re.compile(
    r"\\(?:x\{[0-9a-fA-F]+\}|x[0-9a-fA-F]{2}|[pP](?:\{\^?\w+\}|\w)|[^\WQECG1-9]|[^\w\s])"
)
_CLASS: Final = re.compile(r"\[\^?\]?(?:\\(?:[pPx]\{[^}]*\}|.)|\[:\^?\w+:\]|[^\]\\])*\]", re.DOTALL)
_GROUP: Final = re.compile(r"\((?:\?(?:P?<\w+>|:))?(?!\?)")
_COUNT: Final = re.compile(r"(?:[*+?]|\{(\d+)(?:,(\d*))?\})\??")
_FLAGS: Final = re.compile(r"\(\?[si]+\)")
Of: TypeAlias = Callable[[Iterable[bool]], bool]
"""``all`` or ``any``."""
_EDGES: Final = frozenset({"^", "$", r"\b", r"\B", r"\A", r"\z"})


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a pattern, as written."""

    source: str
    kind: Literal["sign", "edge", "row", "choice"]
    inner: tuple[Part, ...]
    blank: bool
    """Whether it may match a blank."""
    empty: bool
    """Whether it may match nothing at all."""
    absent: bool
    """Whether it may be left out, without even an edge in its place."""
    sign: str = ""
    """Of a sign or an edge, itself without its count."""
    counted: str = ""
    """How often it may come, as written."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text in which an expression is found."""

    middle: str
    atoms: frozenset[str]
    """Strings of which it must hold one, in small letters; none where nothing is known."""
    exact: bool
    """Whether it is one of ``atoms`` that is found, and nothing else."""
    left: str = ""
    """What stands before it where the word does not begin with it; empty where nothing is known."""
    right: str = ""

    @property
    def expression(self) -> str:
        """Return all of it as one expression."""
        left = f"(?:^|{self.left})" if self.left else ""
        right = f"(?:$|{self.right})" if self.right else ""
        return f"{left}(?:{self.middle}){right}"


@dataclass(frozen=True, slots=True)
class Need:
    """What must be there: a word in which ``word`` is found, or all, or any, of other needs."""

    word: Word | None = None
    all: tuple[Need, ...] = ()
    any: tuple[Need, ...] = ()


LINE: Final = Need(word=Word(r"\n", frozenset(), exact=False))
"""The need of a text that has more than one line."""


class NotRead(ValueError):
    """A pattern holds what is not understood here."""


@lru_cache(maxsize=4096)
def needs_of(pattern: str) -> Need | None:
    """Return what words must be in a text for a pattern to match, or None when nothing can be said."""
    try:
        return _need(_Reader(_FLAGS.sub("", pattern, count=1)).whole(), "", "")
    except (NotRead, RecursionError, re2.error):
        return None


@lru_cache(maxsize=4096)
def _matches_blank(sign: str) -> bool:
    return re2.compile(sign, options()).search(BLANKS) is not None


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def whole(self) -> Part:
        """Return the whole pattern."""
        found = self._choice()
        if self._at < len(self._pattern):
            raise NotRead
        return found

    def _choice(self) -> Part:
        start, rows = self._at, [self._row()]
        while self._pattern.startswith("|", self._at):
            self._at += 1
            rows.append(self._row())
        if len(rows) == 1:
            return rows[0]
        return self._part("choice", start, rows, any)

    def _row(self) -> Part:
        start, parts = self._at, []
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            parts.append(self._counted(self._one()))
        return self._part("row", start, parts, all)

    def _part(
        self,
        kind: Literal["row", "choice"],
        start: int,
        inner: list[Part],
        of: Of,
    ) -> Part:
        return Part(
            self._pattern[start : self._at],
            kind,
            tuple(inner),
            blank=any(part.blank for part in inner),
            empty=of(part.empty for part in inner),
            absent=of(part.absent for part in inner),
        )

    def _one(self) -> Part:
        start, sign = self._at, self._pattern[self._at]
        if sign == "(":
            opened = _GROUP.match(self._pattern, start)
            if opened is None:
                raise NotRead
            self._at = opened.end()
            inner = self._choice()
            if not self._pattern.startswith(")", self._at):
                raise NotRead
            self._at += 1
            # Names of groups would clash where a piece is asked for twice.
            return replace(inner, source=f"(?:{inner.source})")
        if sign in "*+?{":
            raise NotRead
        shape = {"\\": _ESCAPE, "[": _CLASS}.get(sign)
        found = shape.match(self._pattern, start) if shape else None
        if shape and found is None:
            raise NotRead
        self._at = found.end() if found else start + 1
        source = self._pattern[start : self._at]
        if source in _EDGES:
            return Part(source, "edge", (), blank=False, empty=True, absent=False, sign=source)
        return Part(source, "sign", (), blank=_matches_blank(source), empty=False, absent=False, sign=source)

    def _counted(self, part: Part) -> Part:
        found = _COUNT.match(self._pattern, self._at)
        if found is None:
            return part
        self._at = found.end()
        least = {"*": 0, "?": 0, "+": 1}.get(found[0][0])
        least = int(found[1]) if least is None else least
        return replace(
            part,
            source=part.source + found[0],
            empty=part.empty or not least,
            absent=part.absent or not least,
            counted=found[0],
        )


def _need(part: Part, before: str, after: str) -> Need | None:
    """Return the need of a part that must come; ``before`` and ``after`` are what stands beside it."""
    if part.kind == "choice" and part.blank:
        needs = [_need(each, before, after) for each in part.inner]
        return None if None in needs else Need(any=tuple(need for need in needs if need))
    return _row_need(part.inner if part.kind == "row" and part.blank else (part,), before, after)


def _row_need(parts: Sequence[Part], before: str, after: str) -> Need | None:
    needs: list[Need] = []
    start = 0
    for place in range(len(parts) + 1):
        if place < len(parts) and not parts[place].blank:
            continue
        word = parts[start:place]
        if not all(part.empty for part in word):
            left = _beside(parts[:start][::-1], before, backwards=True)
            right = _beside(parts[place:], after, backwards=False)
            needs.append(Need(word=_word(left, word, right)))
        if place < len(parts) and not parts[place].empty:
            part = parts[place]
            # What comes several times has itself for a neighbour.
            again = (part,) if part.counted else ()
            left = _either(again, parts[:place][::-1], before, backwards=True)
            right = _either(again, parts[place + 1 :], after, backwards=False)
            inner = _need(part, left, right) if part.inner else LINE if part.sign == r"\n" else None
            needs += [inner] if inner else []
        start = place + 1
    if not needs:
        return None
    return needs[0] if len(needs) == 1 else Need(all=tuple(needs))


def _word(left: str, parts: Sequence[Part], right: str) -> Word:
    if parts[0].kind == "edge":
        left, parts = left or parts[0].sign, parts[1:]
    if parts[-1].kind == "edge":
        right, parts = right or parts[-1].sign, parts[:-1]
    found, exact = atoms(parts)
    return Word("".join(part.source for part in parts), found, exact, left, right)


def _either(again: Sequence[Part], parts: Sequence[Part], beyond: str, *, backwards: bool) -> str:
    beside = _beside(parts, beyond, backwards=backwards)
    if not again or not beside:
        return beside
    itself = _nearest(again[0], backwards=backwards)
    return f"{itself}|{beside}" if itself else ""


def _beside(parts: Sequence[Part], beyond: str, *, backwards: bool) -> str:
    """Return an expression for the next sign of what comes first in ``parts``; empty when it is not known."""
    found: list[str] = []
    for part in parts:
        nearest = _nearest(part, backwards=backwards)
        if not nearest:
            return ""
        found.append(nearest)
        if not part.absent:
            return "|".join(dict.fromkeys(found))
    return "|".join(dict.fromkeys([*found, beyond])) if beyond else ""


def _nearest(part: Part, *, backwards: bool) -> str:
    if part.sign:
        return part.sign
    if part.kind == "row":
        return _beside(part.inner[::-1] if backwards else part.inner, "", backwards=backwards)
    nearest = [_nearest(each, backwards=backwards) for each in part.inner]
    return "|".join(dict.fromkeys(nearest)) if all(nearest) else ""
