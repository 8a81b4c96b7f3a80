"""The cheap first look that nearly every message passes: may a word, a pattern or a disguise be here at all?

It errs on one side only: what it calls clean holds nothing that the dear look would find.
"""

import re
from collections.abc import Iterator
from typing import Final

from bot.policy.folding.signs import INVISIBLE, UNCLEAR, ScreenTable
from bot.policy.normalise import FRAGMENT

_OFTEN_DOUBLE: Final = "etosrnldmcfpbgz"
_SELDOM_DOUBLE: Final = "aiuhkwyvjqx"
"""English hardly doubles these, so a pair of them is a sign; looking for each pair by itself costs more."""
_SIGN: Final = r"[\pL\pN@$]"
_GAP: Final = rf"(?:[^\pL\pN@$]{INVISIBLE}*)"
_DISGUISES: Final = (
    r"[a-z][0-9@$]|[0-9@$][a-z]|[a-z0-9][!|+]+[a-z0-9]",  # leet
    rf"(?:^|{_GAP}){_SIGN}{_GAP}{{1,3}}{_SIGN}{_GAP}{{1,3}}{_SIGN}(?:{_GAP}|$)",  # letters standing alone
    r"[\pL\pN](?:[*`\\]|__|~~|\|\|)+[\pL\pN]",  # formatting inside a word
    r"%[0-9a-f]{2}|&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});",  # encoded characters
    "|".join(f"{letter}{{3}}" for letter in _OFTEN_DOUBLE),  # long runs
    "|".join(letter * 2 for letter in _SELDOM_DOUBLE),
    rf"[\pL\pN]{INVISIBLE}|{INVISIBLE}[\pL\pN]|{UNCLEAR}",  # signs that folding drops or spells out
    r"[\x00\x03-\x08\x0e-\x1f\x7f]",  # the same in plain ASCII
)
DISGUISE: Final = "|".join(f"(?:{pattern})" for pattern in _DISGUISES)
"""RE2: signs that a disguise may be at work, so that the folding views are worth their price."""
FRAGMENTED: Final = rf"(?:^|[^a-z0-9']){FRAGMENT}(?:[^a-z0-9]|$)"
"""RE2: a piece without a vowel stands alone, so a word may have been cut in two."""
_JOINTING: Final = "-./,:;'\"+=_#~^&*%?$"
"""Signs that may stand between the letters of a word; in this order also between square brackets."""
_JOINT: Final = f"[{_JOINTING}]+"
JOINTED: Final = rf"[\pL\pN]{_JOINT}[\pL\pN]"
"""RE2: a joint or a mask stands inside a word or number, as in “well-known” and “w*rd”."""

_PIECES: Final = re.compile(rf"(?<= )(?:([a-z]+) )?((?:{FRAGMENT} )*{FRAGMENT})(?= ([a-z]*))")
_ALONE: Final = re.compile(rf" {FRAGMENT}(?= )")
PIECE: Final = re.compile(rf"(?<= ){FRAGMENT}(?= )")
"""A piece without a vowel in a word form."""
_INNER_JOINT: Final = re.compile(rf"(?<=[^\W_]){_JOINT}(?=[^\W_])")
_JOINTED: Final = re.compile(rf"[^\W_]+(?:{_JOINT}[^\W_]+)+")
_JOINTS: Final = str.maketrans("", "", _JOINTING)

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
    for stretch in _around_fragments(words):
        for before, pieces, after in _PIECES.findall(stretch):
            piece = pieces.replace(" ", "")
            joined += (before + piece, piece + after, before + piece + after)
    return f" {' '.join(joined)} "


def _around_fragments(words: str) -> Iterator[str]:
    """Yield the stretches with pieces in them, a word more on either side; looking only there is cheaper."""
    start = end = -1
    for found in _ALONE.finditer(words):
        before = max(0, words.rfind(" ", 0, found.start()))
        if end < 0:
            start = before
        elif before >= end:
            yield words[start:end]
            start = before
        after = words.find(" ", found.end() + 1)
        end = len(words) if after < 0 else after
    if end >= 0:
        yield words[start:end]


def jointed_tokens(signs: str) -> list[str]:
    """Return the words of a text that hold a joint or a mask, in small letters."""
    text, tokens, done = signs.lower(), [], 0
    # Joints are few, letters many: so the search goes from joint to joint, and back to where a word begins.
    for joint in _INNER_JOINT.finditer(text):
        start = joint.start()
        if start < done:
            continue
        while start > done and text[start - 1].isalnum():
            start -= 1
        token = _JOINTED.match(text, start)
        if token:
            tokens.append(token[0])
            done = token.end()
    return tokens


def without_joints(tokens: list[str]) -> str:
    """Return a word form of jointed words with their joints left out."""
    return f" {' '.join(tokens).translate(_JOINTS)} "
