"""Splits words into pieces of a fixed vocabulary, greedily and longest first.

This is the scheme of the encoder's start point (WordPiece, Wu et al. 2016). Forty lines of our own keep a
tokeniser package with a network client out of the default install.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

_TOKEN: Final = re.compile(r"[^\W_]+|[^\w\s]|_")
_LONGEST_WORD: Final = 60

PAD: Final = 0
UNKNOWN: Final = 1
BEGIN: Final = 2
END: Final = 3
SPECIAL: Final = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")


class WordPieces:
    """A vocabulary and how to read with it."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self.vocabulary = tuple(vocabulary)
        self._ids = {piece: number for number, piece in enumerate(vocabulary)}
        self._known: dict[str, tuple[int, ...]] = {}

    def pieces(self, canonical_text: str) -> list[int]:
        """Return the piece numbers of a text, without begin and end marks."""
        numbers: list[int] = []
        for word in _TOKEN.findall(canonical_text):
            known = self._known.get(word)
            if known is None:
                known = tuple(self._split(word))
                if len(self._known) < 20000:
                    self._known[word] = known
            numbers.extend(known)
        return numbers

    def _split(self, word: str) -> Iterable[int]:
        if len(word) > _LONGEST_WORD:
            return (UNKNOWN,)
        found: list[int] = []
        start = 0
        while start < len(word):
            number, end = self._longest(word, start)
            if end == start:
                return self._named(word) if len(word) == 1 else (UNKNOWN,)
            found.append(number)
            start = end
        return found

    def _named(self, symbol: str) -> Iterable[int]:
        """Read an emoji as the words of its Unicode name; there are too many to have a piece for each."""
        name = unicodedata.name(symbol, "").lower()
        if symbol.isascii() or not name or unicodedata.category(symbol) != "So":
            return (UNKNOWN,)
        return [number for part in name.replace("-", " ").split()[:5] for number in self._split(part)]

    def _longest(self, word: str, start: int) -> tuple[int, int]:
        prefix = "##" if start else ""
        for end in range(len(word), start, -1):
            number = self._ids.get(prefix + word[start:end])
            if number is not None:
                return number, end
        return UNKNOWN, start


def windows(pieces: Sequence[int], size: int, most: int) -> list[list[int]]:
    """Cut pieces into at most ``most`` overlapping windows of ``size`` numbers with their marks.

    A long text gets windows from its beginning and its end, so that neither hides what the other says.
    """
    room = size - 2
    if len(pieces) <= room:
        return [[BEGIN, *pieces, END]]
    step = room * 3 // 4
    starts = [*range(0, len(pieces) - room, step), len(pieces) - room]
    if len(starts) > most:
        starts = [*starts[: most - 1], starts[-1]]
    return [[BEGIN, *pieces[start : start + room], END] for start in starts]
