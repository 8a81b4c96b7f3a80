"""Disguises for training texts, so that the models have seen what the folding views don't undo."""

import random
from collections.abc import Callable
from typing import Final

_LEET: Final = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "5$", "t": "7", "l": "1", "g": "9"}
_NEIGHBOURS: Final = {
    "a": "s", "b": "v", "c": "x", "d": "f", "e": "r", "f": "g", "g": "h", "h": "j", "i": "o", "k": "l",
    "l": "k", "m": "n", "n": "m", "o": "p", "r": "t", "s": "a", "t": "y", "u": "i", "v": "b", "w": "e",
}  # fmt: skip


def leet(word: str, chance: random.Random) -> str:
    """Put digits and signs for letters."""
    return "".join(chance.choice(_LEET[c]) if c in _LEET and chance.random() < 0.6 else c for c in word)


def swap(word: str, chance: random.Random) -> str:
    """Exchange two letters inside the word."""
    if len(word) < 4:
        return word
    at = chance.randrange(1, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def drop(word: str, chance: random.Random) -> str:
    """Leave out one letter, a vowel where there is one."""
    vowels = [i for i, c in enumerate(word) if c in "aeiou" and i]
    if len(word) < 4:
        return word
    at = chance.choice(vowels) if vowels else chance.randrange(1, len(word))
    return word[:at] + word[at + 1 :]


def space(word: str, chance: random.Random) -> str:
    """Put a sign or a space between letters."""
    if not 3 <= len(word) <= 9:
        return word
    if chance.random() < 0.5:
        return chance.choice((" ", ".", "-", "_")).join(word)
    at = chance.randrange(1, len(word))
    return word[:at] + chance.choice((" ", ".", "-", "*")) + word[at:]


def repeat(word: str, chance: random.Random) -> str:
    """Draw one letter out."""
    at = chance.randrange(len(word))
    return word[:at] + word[at] * chance.randrange(2, 5) + word[at:]


def slip(word: str, chance: random.Random) -> str:
    """Hit a neighbouring key."""
    at = chance.randrange(len(word))
    return word[:at] + _NEIGHBOURS.get(word[at], word[at]) + word[at + 1 :]


def mask(word: str, chance: random.Random) -> str:
    """Put a star for an inner letter."""
    if len(word) < 4:
        return word
    at = chance.randrange(1, len(word) - 1)
    return word[:at] + chance.choice("*#@-") + word[at + 1 :]


TRICKS: Final[tuple[Callable[[str, random.Random], str], ...]] = (leet, swap, drop, space, repeat, slip, mask)


def disguise(text: str, chance: random.Random) -> str:
    """Return the text with one kind of trick on some of its words, or without spaces at all."""
    if chance.random() < 0.05 and len(text) < 80:
        return text.replace(" ", "")
    trick = chance.choice(TRICKS)
    share = chance.choice((0.15, 0.3, 0.6))
    return " ".join(trick(word, chance) if chance.random() < share else word for word in text.split())
