"""The cheap first look that nearly every message passes: may a word, a pattern or a disguise be here at all?

It errs on one side only: what it calls clean holds nothing that the dear look would find.
"""

import re
from typing import Final

from bot.policy.folding.signs import INVISIBLE, UNCLEAR, ScreenTable
from bot.policy.normalise import FRAGMENT

_OFTEN_DOUBLE: Final = "etosrnldmcfpbgz"
_SELDOM_DOUBLE: Final = "aiuhkwyvjqx"
"""English hardly doubles these, so a pair of them is a sign; looking for each pair by itself costs more."""
_SIGN: Final = r"[\pL\pN@$]"
_GAP: Final = r"[^\pL\pN@$]"
_DISGUISES: Final = (
    r"[a-z][0-9@$]|[0-9@$][a-z]|[a-z0-9][!|+]+[a-z0-9]",  # leet
    rf"(?:^|{_GAP}){_SIGN}{_GAP}{{1,3}}{_SIGN}{_GAP}{{1,3}}{_SIGN}(?:{_GAP}|$)",  # letters standing alone
    r"[\pL\pN](?:[*`\\]|__|~~|\|\|)+[\pL\pN]",  # formatting inside a word
    r"%[0-9a-f]{2}|&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});",  # encoded characters
    "|".join(f"{letter}{{3}}" for letter in _OFTEN_DOUBLE),  # long runs
    "|".join(letter * 2 for letter in _SELDOM_DOUBLE),
    rf"[\pL\pN]{INVISIBLE}|{INVISIBLE}[\pL\pN]|{UNCLEAR}",  # signs that folding drops or spells out
)
DISGUISE: Final = "|".join(f"(?:{pattern})" for pattern in _DISGUISES)
"""RE2: signs that a disguise may be at work, so that the folding views are worth their price."""
FRAGMENTED: Final = rf"(?:^|[^a-z0-9']){FRAGMENT}(?:[^a-z0-9]|$)"
"""RE2: a piece without a vowel stands alone, so a word may have been cut in two."""
JOINTED: Final = r"[a-z][-./,:;\"+=_#~^&*%?$]+[a-z]"
"""RE2: a joint or a mask stands inside a word, as in “well-known” and “w*rd”."""

_PIECES: Final = re.compile(rf"(?<= )(?:([a-z]+) )?((?:{FRAGMENT} )*{FRAGMENT})(?= ([a-z]*))")
_JOINTED: Final = re.compile(r"[a-z]+(?:[-./,:;\"+=_#~^&*%?$]+[a-z]+)+", re.IGNORECASE)
_JOINTS: Final = str.maketrans("", "", '-./,:;"+=_#~^&*%?$')

SIGNS: Final = ScreenTable(words_only=False)
WORDS: Final = ScreenTable(words_only=True)
_ASCII_WORDS: Final = bytes(ord(WORDS[code]) if code < 128 else 0 for code in range(256))
_COMMON_PAIRS: Final = tuple((letter * 2, letter) for letter in f" {_OFTEN_DOUBLE}")
_ALL_PAIRS: Final = (*_COMMON_PAIRS, *((letter * 2, letter) for letter in _SELDOM_DOUBLE))


def word_form(text: str) -> str:
    """Return small letters and digits, all else as spaces, padded with one space on each side; one to one."""
    # Bytes are translated in a third of the time.
    plain = text.encode().translate(_ASCII_WORDS).decode() if text.isascii() else text.translate(WORDS)
    return f" {plain} "


def squeeze(words: str, *, screened: bool = False) -> str:
    """Leave one of several equal Latin letters or spaces in a row.

    ``screened`` spares the pairs that would have counted as a disguise already.
    """
    for pair, one in _COMMON_PAIRS if screened else _ALL_PAIRS:
        # Each round halves a run, so even a long one costs little more than its length.
        while pair in words:
            words = words.replace(pair, one)
    return words


def joined_fragments(words: str) -> str:
    """Return a word form of each piece without a vowel joined to the previous word, the next, and both."""
    joined: list[str] = []
    for before, pieces, after in _PIECES.findall(words):
        piece = pieces.replace(" ", "")
        joined += (before + piece, piece + after, before + piece + after)
    return f" {' '.join(joined)} "


def jointed_tokens(signs: str) -> list[str]:
    """Return the words of a text that hold a joint or a mask, in small letters."""
    return [token.lower() for token in _JOINTED.findall(signs)]


def without_joints(tokens: list[str]) -> str:
    """Return a word form of jointed words with their joints left out."""
    return f" {' '.join(tokens).translate(_JOINTS)} "
