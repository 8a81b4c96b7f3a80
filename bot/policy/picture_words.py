"""Whether the words in a screenshot are those of the message that was linked."""

import unicodedata
from collections import Counter
from enum import StrEnum
from typing import Final

_SAME: Final = 0.85
"""Share of the message that is found again; reading a picture gets a letter wrong now and then."""
_ABSENT: Final = 0.4
_PIECE: Final = 3


class Agreement(StrEnum):
    """How a screenshot fits a message; a hint for people, never a proof."""

    SAME = "same"
    OTHER = "other"
    ABSENT = "absent"


def agreement(read: str, written: str) -> Agreement | None:
    """Return how what was read fits what was written; None when there is nothing to compare.

    Compared are pieces of three letters without case, accents and spaces, so that names and times around
    the message, line breaks and single wrong letters do no harm. The cost is linear in both texts.
    """
    wanted, found = _pieces(written), _pieces(read)
    if not wanted or not read.strip():
        return None
    share = (wanted & found).total() / wanted.total()
    if share >= _SAME:
        return Agreement.SAME
    return Agreement.OTHER if share > _ABSENT else Agreement.ABSENT


def _pieces(text: str) -> Counter[str]:
    letters = [each for each in unicodedata.normalize("NFKD", text.casefold()) if each.isalnum()]
    return Counter("".join(letters[at : at + _PIECE]) for at in range(len(letters) - _PIECE + 1))
