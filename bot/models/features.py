"""Words, word pairs and pieces of words as numbers, for the linear model; no vocabulary is needed."""

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final
from zlib import crc32

_WORD: Final = re.compile(r"\w+(?:'\w+)?|[^\x00-\x7f\s]|[?!]")

MAX_WORDS: Final = 400
"""So that a wall of text costs no more than a long message."""


def words(canonical_text: str) -> list[str]:
    """Return the words of a text in canonical form; emoji, ``?`` and ``!`` count as words."""
    return _WORD.findall(canonical_text)[:MAX_WORDS]


def word_hashes(word: str) -> tuple[int, ...]:
    """Return the hashes (32 bit) of a word and of its pieces of three to five letters."""
    framed = f"<{word[:40]}>".encode("utf-8", "replace")
    size = len(framed)
    pieces = [crc32(framed)]
    if size > 4:
        pieces.extend(crc32(framed[i : i + n], 7) for n in (3, 4, 5) for i in range(size - n + 1))
    return tuple(pieces)


_cached_word_hashes = lru_cache(maxsize=16384)(word_hashes)


def text_hashes(tokens: list[str]) -> list[int]:
    """Return the hashes of a whole text: its words with their pieces, and its word pairs."""
    hashes: list[int] = []
    for word in tokens:
        hashes.extend(_cached_word_hashes(word))
    for left, right in pairwise(tokens):
        hashes.append(crc32(f"{left[:40]} {right[:40]}".encode("utf-8", "replace"), 13))
    # Pairs with one word between: "kill … self", "all … are"; they carry much of a phrase's sense.
    for left, right in zip(tokens, tokens[2:], strict=False):
        hashes.append(crc32(f"{left[:40]} {right[:40]}".encode("utf-8", "replace"), 29))
    return hashes
