"""The terms of all rules in one automaton: a pass costs the same for ten terms as for 10,000."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import ahocorasick

from bot.policy.folding.traced import Folded
from bot.policy.normalise import fold
from bot.policy.screening import PIECE, squeeze, word_form

_ENDINGS: Final = ("s", "z", "ed", "er", "ers", "ing", "ings")
_ENDINGS_AFTER_E: Final = ("s", "z", "d", "r", "rs")
_HISSING: Final = ("s", "x", "z", "ch", "sh", "o")
_UNSPACED: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
"""Scripts that put no space between words, where a word boundary can't be asked for."""
_MASKED: Final = re.compile(r"(?<![^\W_])[a-z]+(?:[*#%&?^_.$-]+[a-z]+)+(?![^\W_])")
_MASK: Final = re.compile(r"[^a-z]")
REMEMBERED: Final = 20_000
LONGEST: Final = 24
"""So many words, each so long at most, are remembered: some two megabytes."""
_LOOSE_LEAST: Final = 4
"""Shorter terms stand in too many texts by chance to be looked for backwards, masked or in pieces."""


@dataclass(frozen=True)
class Term:
    """One term of one rule; not slotted, because its expression is compiled on first use and kept."""

    source: int
    """Position of the rule's list among all lists."""
    written: str
    plain: str
    """Folded, without the outer spaces."""
    inflect: bool
    loose: bool

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """Match the term in a word form, allowing repeated letters but never fewer than the term has."""
        endings = rf"(?:{'|'.join(self.endings)})?" if self.inflect else ""
        if _UNSPACED.search(self.plain):
            return re.compile(_elastic(self.plain))
        return re.compile(rf"(?<= ){_elastic(self.plain)}{endings}(?= )")

    @property
    def endings(self) -> tuple[str, ...]:
        """Return the endings that may follow; few, as with more "spic" would stand in "spicy"."""
        if not self.inflect:
            return ()
        if self.plain.endswith("e"):
            return _ENDINGS_AFTER_E
        return (*_ENDINGS, "es") if self.plain.endswith(_HISSING) else _ENDINGS

    @property
    def key(self) -> str:
        """Return what the automaton looks for in a squeezed word form."""
        squeezed = squeeze(self.plain)
        if _UNSPACED.search(self.plain):
            return squeezed
        return f" {squeezed}" if self.inflect else f" {squeezed} "

    @property
    def may_be_loose(self) -> bool:
        """Say whether heavy disguises of this term are looked for."""
        return self.loose and len(self.plain) >= _LOOSE_LEAST


def plain_form(term: str) -> str:
    """Return a term as it stands in a word form, without the outer spaces; empty when nothing is left."""
    return re.sub(" +", " ", word_form(fold(term).text)).strip()


def _elastic(plain: str) -> str:
    # In a short word one letter more makes another word: "bob", "boob"; "god", "good".
    once = "{}" if len(plain) < _LOOSE_LEAST else "{}+"
    runs = (match[0] for match in re.finditer(r"(.)\1*", plain))
    return "".join(
        " +" if run == " " else once.format(re.escape(run)) if len(run) == 1 else f"{re.escape(run)}{run[0]}*"
        for run in runs
    )


class _Marks(dict[str, bool]):
    """Whether a word may be part of a term; a word met before costs a look into a dictionary."""

    def __init__(self, keys: Iterable[str], *, screened: bool) -> None:
        super().__init__()
        self._screened = screened
        self._parts = ahocorasick.Automaton()
        for key in keys:
            # Each part of a key must be there, so its longest, which is the rarest, stands for all.
            self._parts.add_word(max(_parts(key), key=len), True)
        self._parts.make_automaton()

    def __missing__(self, word: str) -> bool:
        """Look at a word not met before."""
        squeezed = squeeze(f" {word} ", screened=self._screened)
        marked = len(self._parts) > 0 and any(True for _ in self._parts.iter(squeezed))
        if len(self) < REMEMBERED and len(word) <= LONGEST:
            self[word] = marked
        return marked


def _parts(key: str) -> Iterator[str]:
    """Yield the words of a key, with a space on each side on which the word must end there."""
    words = key.split(" ")
    for place, word in enumerate(words):
        if word:
            yield f"{' ' * (place > 0)}{word}{' ' * (place < len(words) - 1)}"


class TermIndex:
    """Finds candidates in one pass, then checks each with its own expression."""

    def __init__(self, terms: list[Term]) -> None:
        self._automaton = ahocorasick.Automaton()
        # For each key the terms that read so forwards, and those that read so backwards.
        by_key: dict[str, tuple[list[Term], list[Term]]] = {}
        self._shapes: dict[tuple[str, str, int], list[tuple[str, Term]]] = {}
        for term in terms:
            by_key.setdefault(term.key, ([], []))[0].append(term)
            if term.may_be_loose:
                by_key.setdefault(term.key[::-1], ([], []))[1].append(term)
            if term.may_be_loose and term.plain.isascii() and term.plain.isalpha():
                self._add_shapes(term)
        for key, same in by_key.items():
            self._automaton.add_word(key, same)
        self._automaton.make_automaton()
        self._empty = not by_key
        self._marks = _Marks(by_key, screened=True)
        self._longer = _Marks((key for key in by_key if " " in key.strip()), screened=True)
        self._words_of_longer = frozenset(
            squeeze(word)
            for term in terms
            if " " in term.plain
            for ending in ("", *term.endings)
            for word in f"{term.plain}{ending}".split()
        )
        self._folded = _Marks(by_key, screened=False)
        ended = " ".join(squeeze(term.plain + ending) for term in terms for ending in ("", *term.endings))
        self._pieces = f"{ended} {ended[::-1]}"

    def _add_shapes(self, term: Term) -> None:
        for ending in ("", *term.endings):
            plain = term.plain + ending
            self._shapes.setdefault((plain[0], plain[-1], len(plain)), []).append((plain, term))

    def candidates(self, squeezed: str) -> Iterator[Term]:
        """Yield each term that may stand in a squeezed word form, once."""
        if self._empty:
            return
        seen: set[int] = set()
        for _, (terms, _) in self._automaton.iter(squeezed):
            if id(terms) not in seen:
                seen.add(id(terms))
                yield from terms

    def may_hold_piece(self, words: str) -> bool:
        """Say whether a word form has a piece without a vowel that any term has too, so or read backwards."""
        return any(squeeze(piece) in self._pieces for piece in PIECE.findall(words))

    def marks(self, words: str) -> bool:
        """Say whether a screened word form holds a term, or a word that is part of a longer one."""
        return any(map(self._longer.__getitem__, words.split())) or self.holds(words)

    def marks_joined(self, words: str) -> bool:
        """Say whether words that were put together hold a term, or are one of the words of a longer one.

        The words about them are not there, so that even the shortest may have been the one put together.
        """
        return any(squeeze(word) in self._words_of_longer for word in words.split()) or self.holds(words)

    def marks_folded(self, words: str) -> bool:
        """Say the same of the word form of a folded text, in which letters may be doubled."""
        tokens = words.split()
        return any(map(self._folded.__getitem__, tokens)) or any(map(self._longer.__getitem__, tokens))

    def holds(self, words: str) -> bool:
        """Say whether any term stands in a screened word form, read forwards or backwards."""
        if not any(map(self._marks.__getitem__, words.split())):
            return False
        seen: set[int] = set()
        for _, both in self._automaton.iter(squeeze(words, screened=True)):
            if id(both) in seen:
                continue
            seen.add(id(both))
            if any(term.expression.search(words) for term in both[0]):
                return True
            if any(term.expression.search(words[::-1]) for term in both[1]):
                return True
        return False

    def find(self, folded: Folded) -> Iterator[tuple[Term, int, int]]:
        """Yield terms with their spans in the folded text."""
        words = word_form(folded.text)
        if not any(map(self._folded.__getitem__, words.split())):
            return
        for term in self.candidates(squeeze(words)):
            for match in term.expression.finditer(words):
                # The word form begins with one space more than the text.
                yield term, match.start() - 1, match.end() - 1

    def find_masked(self, folded: Folded) -> Iterator[tuple[Term, int, int]]:
        """Yield terms of which some letters were replaced one by one: ``w*rd``."""
        for match in _MASKED.finditer(folded.text):
            token = match[0]
            for term in self._shaped(token):
                yield term, match.start(), match.end()

    def fits_masked(self, token: str) -> bool:
        """Say whether a word in small letters may be a term with masked letters."""
        return any(True for _ in self._shaped(token))

    def _shaped(self, token: str) -> Iterator[Term]:
        for plain, term in self._shapes.get((token[0], token[-1], len(token)), ()):
            if _fits(token, plain):
                yield term


def _fits(token: str, plain: str) -> bool:
    letters = len(token) - len(_MASK.findall(token))
    alike = sum(given == meant for given, meant in zip(token, plain, strict=True))
    return letters == alike < len(token) and letters >= 2
