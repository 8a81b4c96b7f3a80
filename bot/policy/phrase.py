"""Sentences not yet put into words: the core names a catalogue key and its values, ``bot.i18n`` speaks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

Value: TypeAlias = "str | int | float | Phrase"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A catalogue key with the values for its placeholders; a value may itself be a phrase."""

    key: str
    values: tuple[tuple[str, Value], ...] = ()
    """Pairs in the order of their names, so that equal phrases are equal and can be stored."""


def phrase(key: str, **values: Value) -> Phrase:
    """Return a phrase; ``phrase("duration.days", count=3)``."""
    return Phrase(key, tuple(sorted(values.items())))


def stored(said: Phrase) -> dict[str, Any]:
    """Return a phrase as a tree of JSON, to be put into words when somebody reads it."""
    values = {name: stored(value) if isinstance(value, Phrase) else value for name, value in said.values}
    return {"key": said.key, "values": values}


def restored(tree: Mapping[str, Any]) -> Phrase:
    """Return the phrase that ``stored`` made a tree of."""
    values = {
        name: restored(value) if isinstance(value, Mapping) else value
        for name, value in tree["values"].items()
    }
    return phrase(tree["key"], **values)


class Wording(Protocol):
    """Puts keys into words; ``bot.i18n.Catalogue`` is the one that the program uses."""

    def text(self, key: str, locale: str, /, **values: Value) -> str:
        """Return the sentence of a key in the language of a Discord locale code."""
        ...

    def say(self, wanted: Phrase, locale: str, /) -> str:
        """Return the words of a phrase, with the phrases inside it."""
        ...
