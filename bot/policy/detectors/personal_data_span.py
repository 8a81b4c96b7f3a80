"""Where personal data stands in a text, and the readings of a text in which it is looked for.

Shared by the finders of ``personal_data_*``. A span names the kind of data only; nothing here keeps or
shows the data itself.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from bot.policy.folding.signs import PlainTable

_FILLER: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
# Mentions, channels, roles, emoji, timestamps and command links: full of digits, none of them personal.
_MARKUP: Final = re.compile(r"<(?:@[!&]?|#|a?:\w{1,40}:|t:-?|/[\w\- ]{1,100}:|id:)\w{1,25}(?::[a-zA-Z])?>")
_LINK: Final = re.compile(r"(?i)\b(?:https?|hxxps?|ftp)://\S{1,2048}")
_NEAR: Final = 40
_PLAIN: Final = PlainTable()
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


class Span(NamedTuple):
    """One piece of personal data in a text: half-open, in characters of the original."""

    kind: str
    """Like ``email`` or ``national_id:es_dni``; before the colon stands the kind that a rule names."""
    start: int
    end: int

    @property
    def family(self) -> str:
        """Return the kind without its detail."""
        return self.kind.partition(":")[0]


class Readable(NamedTuple):
    """A text as the finders read it, and the way back to what was written."""

    text: str
    places: tuple[int, ...] | None
    """Where each character stood; None where nothing was left out."""

    def original(self, span: Span) -> Span:
        """Return where a span of this reading stands in what was written."""
        if self.places is None:
            return span
        return Span(span.kind, self.places[span.start], self.places[span.end - 1] + 1)


def readable(text: str) -> Readable:
    """Return the text with plain digits, blanks and wide signs, and without what nobody sees."""
    if text.isascii():
        return Readable(text, None)
    plain = text.translate(_PLAIN)
    if not _UNSEEN.search(plain):
        return Readable(plain, None)
    places = tuple([at for at, sign in enumerate(plain) if not _UNSEEN.match(sign)])
    return Readable(_UNSEEN.sub("", plain), places)


def without_unseen(text: str) -> str | None:
    """Return the text without signs that nobody sees, or None where it has none."""
    return _UNSEEN.sub("", text) if _UNSEEN.search(text) else None


def without_markup(text: str) -> str:
    """Return the text, equally long, with Discord's own markup blanked."""
    return _blank(_MARKUP, text) if "<" in text else text


def without_links(text: str) -> str:
    """Return the text, equally long, with addresses of the web blanked: their digits are page numbers."""
    return _blank(_LINK, text) if "://" in text else text


def announced(words: re.Pattern[str], text: str, start: int, near: int = _NEAR) -> bool:
    """Tell whether one of ``words`` stands shortly before ``start``."""
    return words.search(text, max(0, start - near), start) is not None


def apart(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans in order without overlaps: of two that touch, the earlier, then the longer stays."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
        elif span.end > kept[-1].end:
            # Masking must cover both, and no form fits what they are together.
            kind = span.kind if kept[-1].family == span.family else "overlap"
            kept[-1] = Span(kind, kept[-1].start, span.end)
    return tuple(kept)


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: _FILLER * len(found[0]), text)
