"""The patterns of all rules, looked for together, and the signs of a disguise.

Most are read in one pass by an RE2 set. Those with gaps ("at most three words between") go into an RE2
filter: in a set, every start that was seen would have to be remembered beside every other, and on varied
talk its states outgrow any memory and are made anew for each message, at a hundred times the cost.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import re2

from bot.policy.screening import DISGUISE, FRAGMENTED, JOINTED, SIGNS

MAX_PATTERN_LENGTH: Final = 1_000
MAX_PROGRAM: Final = 5_000
"""Instructions of one compiled pattern; ``\\w{1000}`` and its like lie above."""
_SET_MEMORY: Final = 16 << 20
"""Bytes for the automaton of all patterns; RE2 gives up matching when its working memory is too small."""
_SET_PROGRAM: Final = 300_000
"""Instructions of one set; the built-in packs have 25,000."""
_PER_INSTRUCTION: Final = 200
"""Bytes: compiling takes about 70, and the automaton needs room to work."""
_PER_PATTERN: Final = 5
"""Findings of one pattern in one text; more say nothing new."""
_REMEMBERED: Final = 4096
"""So many compiled patterns are kept: those of all packs, and of servers that write their own."""
_SHARED: Final = 8
"""So many automata are kept. Most changes of rules leave the patterns alone, and servers share packs."""
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SENTENCE_END: Final = re.compile(r"[.!?\n]")
_DISGUISE, _FRAGMENTED, _JOINTED = 0, 1, 2
_GAPPED: Final = re.compile(r"\{\d+,\d*\}|\.[*+]|\)\*")
"""Patterns in which something may come several times or not at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One pattern of one rule."""

    source: int
    label: str
    expression: "re2._Regexp"
    unless: tuple["re2._Regexp", ...]
    strict: bool
    """Whether the strict view is looked at too."""


class Signs(NamedTuple):
    """Which signs of a disguise a text shows."""

    disguise: bool
    fragmented: bool
    jointed: bool


_NO_SIGNS: Final = Signs(disguise=False, fragmented=False, jointed=False)


def options(memory: int = 8 << 20) -> "re2.Options":
    """Return how all patterns are read: small letters equal capitals, nothing is printed on mistakes."""
    chosen = re2.Options()
    chosen.case_sensitive = False
    chosen.log_errors = False
    chosen.max_mem = memory
    return chosen


def new_set(memory: int = 8 << 20) -> "re2.Set":
    """Return a set to which patterns are added, the first of them at 1.

    At 0 it holds one that never matches, as an empty set can't be asked.
    """
    made = re2.Set.SearchSet(options(memory))
    made.Add(r"[^\x00-\x{10FFFF}]")
    return made


@lru_cache(maxsize=_REMEMBERED)
def compile_pattern(pattern: str) -> "re2._Regexp":
    """Compile one pattern, in which a space stands for any gap between words; raises ``re2.error``.

    An admin's change to one rule compiles a whole set anew, and the package itself remembers 128.
    """
    return re2.compile(_gaps(pattern), options())


def unusable_pattern(pattern: str) -> tuple[str, str] | None:
    """Say why a pattern can't be used, with a hint, or return None."""
    if len(pattern) > MAX_PATTERN_LENGTH:
        return f"has more than {MAX_PATTERN_LENGTH} characters", "Split it into several."
    try:
        compiled = compile_pattern(pattern)
    except (re2.error, UnicodeEncodeError) as fault:
        return f"can't be read: {_plain(fault)}", _hint(pattern)
    if compiled.programsize > MAX_PROGRAM:
        return "grows too large", "Use smaller counts in {…}, or split it."
    if compiled.search("") is not None:
        return "matches an empty text", "Say what must be there: use + instead of *."
    return None


def _plain(fault: Exception) -> str:
    said = fault.args[0] if fault.args else str(fault)
    return said.decode(errors="replace") if isinstance(said, bytes) else str(fault)


def _hint(pattern: str) -> str:
    if re.search(r"\(\?<?[=!]", pattern):
        return "Looking ahead or behind is not possible; use `unless`, or \\b for the edge of a word."
    if re.search(r"\\[1-9]", pattern):
        return "Referring back to a group is not possible, as it could freeze the bot."
    return "Brackets need their partner, and signs like ( . ? a backslash when meant literally."


def _gaps(pattern: str) -> str:
    # A group, so that a ? or * after the space still speaks of the whole gap.
    return re.sub(r" (?![^\[\]]*\])", r"(?:[\\s\\x01*_~|]+)", pattern)


class PatternIndex:
    """Finds which patterns may match in one pass, then where each does."""

    def __init__(self, patterns: list[Pattern]) -> None:
        self._patterns = patterns
        # Two sets: together their states would multiply, and take five times the memory or the time.
        self._signs = _set_of((DISGUISE, FRAGMENTED, JOINTED))
        self._gapped, places = _filter_of(patterns)
        self._gapped_places = places
        rest = [place for place in range(len(patterns)) if place not in set(places)]
        self._own = [
            (some, _set_of(tuple([patterns[place].expression.pattern for place in some]), size))
            for size, some in _portions(patterns, rest)
        ]

    @property
    def expressions(self) -> tuple[str, ...]:
        """Return the patterns as RE2 reads them."""
        return tuple(pattern.expression.pattern for pattern in self._patterns)

    def signs(self, text: str) -> Signs:
        """Look for the signs of a disguise, with look-alikes undone where the text isn't plain ASCII."""
        found = self._signs.Match(text if text.isascii() else text.translate(SIGNS))
        return Signs(_DISGUISE in found, _FRAGMENTED in found, _JOINTED in found) if found else _NO_SIGNS

    def matches(self, text: str) -> bool:
        """Say whether any pattern is in a text, as written or with look-alikes undone."""
        if text.isascii():
            return self._matches(text.encode())
        return self._matches(text.translate(SIGNS).encode()) or self._matches(valid_text(text).encode())

    def _matches(self, text: bytes) -> bool:
        for _, one in self._own:
            if one.Match(text) is not None:
                return True
        return self._gapped is not None and self._gapped.Match(text) is not None

    def find(self, text: str, *, strict: bool) -> Iterator[tuple[Pattern, int, int]]:
        """Yield patterns with their spans in ``text``; ``strict`` asks only those that look at this view."""
        valid = valid_text(text)
        for index in self._matching(valid):
            pattern = self._patterns[index]
            if strict and not pattern.strict:
                continue
            for count, match in enumerate(pattern.expression.finditer(valid)):
                if count == _PER_PATTERN:
                    break
                if not _void(pattern, valid, match.start(), match.end()):
                    yield pattern, match.start(), match.end()

    def _matching(self, text: str) -> list[int]:
        found = [some[index] for some, one in self._own for index in one.Match(text) or ()]
        if self._gapped is not None:
            found += [self._gapped_places[index] for index in self._gapped.Match(text) or ()]
        return sorted(found)


def _filter_of(patterns: list[Pattern]) -> tuple["re2.Filter | None", list[int]]:
    """Return a filter of the patterns with gaps, and their places; it asks only those whose words are there.

    A pattern of which no words are known would be asked each time, so it stays out.
    """
    gapped = [place for place, pattern in enumerate(patterns) if _GAPPED.search(pattern.expression.pattern)]
    first = _filtering(tuple([patterns[place].expression.pattern for place in gapped]))
    always = set(first.Match(b"", True) or ()) if first else set()
    kept = [place for index, place in enumerate(gapped) if index not in always]
    return _filtering(tuple([patterns[place].expression.pattern for place in kept])), kept


@lru_cache(maxsize=_SHARED)
def _filtering(expressions: tuple[str, ...]) -> "re2.Filter | None":
    if not expressions:
        return None
    made = re2.Filter()
    for expression in expressions:
        made.Add(expression, options())
    made.Compile()
    return made


def _portions(patterns: list[Pattern], places: list[int]) -> Iterator[tuple[int, list[int]]]:
    """Yield the places in portions for one set each, with the size of the set."""
    some: list[int] = []
    size = 0
    for place in places:
        more: int = patterns[place].expression.programsize
        if some and size + more > _SET_PROGRAM:
            yield size, some
            some, size = [], 0
        some.append(place)
        size += more
    if some:
        yield size, some


@lru_cache(maxsize=_SHARED)
def _set_of(expressions: tuple[str, ...], size: int = 0) -> "re2.Set":
    made = re2.Set.SearchSet(options(max(_SET_MEMORY, size * _PER_INSTRUCTION)))
    for expression in expressions:
        made.Add(expression)
    made.Compile()
    return made


def valid_text(text: str) -> str:
    """Replace lone surrogates, which UTF-8 can't hold; one to one."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def _void(pattern: Pattern, text: str, start: int, end: int) -> bool:
    if not pattern.unless:
        return False
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, start)]
    after = _SENTENCE_END.search(text, end)
    sentence = text[ends[-1] if ends else 0 : after.end() if after else len(text)]
    return any(unless.search(sentence) for unless in pattern.unless)
