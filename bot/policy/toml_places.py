"""Where each key of a TOML text stands: the standard parser forgets it, and people need the line."""

import re
from typing import Final, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""From the root: names of keys and, for lists, positions counted from 0."""

_TOKEN: Final = re.compile(
    r'''(?P<space>[ \t\r]+|\#[^\n]*)
    |(?P<newline>\n)
    |(?P<string>"""(?:\\[\s\S]|(?!""")[^\\])*"{3,5}|\'\'\'(?:(?!\'\'\')[\s\S])*'{3,5}
        |"(?:\\.|[^"\\\n])*"|'[^'\n]*')
    |(?P<mark>[\[\]{},=.])
    |(?P<bare>[^\s\[\]{},=."'\#]+|["'])''',
    re.VERBOSE,
)

Token: TypeAlias = tuple[str, str, int]


def places(text: str) -> dict[Path, int]:
    """Return the offset of each key, table and list item of a TOML text that is valid, or nearly so."""
    return _Walk(text).places


class _Walk:
    """One pass over the tokens; lenient, as the real parser has already said what is wrong."""

    def __init__(self, text: str) -> None:
        self.places: dict[Path, int] = {}
        self._lists: dict[Path, int] = {}
        self._tokens: list[Token] = [
            (match.lastgroup or "", match[0], match.start())
            for match in _TOKEN.finditer(text)
            if match.lastgroup != "space"
        ]
        self._at = 0
        table: Path = ()
        while self._at < len(self._tokens):
            mark = self._peek()
            if mark == "[":
                table = self._header()
            elif mark == "\n" or not self._pair(table):
                self._at += 1

    def _peek(self) -> str:
        kind, text, _ = self._tokens[self._at] if self._at < len(self._tokens) else ("end", "", 0)
        # A quoted bracket is a string, not a mark.
        return text if kind in {"mark", "newline"} else kind

    def _names(self, stop: str) -> list[tuple[str, int]]:
        """Read a dotted key up to ``stop`` or the end of the line."""
        names: list[tuple[str, int]] = []
        while self._peek() not in {stop, "\n", "end"}:
            kind, text, offset = self._tokens[self._at]
            if kind in {"bare", "string"}:
                names.append((text.strip("\"'") if kind == "string" else text, offset))
            self._at += 1
        self._at += self._peek() == stop
        return names

    def _header(self) -> Path:
        start = self._tokens[self._at][2]
        self._at += 1
        repeated = self._peek() == "["
        self._at += repeated
        path: Path = ()
        for name, _ in self._names("]"):
            # A parent that is a list of tables stands for its latest item.
            path = (*self._latest(path), name)
        self.places.setdefault(path, start)
        if repeated:
            self._at += self._peek() == "]"
            self._lists[path] = self._lists.get(path, 0) + 1
        path = self._latest(path)
        self.places.setdefault(path, start)
        return path

    def _latest(self, path: Path) -> Path:
        return (*path, self._lists[path] - 1) if path in self._lists else path

    def _pair(self, table: Path) -> bool:
        """Read ``key = value`` and record both; return False where there is none."""
        path, before = table, self._at
        for name, offset in self._names("="):
            path = (*path, name)
            self.places.setdefault(path, offset)
        if self._at > before:
            self._value(path)
        return self._at > before

    def _value(self, path: Path) -> None:
        mark = self._peek()
        if mark == "[":
            self._items(path)
        elif mark == "{":
            self._inline(path)
        else:
            while self._peek() not in {"\n", ",", "]", "}", "end"}:
                self._at += 1

    def _items(self, path: Path) -> None:
        self._at += 1
        index = 0
        while self._peek() not in {"]", "end"}:
            if self._peek() in {"\n", ","}:
                self._at += 1
                continue
            before = self._at
            self.places.setdefault((*path, index), self._tokens[self._at][2])
            self._value((*path, index))
            index += 1
            self._at += self._at == before
        self._at += 1

    def _inline(self, path: Path) -> None:
        self._at += 1
        while self._peek() not in {"}", "end"}:
            if self._peek() in {"\n", ","} or not self._pair(path):
                self._at += 1
        self._at += 1
