"""Words and patterns of all rules, matched together: a screen for all, the dear look only on doubt."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from bot.policy import screening, sieve
from bot.policy.detectors.protocol import Scan
from bot.policy.folding.steps import without_addresses
from bot.policy.normalise import Reading, fold, masked, readings
from bot.policy.pattern_index import Pattern, PatternIndex, compile_pattern, unusable_pattern
from bot.policy.reversals import READS_BACKWARDS
from bot.policy.term_index import LONGEST, REMEMBERED, Term, TermIndex, plain_form
from bot.policy.verdict import Finding, View

__all__ = [
    "MAX_PATTERNS",
    "MAX_TERMS",
    "PatternList",
    "TermList",
    "WordIndex",
    "unusable_pattern",
    "unusable_term",
]

MAX_TERMS: Final = 20_000
MAX_PATTERNS: Final = 200
_MOST: Final = 20
"""Findings of one rule in one text; more say nothing new."""
_PLAIN_WORD: Final = re.compile(r"[\"'(]*[A-Za-z0-9]+[\"'),.:;?]*")
_SCORES: Final = {View.RAW: 1.0, View.STRICT: 0.95, View.LOOSE: 0.6}
_RANK: Final = {View.RAW: 2, View.STRICT: 1, View.LOOSE: 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class TermList:
    """The terms of one rule."""

    terms: tuple[str, ...]
    allow: tuple[str, ...] = ()
    inflect: bool = False
    loose: bool = True

    def match(self, scan: Scan) -> tuple[Finding, ...]:
        """Match alone, without the shared index; for trials, as it builds an index of its own."""
        return _alone(self, scan)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternList:
    """The patterns of one rule."""

    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()
    label: str = ""
    strict: bool = True

    def match(self, scan: Scan) -> tuple[Finding, ...]:
        """Match alone, without the shared index; for trials, as it builds an index of its own."""
        return _alone(self, scan)


WordList = TermList | PatternList


def unusable_term(term: str) -> str:
    """Say why a term can't be looked for, or return nothing."""
    plain = plain_form(term)
    if not plain:
        return "holds neither letter nor digit"
    if len(plain) < 2 and plain.isascii():
        return "is a single letter, which would match everywhere"
    return ""


class _Joints(dict[str, bool]):
    """Whether a word with joints or masks in it ("w-ord", "w*rd") may be a term, or part of one."""

    def __init__(self, terms: TermIndex) -> None:
        super().__init__()
        self._terms = terms

    def any_in(self, text: str) -> bool:
        """Say whether a text holds such a word; joints hold no blanks."""
        return any(map(self.__getitem__, text.split()))

    def __missing__(self, word: str) -> bool:
        """Look at a word not met before."""
        tokens = screening.jointed_tokens(word if word.isascii() else word.translate(screening.SIGNS))
        joined = screening.without_joints(tokens)
        found = self._terms.marks_joined(joined) or any(map(self._terms.fits_masked, tokens))
        if len(self) < REMEMBERED and len(word) <= LONGEST:
            self[word] = found
        return found


class WordIndex:
    """The word lists of a rule set, compiled together; lists are known by their position."""

    def __init__(self, lists: Sequence[WordList]) -> None:
        self._terms = TermIndex(list(_terms(lists)))
        self._patterns = PatternIndex(list(_patterns(lists)))
        allowed = (
            Term(source=source, written=word, plain=plain_form(word), inflect=False, loose=True)
            for source, words in enumerate(lists)
            if isinstance(words, TermList)
            for word in words.allow
        )
        self._joints = _Joints(self._terms)
        self._allowed = TermIndex([term for term in allowed if term.plain])

    def suspicious(self, text: str, doubts: int = sieve.WORDS) -> bool:
        """Say whether a closer look is worth it; False means that ``find`` would find nothing.

        ``doubts`` is what the words of the text left open (``policy.sieve``).
        """
        if doubts & sieve.PATTERNS and self._patterns.matches(text):
            return True
        words, fragmented = screening.word_form(text), bool(doubts & sieve.PIECES)
        if doubts & sieve.TERMS:
            signs = self._patterns.signs(text)
            if signs.disguise or self._terms.holds(words) or (signs.jointed and self._joints.any_in(text)):
                return True
            fragmented = signs.fragmented
        if fragmented and self._may_join(words):
            return True
        return bool(doubts & sieve.READS_ON) and self._reads_on(fold(text).text, doubts)

    def _reads_on(self, folded: str, doubts: int) -> bool:
        """Say whether a text with its disguises undone, in small letters, is worth a closer look."""
        if doubts & sieve.PATTERNS and self._patterns.matches(folded):
            return True
        return bool(doubts & sieve.PIECES) and self._may_join(screening.word_form(folded))

    def _may_join(self, words: str) -> bool:
        """Say whether a term, or a word of one, comes of joining pieces to the words beside them."""
        return self._terms.marks_joined(screening.joined_fragments(words))

    @property
    def patterns(self) -> tuple[str, ...]:
        """Return the patterns of all lists, as they are looked for."""
        return self._patterns.expressions

    def doubtful(self, word: str) -> int:
        """Say of one word, with the signs about it, what more than patterns may be found in it."""
        signs = self._patterns.signs(word)
        words = screening.word_form(word)
        pieces = signs.fragmented and self._terms.may_hold_piece(words)
        terms = self._terms.marks(words) or (signs.jointed and self._joints.any_in(word))
        disguise = self._disguise(word) if signs.disguise else sieve.CLEAN
        return (sieve.PIECES if pieces else 0) | (sieve.TERMS if terms else 0) | disguise

    def _disguise(self, word: str) -> int:
        """Say what may be found in a word that looks disguised, however it is read.

        In letters and digits ("10am", "ps5") or an address that is often nothing. What reads as a letter
        alone stays in doubt, and so does a piece of a term.
        """
        plain = _PLAIN_WORD.fullmatch(word) is not None
        if not plain and "://" not in word:
            return sieve.TERMS
        forms = [screening.word_form(reading.folded.text) for reading in readings(word)]
        if not any(map(str.strip, forms)):
            return sieve.CLEAN
        if not plain or any(map(self._may_be_read, forms)):
            return sieve.TERMS
        # Only the first reading of a text has its pieces joined to the words beside them.
        return sieve.PIECES if self._terms.may_hold_piece(forms[0]) else sieve.CLEAN

    def _may_be_read(self, words: str) -> bool:
        return min(map(len, words.split()), default=2) < 2 or self._terms.marks_folded(words)

    def find(self, text: str) -> Iterator[tuple[int, Finding]]:
        """Yield the list's position with each finding in ``text``, the surest reading first."""
        taken: dict[int, list[tuple[int, int]]] = {}
        for source, finding in self._all(text):
            spans = taken.setdefault(source, [])
            fresh = all(finding.end <= start or finding.start >= end for start, end in spans)
            if fresh and len(spans) < _MOST:
                spans.append((finding.start, finding.end))
                yield source, finding

    def _all(self, text: str) -> Iterator[tuple[int, Finding]]:
        quiet = without_addresses(text)
        for pattern, start, end in self._patterns.find(text, strict=False):
            if not pattern.strict or quiet[start:end] == text[start:end]:
                yield pattern.source, _finding("patterns", pattern.label, start, end, View.RAW)
        strict = None
        for reading in readings(text):
            if strict is None:
                strict = reading.folded
                for pattern, start, end in self._patterns.find(strict.text, strict=True):
                    span = strict.origin(start, end)
                    yield pattern.source, _finding("patterns", pattern.label, *span, View.STRICT)
            yield from self._read(text, reading)
        folded = masked(text)
        for term, start, end in self._terms.find_masked(folded):
            yield term.source, _finding("terms", term.written, *folded.origin(start, end), View.LOOSE)

    def _read(self, text: str, reading: Reading) -> Iterator[tuple[int, Finding]]:
        """Yield the terms of one reading that no allowed word covers."""
        found = list(self._terms.find(reading.folded))
        if not found:
            return
        allowed = [(term.source, start, end) for term, start, end in self._allowed.find(reading.folded)]
        for term, start, end in found:
            if any(
                term.source == source and first <= start and end <= last for source, first, last in allowed
            ):
                continue
            span = reading.folded.origin(start, end)
            written = text[span[0] : span[1]].casefold()
            if reading.view is View.LOOSE:
                if term.may_be_loose and not (written in READS_BACKWARDS and written != term.plain):
                    yield term.source, _finding("terms", term.written, *span, View.LOOSE)
                continue
            plain = written == term.written.casefold() or written.startswith(term.plain)
            yield term.source, _finding("terms", term.written, *span, View.RAW if plain else View.STRICT)


def _finding(detector: str, matched: str, start: int, end: int, view: View) -> Finding:
    return Finding(detector=detector, start=start, end=end, view=view, score=_SCORES[view], matched=matched)


def _terms(lists: Sequence[WordList]) -> Iterator[Term]:
    for source, words in enumerate(lists):
        if isinstance(words, TermList):
            for word in words.terms:
                plain = plain_form(word)
                if plain:
                    yield Term(
                        source=source, written=word, plain=plain, inflect=words.inflect, loose=words.loose
                    )


def _patterns(lists: Sequence[WordList]) -> Iterator[Pattern]:
    for source, words in enumerate(lists):
        if isinstance(words, PatternList):
            unless = tuple(map(compile_pattern, words.unless))
            for pattern in words.patterns:
                yield Pattern(
                    source=source,
                    label=words.label or pattern,
                    expression=compile_pattern(pattern),
                    unless=unless,
                    strict=words.strict,
                )


@lru_cache(maxsize=128)
def _index_of(words: WordList) -> WordIndex:
    # A pack tries each of its rules on many examples at every start.
    return WordIndex((words,))


def _alone(words: WordList, scan: Scan) -> tuple[Finding, ...]:
    index = _index_of(words)
    return tuple(
        replace(finding, part=part.kind, part_index=place)
        for place, part in enumerate(scan.content.parts)
        if index.suspicious(part.text)
        for _, finding in index.find(part.text)
    )
