"""Every sentence that a person reads, by key and language; a gap or a wrong placeholder stops the start."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter
from typing import Any, Final, TypeAlias

from bot.policy.phrase import Phrase, Value
from bot.policy.problems import Source, SourceProblem, did_you_mean

ENGLISH: Final = "en"
PLURALS: Final = frozenset({"one", "other"})
"""A table with exactly these keys is one sentence in two forms, chosen by the value ``count``."""

_DISCORD: Final = {"en": ("en-US", "en-GB"), "es": ("es-ES", "es-419"), "pt": ("pt-BR",), "sv": ("sv-SE",)}
"""Languages whose Discord locales have a region; the others are called by the language alone:
https://discord.com/developers/docs/reference#locales"""


class CatalogueError(Exception):
    """The catalogue can't be used; ``problems`` says what is wrong in it, one line each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence; ``one`` and ``other`` are equal where it has no plural."""

    one: str
    other: str

    @property
    def plural(self) -> bool:
        """Return whether the form depends on ``count``."""
        return self.one != self.other

    @property
    def placeholders(self) -> frozenset[str]:
        """Return the names that the sentence needs values for."""
        return _placeholders(self.one) | _placeholders(self.other)


Entries: TypeAlias = dict[str, Entry]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Sentences of all languages; make it with ``load`` or ``of``, which check it."""

    locales: dict[str, Entries] = field(default_factory=dict)

    @classmethod
    def load(cls, directory: Path) -> "Catalogue":
        """Read ``en.toml`` (or a folder ``en``) and its translations; raise CatalogueError."""
        found: dict[str, Entries] = {}
        problems: list[str] = []
        for path in sorted(directory.rglob("*.toml")):
            name = path.relative_to(directory)
            table = Source(str(name), path.read_text("utf-8")).decode()
            if isinstance(table, SourceProblem):
                problems.append(str(table))
                continue
            entries = found.setdefault(name.parts[0].removesuffix(".toml"), {})
            for key, entry in _flatten(table, str(name), problems):
                if key in entries:
                    problems.append(f"{name}: “{key}” stands in another file of this language already.")
                entries[key] = entry
        return _checked(found, problems)

    @classmethod
    def of(cls, tables: Mapping[str, Mapping[str, Any]]) -> "Catalogue":
        """Return a catalogue of tables by language, in the same shape as the files; raise CatalogueError."""
        problems: list[str] = []
        found = {locale: dict(_flatten(table, locale, problems)) for locale, table in tables.items()}
        return _checked(found, problems)

    def text(self, key: str, locale: str, /, **values: Value) -> str:
        """Return the sentence of ``key`` in the language of a Discord locale code, else in English.

        Raise KeyError for an unknown key or a missing value: both are faults of the program.
        """
        language = self.language(locale)
        if key not in self.locales[language]:
            language = ENGLISH
        entry = self.locales[language].get(key)
        if entry is None:
            raise KeyError(f"no catalogue key “{key}”. {did_you_mean(key, self.locales[ENGLISH])}".rstrip())
        form = entry.one if values.get("count") == 1 else entry.other
        plain = {name: self._plain(value, locale) for name, value in values.items()}
        return form.format(**plain)

    def say(self, wanted: Phrase, locale: str, /) -> str:
        """Return the words of a phrase, with the phrases inside it."""
        return self.text(wanted.key, locale, **dict(wanted.values))

    def localizations(self, key: str) -> dict[str, str]:
        """Return the translations of ``key`` by Discord locale code; English, the default, is left out."""
        return {
            code: entries[key].other
            for language, entries in self.locales.items()
            if language != ENGLISH and key in entries
            for code in _DISCORD.get(language, (language,))
        }

    def language(self, locale: str) -> str:
        """Return the catalogue's language for a Discord locale code such as ``es-419``."""
        if locale in self.locales:
            return locale
        language = locale.split("-")[0].lower()
        return language if language in self.locales else ENGLISH

    @property
    def keys(self) -> frozenset[str]:
        """Return all keys, in English complete by definition."""
        return frozenset(self.locales[ENGLISH])

    def _plain(self, value: Value, locale: str) -> str:
        return self.say(value, locale) if isinstance(value, Phrase) else str(value)


def _flatten(
    table: Mapping[str, Any], where: str, problems: list[str], prefix: str = ""
) -> Iterator[tuple[str, Entry]]:
    """Yield each sentence under its dotted key."""
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping) and value.keys() == PLURALS:
            value = Entry(str(value["one"]).strip(), str(value["other"]).strip())
        elif isinstance(value, Mapping):
            yield from _flatten(value, where, problems, f"{key}.")
            continue
        elif isinstance(value, str):
            value = Entry(value.strip(), value.strip())
        else:
            problems.append(f"{where}: “{key}” must be text.")
            continue
        problems.extend(f"{where}: “{key}”: {fault}" for fault in _faults(value))
        yield key, value


def _faults(entry: Entry) -> Iterator[str]:
    for form in (entry.one, entry.other):
        if not form:
            yield "is empty."
        try:
            names = _placeholders(form)
        except ValueError as error:
            yield f"{error}; write {{{{ and }}}} for real braces."
            continue
        # Only plain names: attributes and indices would reach into objects.
        yield from (f"“{{{name}}}” is not a plain name." for name in names if not name.isidentifier())


def _placeholders(form: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(form) if name is not None)


def _checked(found: dict[str, Entries], problems: list[str]) -> Catalogue:
    english = found.get(ENGLISH, {})
    if not english:
        problems.append(f"The catalogue needs {ENGLISH}.toml with at least one sentence.")
    if not problems:
        for locale, entries in found.items():
            problems.extend(_differences(locale, entries, english))
    if problems:
        raise CatalogueError(tuple(problems))
    return Catalogue(found)


def _differences(locale: str, entries: Entries, english: Entries) -> Iterator[str]:
    for key, entry in entries.items():
        model = english.get(key)
        if model is None:
            yield f"{locale}: “{key}” is no key of English. {did_you_mean(key, english)}".rstrip()
        # A language may say "a day" or "some days" without the number, but never ask for more than is given.
        elif not model.placeholders - {"count"} <= entry.placeholders <= model.placeholders:
            yield f"{locale}: “{key}” needs the placeholders {_braced(model)}, and has {_braced(entry)}."
        if entry.plural and "count" not in _placeholders(entry.other):
            yield f"{locale}: “{key}” has two forms, so its “other” needs {{count}}."


def _braced(entry: Entry) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(entry.placeholders)) or "none"
