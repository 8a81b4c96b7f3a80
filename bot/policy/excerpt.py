"""A piece of a text around what was found in it, for people who have to see what a rule meant."""

import re
from dataclasses import dataclass
from typing import Final

_AROUND: Final = 40
"""Characters kept on either side."""
_MATCH: Final = 120
_MENTION: Final = re.compile(r"(<(?:@[!&]?|#)[0-9]{15,20}>)")
"""What Discord shows as a name."""
_SIGNS: Final = str.maketrans({sign: f"\\{sign}" for sign in "\\*_`~|>[]"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """What was found, with the words beside it; as it was written, before any folding."""

    before: str
    match: str
    after: str

    def marked(self) -> str:
        """Return it as one line of Discord's markdown, what was found in bold."""
        before, match, after = (_plain(piece) for piece in (self.before, self.match, self.after))
        return f"{before}**{match.strip()}**{after}"


def excerpt(text: str, start: int, end: int) -> Excerpt | None:
    """Cut a span out of a text with a little around it; None when the span is empty or not inside."""
    if not 0 <= start < end <= len(text):
        return None
    left, right = max(0, start - _AROUND), min(len(text), end + _AROUND)
    match = text[start:end]
    return Excerpt(
        before=("…" if left else "") + text[left:start],
        match=match if len(match) <= _MATCH else f"{match[: _MATCH - 1]}…",
        after=text[end:right] + ("…" if right < len(text) else ""),
    )


def _plain(text: str) -> str:
    pieces = _MENTION.split(text.replace("\n", " "))
    return "".join(each if place % 2 else each.translate(_SIGNS) for place, each in enumerate(pieces))
