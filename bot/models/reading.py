"""In which ways a text is read: as written, with disguises undone, and with its spaces put back.

Words that were run together ("nobodywantsyouhere") are parted where that gives the commonest words, each
taken by itself (Norvig, "Natural Language Corpus Data", in *Beautiful Data*, 2009). The vocabulary stands in
the order of how common its pieces are, which by Zipf's law says as much as counts would.
"""

import re
from collections.abc import Iterator, Sequence
from math import inf, log
from typing import Final

from bot.models.canonical import LONGEST, canonical
from bot.policy.normalise import fold

RUN: Final = 16
"""Letters in a row from which a word that nobody knows may be several; few English words are as long."""

_MOST: Final = 120
"""Letters of one text that are parted; each costs three microseconds, on the event loop."""

_LONGEST_WORD: Final = 20
_SHORT: Final = frozenset({"a", "i", "u"})
"""Words of one letter; the others are in the vocabulary for spelling."""

_UNKNOWN: Final = 12.0
_LETTER: Final = 3.0
"""What a word costs that is not in the vocabulary, and each letter of it besides."""

_LETTERS: Final = re.compile(rf"[a-z]{{{RUN},}}")
_WORDS: Final = re.compile(r"[^\W_]+")
_SPLIT: Final = re.compile(r"\w(?:\|\||\*\*?|__|~~)\w")


class Reader:
    """Reads texts for the models."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        words = [piece for piece in vocabulary if piece.isalpha() and (len(piece) > 1 or piece in _SHORT)]
        self._costs = {word: log(rank + 10) for rank, word in enumerate(words)}

    def readings(self, text: str) -> tuple[str, ...]:
        """Return the text as written, and in the other ways in which that gives other words."""
        plain = canonical(text)
        folded = canonical(fold(text[:LONGEST]).text)
        found = [plain] if _words(folded) in (_words(plain), []) else [plain, folded]
        spaced = self.spaced(found[-1])
        return (*found, spaced) if spaced != found[-1] else tuple(found)

    def hidden(self, text: str, plain: str) -> Iterator[str]:
        """Yield what else a text may say whose canonical form is ``plain``; of nearly all texts nothing.

        For the gate: it costs a clean text half a microsecond, and looks for less than ``readings``.
        """
        if ("|" in plain or "*" in plain or "_" in plain or "~" in plain) and _SPLIT.search(plain):
            plain = canonical(fold(text[:LONGEST]).text)
            yield plain
        if plain.count(" ") * RUN < len(plain) >= RUN:
            spaced = self.spaced(plain)
            if spaced != plain:
                yield spaced

    def spaced(self, canonical_text: str) -> str:
        """Return the text with long rows of letters parted into words, those that are words left alone.

        Of very long rows it is the beginning.
        """
        left = _MOST

        def part(found: re.Match[str]) -> str:
            nonlocal left
            run = found[0]
            if run in self._costs or not left:
                return run
            head, rest = run[:left], run[left:]
            left -= len(head)
            return " ".join([*self._parted(head), rest]).rstrip()

        return _LETTERS.sub(part, canonical_text)

    def _parted(self, run: str) -> list[str]:
        """Return the words of the cheapest way to part a row of letters."""
        costs, cheapest, begins = self._costs, [0.0], [0]
        for end in range(1, len(run) + 1):
            least, begin = inf, 0
            for start in range(max(0, end - _LONGEST_WORD), end):
                word = costs.get(run[start:end])
                cost = cheapest[start] + (_UNKNOWN + _LETTER * (end - start) if word is None else word)
                if cost < least:
                    least, begin = cost, start
            cheapest.append(least)
            begins.append(begin)
        words: list[str] = []
        end = len(run)
        while end:
            words.append(run[begins[end] : end])
            end = begins[end]
        return words[::-1]


def _words(text: str) -> list[str]:
    return _WORDS.findall(text)
