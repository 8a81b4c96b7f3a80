"""Mistakes in files that people write, shown where they are; shared by code of conduct and rule packs."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from bot.policy.toml_places import Path, places

_WHERE: Final = re.compile(r"\(at line (\d+), column (\d+)\)$")
_AT_END: Final = re.compile(r"\(at end of document\)$")

Table: TypeAlias = dict[str, Any]
"""A parsed TOML table: the one place where the outside world's shapes are unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceProblem:
    """One mistake in a file: where, what, and what to do about it."""

    file: str
    line: int
    """Counted from 1."""
    column: int
    """Characters, counted from 1."""
    message: str
    hint: str = ""
    excerpt: str = ""
    """The line of the file as it is written, for showing."""

    def show(self) -> str:
        """Show place and message, then the line with a caret under the spot, then the hint."""
        shown = [f"{self.file}:{self.line}:{self.column}: {self.message}"]
        if self.excerpt:
            # A tab before the caret must stay a tab, or the caret points beside the mistake.
            lead = "".join("\t" if char == "\t" else " " for char in self.excerpt[: self.column - 1])
            shown += [f"    {self.excerpt}", f"    {lead}^"]
        if self.hint:
            shown.append(f"    hint: {self.hint}")
        return "\n".join(shown)

    __str__ = show


@dataclass(frozen=True, slots=True)
class Source:
    """A text with its name, which turns paths of keys into problems with a line and a column."""

    file: str
    text: str

    def problem(self, path: Path, message: str, hint: str = "") -> SourceProblem:
        """Return a problem at the key that ``path`` names, or at its nearest parent that is written."""
        return self.problem_at(*self.place(path), message, hint)

    def place(self, path: Path) -> tuple[int, int]:
        """Return line and column of a key, as ``locate`` does."""
        return locate(self.text, path)

    def problem_at(self, line: int, column: int, message: str, hint: str = "") -> SourceProblem:
        """Return a problem at a known line and column, both counted from 1."""
        lines = self.text.split("\n")
        excerpt = lines[line - 1].rstrip("\r") if 1 <= line <= len(lines) else ""
        return SourceProblem(
            file=self.file, line=line, column=column, message=message, hint=hint, excerpt=excerpt
        )

    def decode(self) -> Table | SourceProblem:
        """Parse the text as TOML; a syntax error is a problem, not an exception."""
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            return self._syntax(str(error))

    def _syntax(self, said: str) -> SourceProblem:
        # Until Python 3.14 the parser gives the place only inside its sentence.
        found = _WHERE.search(said)
        if found:
            line, column = int(found[1]), int(found[2])
        else:
            line = len(self.text.rstrip("\n").split("\n"))
            column = 1
        message = _AT_END.sub("", _WHERE.sub("", said)).strip()
        return self.problem_at(
            line,
            column,
            f"This is not valid TOML: {message}.",
            "Look for a missing quote, bracket or equals sign.",
        )

    def unknown_keys(self, path: Path, table: Table, known: Iterable[str]) -> Iterator[SourceProblem]:
        """Yield a problem for each key of ``table`` that nobody reads, with the name likely meant."""
        names = sorted(known)
        for key in table:
            if key not in names:
                hint = did_you_mean(key, names) or f"Known here: {', '.join(names)}."
                yield self.problem((*path, key), f"Nothing is called “{key}” here.", hint)


def locate(text: str, path: Path) -> tuple[int, int]:
    """Return line and column (from 1) of the key or list item ``path`` in TOML text.

    ``path`` goes from the root: ``("rules", 2, "mode")`` is the key ``mode`` of the third ``[[rules]]``.
    What isn't written is reported at its nearest written parent, and (1, 1) stands for the whole file.
    """
    known = places(text)
    for length in range(len(path), 0, -1):
        if path[:length] in known:
            offset = known[path[:length]]
            return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1
    return 1, 1


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return “Did you mean …?” for the closest known word, or an empty string when none is close."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"Did you mean “{close[0]}”?" if close else ""
