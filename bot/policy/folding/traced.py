"""Text that can say where each of its characters stood in the original.

Most folding ends in nothing found, so the places are only worked out when somebody asks for them.
"""

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

Places: TypeAlias = tuple[Sequence[int], Sequence[int]]
"""Where each character began, and where it ended."""


class Folded:
    """A rewritten text and the way back to the original."""

    __slots__ = ("_places", "text")

    def __init__(self, text: str, places: Callable[[], Places] | Places) -> None:
        """Keep the text with its places, or with what works them out."""
        self.text = text
        self._places = places

    @property
    def places(self) -> Places:
        """Return where the characters came from."""
        if callable(self._places):
            self._places = self._places()
        return self._places

    @property
    def starts(self) -> Sequence[int]:
        """Return where each character began."""
        return self.places[0]

    @property
    def ends(self) -> Sequence[int]:
        """Return where each character ended."""
        return self.places[1]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Map a half-open span back to the original; an empty span gives an empty one."""
        starts, ends = self.places
        if start >= end or start >= len(self.text):
            place = starts[start] if start < len(self.text) else (ends[-1] if self.text else 0)
            return place, place
        spots = range(start, min(end, len(self.text)))
        # Mirrored readings run backwards, so the ends of the span may stand in either order.
        first, last = spots[0], spots[-1]
        return min(starts[first], starts[last]), max(ends[first], ends[last])

    def mirrored(self) -> "Folded":
        """Return the text read backwards."""
        return Folded(self.text[::-1], lambda: (self.places[0][::-1], self.places[1][::-1]))

    def with_text(self, text: str) -> "Folded":
        """Return the same places under another text of the same length."""
        return Folded(text, lambda: self.places)


def unfolded(text: str) -> Folded:
    """Return a text as it is, each character at its own place."""
    return Folded(text, (range(len(text)), range(1, len(text) + 1)))


def rewrite(folded: Folded, pattern: re.Pattern[str], change: Callable[[re.Match[str]], str]) -> Folded:
    """Replace each match by what ``change`` says.

    A replacement as long as its match maps character by character; any other stands for the whole match.
    """
    text = pattern.sub(change, folded.text)
    return folded if text == folded.text else Folded(text, lambda: _moved(folded, pattern, change))


def _moved(folded: Folded, pattern: re.Pattern[str], change: Callable[[re.Match[str]], str]) -> Places:
    """Return the places after a rewrite, by doing it once more."""
    old_starts, old_ends = folded.places
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for match in pattern.finditer(folded.text):
        new = change(match)
        begin, stop = match.span()
        starts += old_starts[done:begin]
        ends += old_ends[done:begin]
        if len(new) == stop - begin:
            starts += old_starts[begin:stop]
            ends += old_ends[begin:stop]
        elif new:
            starts += [old_starts[begin]] * len(new)
            ends += [old_ends[stop - 1]] * len(new)
        done = stop
    starts += old_starts[done:]
    ends += old_ends[done:]
    return starts, ends
