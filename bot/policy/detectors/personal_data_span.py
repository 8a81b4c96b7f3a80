"""Where personal data stands in a text, and the readings of a text in which it is looked for.

Shared by the finders of ``personal_data_*``. A span names the kind of data only; nothing here keeps or
shows the data itself.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

_FILLER: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
# Mentions, channels, roles, emoji, timestamps and command links: full of digits, none of them personal.
_MARKUP: Final = re.compile(r"<(?:@[!&]?|#|a?:\w{1,40}:|t:-?|/[\w\- ]{1,100}:|id:)\w{1,25}(?::[a-zA-Z])?>")
_LINK: Final = re.compile(r"(?i)\b(?:https?|hxxps?|ftp)://\S{1,2048}")
_NEAR: Final = 40


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
