"""What a single character folds to; the rest of folding is built on it.

Beyond a hand-made table of look-alikes this uses Unicode's own data: compatibility forms (full-width,
circled, mathematical letters) and names (small capitals, regional indicators, letters with a stroke).
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from bot.policy.folding.lookalikes import LOOKALIKES, PUNCTUATION, ROTATED

_CACHED: Final = 8_192
"""Enough for the letters a server really uses; a bound, since Unicode has more than a million signs."""

_NAMED: Final = re.compile(
    r"^(?:MODIFIER LETTER |NEGATIVE CIRCLED |NEGATIVE SQUARED |CROSSED NEGATIVE SQUARED )?"
    r"(?:LATIN|REGIONAL INDICATOR SYMBOL)"
    r"(?: SMALL| CAPITAL| SUBSCRIPT| LETTER| SYMBOL| OPEN| SCRIPT| LONG| BARRED| DOTLESS)*"
    r" ([A-Z])(?: WITH .*)?$"
)
_GONE: Final = frozenset({"Cf", "Mn", "Mc", "Me", "Cs", "Co", "Cn"})
"""Categories that show nothing of their own: format signs, combining marks, surrogates, unassigned."""
_BRACKETED: Final = re.compile(r"\((\w)\)")
_HANGUL: Final = range(0xAC00, 0xD7A4)
"""Korean syllables: taking them apart would only make each longer."""
_BLANK: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5\x7f")
"""Signs that are called letters or symbols, yet are shown as nothing."""

INVISIBLE: Final = "\x01"
"""Stands in a screened text where folding would drop the character."""
UNCLEAR: Final = "\x02"
"""Stands in a screened text where folding gives several characters."""


@lru_cache(maxsize=_CACHED)
def fold_sign(sign: str) -> str:
    """Return the small letters (or plain punctuation) that one character stands for; may be empty.

    What is neither letter, digit nor known punctuation (an emoji) becomes a space, since it separates.
    """
    if sign < "\x80":
        return sign.lower() if sign.isprintable() else (" " if sign in "\t\n\r\v\f" else "")
    code = ord(sign)
    if code in PUNCTUATION:
        return PUNCTUATION[code]
    if sign in _BLANK or unicodedata.category(sign) in _GONE:
        return ""
    if code in _HANGUL:
        return sign
    plain = _BRACKETED.sub(r"\1", unicodedata.normalize("NFKD", sign.lower()))
    return "".join(_letter(part) for part in plain)


def _letter(sign: str) -> str:
    """Fold one character that has no compatibility form left."""
    code = ord(sign)
    known = LOOKALIKES.get(code) or ROTATED.get(code) or PUNCTUATION.get(code)
    if known:
        return known
    if sign < "\x80":
        return sign.lower() if sign.isprintable() else " "
    if unicodedata.category(sign) in _GONE or sign in _BLANK:
        return ""
    named = _NAMED.match(unicodedata.name(sign, ""))
    if named:
        return named[1].lower()
    return sign.casefold() if sign.isalnum() else " "


class ScreenTable(dict[int, str]):
    """A table for ``str.translate`` that folds one to one, so that offsets stay; filled on demand."""

    def __init__(self, *, words_only: bool) -> None:
        """Keep punctuation, or (``words_only``) turn all but letters and digits into spaces."""
        super().__init__()
        self._words_only = words_only

    def __missing__(self, code: int) -> str:
        """Fold a sign not met before."""
        folded = self._one(code, fold_sign(chr(code)))
        if len(self) < _CACHED:
            self[code] = folded
        return folded

    def _one(self, code: int, folded: str) -> str:
        if self._words_only:
            return folded if len(folded) == 1 and folded.isalnum() else " "
        if code in ROTATED or len(folded) > 1:
            return UNCLEAR
        return folded or INVISIBLE


_WIDE: Final = range(0xFF01, 0xFF5F)
"""Full-width forms of the printable ASCII characters, in their order."""


class PlainTable(dict[int, str]):
    """A table for ``str.translate``: digits, blanks and wide signs become plain ones, one to one."""

    def __missing__(self, code: int) -> str:
        """Look at a sign not met before."""
        sign = chr(code)
        if sign.isdecimal():
            plain = str(int(sign))
        elif sign.isspace():
            plain = "\n" if sign == "\n" else " "
        elif code in _WIDE:
            plain = chr(code - 0xFEE0)
        else:
            # RE2 reads UTF-8, which has no lone surrogates.
            plain = "\ufffd" if "\ud800" <= sign <= "\udfff" else sign
        if len(self) < _CACHED:
            self[code] = plain
        return plain
