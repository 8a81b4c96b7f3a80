"""Lists of words in files of their own: one term a line, ``# comment``, ``! word that is fine after all``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The words of one list."""

    words: tuple[str, ...]
    allow: tuple[str, ...]


def parse_lexicon(text: str) -> Lexicon:
    """Read a word list; every text is a valid one."""
    lines = [line.split("#", 1)[0].strip() for line in text.splitlines()]
    return Lexicon(
        words=tuple(dict.fromkeys(line for line in lines if line and line[0] != "!")),
        allow=tuple(
            dict.fromkeys(line[1:].strip() for line in lines if line[:1] == "!" and line[1:].strip())
        ),
    )
