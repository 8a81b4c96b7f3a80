"""Many patterns looked for in one pass, so that their automaton stays small.

RE2 reads a set of patterns with one automaton whose states are made on demand. A pattern such as ``a.*b``
doubles them: whether ``a`` was seen must be remembered beside everything else. On the talk of a busy server
that fills the memory again and again, and each message costs a hundred times what it should. So what stands
around ``.*`` is looked for apart, in any order, and put together afterwards: more gates open, none fewer.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import re2

from bot.policy.pattern_index import new_set, options

_MEMORY: Final = 16 << 20
_DOTALL: Final = "(?s)"
_ANYTHING: Final = ".*"
_COUNTED: Final = re.compile(r"\(\?s\)\(\?:(?P<piece>.*)\.\*\)\{\d+\}")
"""A piece that must come several times, with anything between."""


class GateSet:
    """Patterns known by their position."""

    def __init__(self, patterns: Sequence[str]) -> None:
        """Compile them; small letters equal capitals."""
        atoms: dict[str, int] = {}
        self._alone: dict[int, list[int]] = {}
        self._joint: list[tuple[frozenset[int], int]] = []
        self._counted: dict[int, re2._Regexp] = {}
        self._set = new_set(_MEMORY)
        for place, pattern in enumerate(patterns):
            if _COUNTED.fullmatch(pattern):
                self._counted[place] = re2.compile(pattern, options())
            for pieces in _choices(pattern):
                for piece in pieces:
                    if piece not in atoms:
                        atoms[piece] = self._set.Add(piece)
                needed = frozenset(atoms[piece] for piece in pieces)
                if len(needed) == 1:
                    self._alone.setdefault(min(needed), []).append(place)
                else:
                    self._joint.append((needed, place))
        self._set.Compile()

    def open(self, text: str | bytes) -> list[int]:
        """Return the positions of the patterns that may be in a text (UTF-8 where it is bytes), in order."""
        found = self._set.Match(text)
        if not found:
            return []
        opened = {place for atom in found for place in self._alone.get(atom, ())}
        if len(found) > 1:
            seen = frozenset(found)
            opened.update(place for needed, place in self._joint if needed <= seen)
        for place in self._counted.keys() & opened:
            if self._counted[place].search(text) is None:
                opened.remove(place)
        return sorted(opened)


def _choices(pattern: str) -> Iterator[list[str]]:
    """Yield for each outer alternative the pieces that it can't do without."""
    if counted := _COUNTED.fullmatch(pattern):
        yield [counted["piece"]]
        return
    dotall = pattern.startswith(_DOTALL)
    body = pattern.removeprefix(_DOTALL)
    if _ANYTHING not in body:
        yield [pattern]
        return
    for choice in _outer(body, "|"):
        pieces = [piece for piece in _outer(choice, _ANYTHING) if piece]
        yield [f"{_DOTALL}{piece}" if dotall and "." in piece else piece for piece in pieces]


def _outer(pattern: str, sign: str) -> list[str]:
    """Split a pattern at a sign that stands in no brackets."""
    pieces, start, at, depth, in_class = [], 0, 0, 0, False
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            at += 2
            continue
        if not depth and not in_class and pattern.startswith(sign, at):
            pieces.append(pattern[start:at])
            at += len(sign)
            start = at
            continue
        if in_class:
            in_class = char != "]" or pattern[at - 1] == "["
        elif char == "[":
            in_class = True
        else:
            depth += (char == "(") - (char == ")")
        at += 1
    return [*pieces, pattern[start:]]
