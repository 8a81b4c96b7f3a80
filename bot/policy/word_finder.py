"""Tells what words of patterns a word of a text may be: many are looked for at once, by the letters in them.

Nearly all of them are whole words or hold some letters that are always there; those are found through an
automaton, and only then is the expression itself asked. The rest stand in one set.
"""

from collections.abc import Mapping
from functools import lru_cache, reduce
from operator import or_
from typing import Final, TypeAlias

import ahocorasick
import re2

from bot.policy.pattern_index import new_set, options
from bot.policy.pattern_parts import Word

_Atoms: TypeAlias = dict[str, tuple[dict[tuple[str, str], int], dict[Word, int]]]
"""By atom the masks of words that are nothing but it, by what stands beside them, and those of others."""
_ALPHANUMERIC: Final = "abcdefghijklmnopqrstuvwxyz0123456789"


class WordFinder:
    """Tells what words of patterns a token may be."""

    def __init__(self, masks: Mapping[Word, int]) -> None:
        """Compile them; each has a mask, which is returned when it is found."""
        self._unknown = new_set()
        self._unknown_masks = [0]
        self._whole: dict[str, int] = {}
        loose: _Atoms = {}
        every: _Atoms = {}
        for word, mask in masks.items():
            if not word.exact and min(map(len, word.atoms), default=0) < 2:
                self._unknown.Add(word.expression)
                self._unknown_masks.append(mask)
                continue
            whole = word.exact and _at_edge(word.left, before=True) and _at_edge(word.right, before=False)
            for atom in word.atoms:
                if whole:
                    self._whole[atom] = self._whole.get(atom, 0) | mask
                for atoms in (every,) if whole else (every, loose):
                    exact, others = atoms.setdefault(atom, ({}, {}))
                    if word.exact:
                        exact[word.left, word.right] = exact.get((word.left, word.right), 0) | mask
                    else:
                        others[word] = mask
        self._unknown.Compile()
        self._every, self._loose = _automaton(every), _automaton(loose)

    def find(self, token: str) -> int:
        """Return the masks of all that are found, taken together."""
        found = reduce(or_, [self._unknown_masks[place] for place in self._unknown.Match(token) or ()], 0)
        small = token.casefold()
        automaton = self._every
        if small.isascii() and small.isalnum():
            # Most words are just that, and most of what is looked for is a whole word.
            found |= self._whole.get(small, 0)
            automaton = self._loose
        small = f" {small} "
        for end, (size, exact, others) in automaton.iter(small) if len(automaton) else ():
            for (left, right), mask in exact:
                if found | mask != found and (
                    _fits(left, small[end - size], small[end - size + 1], before=True)
                    and _fits(right, small[end], small[end + 1], before=False)
                ):
                    found |= mask
            for word, mask in others:
                if found | mask != found and _compiled(word).search(token) is not None:
                    found |= mask
        return found


def _automaton(atoms: _Atoms) -> ahocorasick.Automaton:
    made = ahocorasick.Automaton()
    for atom, (exact, others) in atoms.items():
        made.add_word(atom, (len(atom), list(exact.items()), list(others.items())))
    made.make_automaton()
    return made


@lru_cache(maxsize=8192)
def _at_edge(edge: str, *, before: bool) -> bool:
    """Say whether an edge lies only where a word of plain letters and digits begins, or ends."""
    if not edge:
        return False
    pattern = f"-(?:(?:{edge})|[a-z0-9](?:{edge}))a-" if before else f"-a(?:(?:{edge})|(?:{edge})[a-z0-9])-"
    pairs = "-".join(sign + "a" if before else "a" + sign for sign in _ALPHANUMERIC)
    # Each dash stands twice, as a match takes both.
    return re2.compile(pattern, options()).search(f"-{pairs}-".replace("-", "--")) is None


@lru_cache(maxsize=8192)
def _compiled(word: Word) -> "re2._Regexp":
    return re2.compile(word.expression, options())


@lru_cache(maxsize=8192)
def _fits(edge: str, one: str, other: str, *, before: bool) -> bool:
    """Say whether an edge may lie between two signs: behind, or ``before`` what it belongs to."""
    if not edge or " " in (one if before else other):
        return True
    return _edge(edge, before=before).search(one + other) is not None


@lru_cache(maxsize=8192)
def _edge(edge: str, *, before: bool) -> "re2._Regexp":
    # What an edge asks for is the neighbour itself, or the place between the two.
    around = f"(?:(?:{edge})|.(?:{edge}))." if before else f".(?:(?:{edge})|(?:{edge}).)"
    return re2.compile(f"(?s)^{around}$", options())
