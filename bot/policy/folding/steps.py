"""The single steps that undo one kind of disguise each; ``normalise`` puts them in order."""

import html
import re
from typing import Final

from bot.policy.folding.signs import fold_sign
from bot.policy.folding.traced import Folded, rewrite, unfolded

_NOT_ASCII: Final = re.compile(r"[^\n -~]+")
_SMALL: Final = {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
_NOT_WORDS: Final = re.compile(
    r"https?://\S+"  # an address, whose slug is not speech
    r"|(?<![\w.@])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,15}/\S*"  # an address without its scheme
    r"|<a?:\w{1,40}:\d{15,21}>"  # a custom emoji
    r"|<(?:[@#][!&]?|t:|id:)\d{1,21}(?::\w)?>"  # a mention or a time
    r"|</[^<>\n]{1,80}:\d{15,21}>",  # a mention of a command
    re.IGNORECASE,
)
_ESCAPED: Final = re.compile(r"%[0-9a-f]{2}|&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});")
# Possessive throughout: a run of signs can be cut up in endless ways, and none of them is another match.
_MARKDOWN: Final = re.compile(r"(?<=[^\W_])(?:\*++|_{2,}+|~{2,}+|\|{2,}+|`++|\\++)++(?=[^\W_])")
_MARKS: Final = frozenset("*_~|`\\")
SPLIT: Final = re.compile(
    r"(?<![^\W_])(?<![@$])(?!_)[\w@$](?![^\W_])(?:(?:[^\w@$]|_){1,3}(?!_)[\w@$](?![^\W_]|[@$])){2,}"
)
_SEPARATORS: Final = re.compile(r"(?:[^\w@$]|_)+")
_BEFORE: Final = "(your?|the|an?|i|u|go|oh)"
_AFTER: Final = "(you|u|off|this|that|it|all|him|her|them|up|me)"
SMALL_WORDS: Final = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (f"{_BEFORE}(.{{3,}})", f"(.{{3,}}?){_AFTER}", f"{_BEFORE}(.{{3,}}?){_AFTER}")
)
"""Where small words may have been spaced out along with the one that matters."""
_TOKEN: Final = re.compile(r"(?<![a-z])(?=[a-z]*[0-9@$!|+])[a-z0-9@$][a-z0-9@$!|+]*[a-z0-9@$]")
"""A word with a sign in it; words of letters alone are passed over, as they are most."""
_LETTER: Final = re.compile(r"[^\W\d_]")
_EDGE_DIGITS: Final = re.compile(r"(?<![a-z0-9])[0-9]+(?=[a-z])|(?<=[a-z])[0-9]+(?![a-z0-9])")
LONG_RUN: Final = re.compile(r"([a-z])\1{2,}")

LEET: Final = str.maketrans("012345678@$!|+", "oizeasgtbasiit")
LEET_L: Final = str.maketrans("012345678@$!|+", "olzeasgtbasllt")


def fold_signs(text: str) -> Folded:
    """Fold character by character: small letters, look-alikes, nothing invisible (line breaks stay)."""
    folded = unfolded(text.translate(_SMALL) if text.isascii() else text)
    if _NOT_ASCII.search(text):
        folded = _fold_runs(folded)
    return folded if text.isascii() else folded.with_text(folded.text.translate(_SMALL))


def _fold_runs(folded: Folded) -> Folded:
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for match in _NOT_ASCII.finditer(folded.text):
        begin, stop = match.span()
        pieces.append(folded.text[done:begin])
        starts += range(done, begin)
        ends += range(done + 1, begin + 1)
        for place in range(begin, stop):
            new = fold_sign(folded.text[place])
            pieces.append(new)
            starts += [place] * len(new)
            ends += [place + 1] * len(new)
        done = stop
    size = len(folded.text)
    pieces.append(folded.text[done:])
    starts += range(done, size)
    ends += range(done + 1, size + 1)
    return Folded("".join(pieces), (starts, ends))


def without_addresses(text: str) -> str:
    """Blank out links, mentions and custom emoji, keeping the length."""
    return _NOT_WORDS.sub(lambda match: " " * len(match[0]), text) if "/" in text or "<" in text else text


def decode(folded: Folded) -> Folded:
    """Undo percent-encoding and HTML character references."""
    # To ask for the sign first is a tenth of the price, here and below.
    return rewrite(folded, _ESCAPED, _decoded) if "%" in folded.text or "&" in folded.text else folded


def _decoded(match: re.Match[str]) -> str:
    given = match[0]
    plain = chr(int(given[1:], 16)) if given[0] == "%" else html.unescape(given)
    if plain == given:
        return given
    return "".join(fold_sign(sign) for sign in plain)


def join_markdown(folded: Folded) -> Folded:
    """Drop formatting signs that stand between two letters."""
    if _MARKS.isdisjoint(folded.text):
        return folded
    return rewrite(folded, _MARKDOWN, lambda match: "")


def join_split(folded: Folded, *, apart: re.Pattern[str] | None = None) -> Folded:
    """Join letters that stand alone with separators between them: ``w o r d``, ``w.o.r.d``.

    With ``apart``, one of ``SMALL_WORDS``, a separator unlike the others parts two words
    (``w.o.r.d w.o.r.d``), and so does a small word at an end (``a w o r d``, ``w o r d y o u``).
    """
    return rewrite(
        folded, SPLIT, lambda match: _joined(match[0]) if apart is None else _parted(match[0], apart)
    )


def _joined(letters: str) -> str:
    return _SEPARATORS.sub("", letters) if _LETTER.search(letters) else letters


def _parted(letters: str, apart: re.Pattern[str]) -> str:
    if not _LETTER.search(letters):
        return letters
    gaps = _SEPARATORS.findall(letters)
    usual = max(dict.fromkeys(gaps), key=gaps.count)
    words = _SEPARATORS.sub(lambda gap: "" if gap[0] == usual else " ", letters).split(" ")
    found = [apart.fullmatch(word) for word in words]
    return " ".join(
        " ".join(match.groups()) if match else word for match, word in zip(found, words, strict=True)
    )


def read_leet(folded: Folded, table: dict[int, int] = LEET) -> Folded:
    """Read digits and signs as letters inside words that hold a letter."""

    def change(match: re.Match[str]) -> str:
        return match[0].translate(table) if _LETTER.search(match[0]) else match[0]

    return rewrite(folded, _TOKEN, change)


def part_digits(folded: Folded) -> Folded:
    """Take digits at the edge of a word for numbers: ``word123``."""
    return rewrite(folded, _EDGE_DIGITS, lambda match: " " * len(match[0]))


def shorten_runs(folded: Folded) -> Folded:
    """Leave two of three or more equal letters, as English words have at most two."""
    return rewrite(folded, LONG_RUN, lambda match: match[1] * 2)


def drop_runs(folded: Folded) -> Folded:
    """Leave one of three or more equal letters: ``cuuut``."""
    return rewrite(folded, LONG_RUN, lambda match: match[1])
