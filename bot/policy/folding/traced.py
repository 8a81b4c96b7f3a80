"""Text that remembers where each of its characters stood in the original."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Folded:
    """A rewritten text; character ``i`` came from ``starts[i]`` up to ``ends[i]`` of the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Map a half-open span back to the original; an empty span gives an empty one."""
        if start >= end or start >= len(self.text):
            place = self.starts[start] if start < len(self.text) else (self.ends[-1] if self.text else 0)
            return place, place
        spots = range(start, min(end, len(self.text)))
        # Mirrored readings run backwards, so the ends of the span may stand in either order.
        first, last = spots[0], spots[-1]
        return min(self.starts[first], self.starts[last]), max(self.ends[first], self.ends[last])

    def mirrored(self) -> "Folded":
        """Return the text read backwards."""
        return Folded(self.text[::-1], self.starts[::-1], self.ends[::-1])

    def with_text(self, text: str) -> "Folded":
        """Return the same places under another text of the same length."""
        return Folded(text, self.starts, self.ends)


def unfolded(text: str) -> Folded:
    """Return a text as it is, each character at its own place."""
    return Folded(text, range(len(text)), range(1, len(text) + 1))


def rewrite(folded: Folded, pattern: re.Pattern[str], change: Callable[[re.Match[str]], str]) -> Folded:
    """Replace each match by what ``change`` says; the cost grows with the number of matches.

    A replacement as long as its match maps character by character; any other stands for the whole match.
    """
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for match in pattern.finditer(folded.text):
        new = change(match)
        if new == match[0]:
            continue
        begin, stop = match.span()
        pieces += (folded.text[done:begin], new)
        starts += folded.starts[done:begin]
        ends += folded.ends[done:begin]
        if len(new) == stop - begin:
            starts += folded.starts[begin:stop]
            ends += folded.ends[begin:stop]
        elif new:
            starts += [folded.starts[begin]] * len(new)
            ends += [folded.ends[stop - 1]] * len(new)
        done = stop
    if not pieces:
        return folded
    pieces.append(folded.text[done:])
    starts += folded.starts[done:]
    ends += folded.ends[done:]
    return Folded("".join(pieces), starts, ends)
