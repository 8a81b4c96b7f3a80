"""The code of conduct in every language that we have it in: members read theirs, cases cite ids."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.errors import StewardError
from bot.policy.conduct import Conduct
from bot.policy.conduct_parsing import parse_conduct

DEFAULT: Final = "en"


@dataclass(frozen=True, slots=True)
class ConductBook:
    """The same code in several languages; make it with ``load`` or ``of``, which check it."""

    by_language: Mapping[str, Conduct]

    @classmethod
    def load(cls, directory: Path) -> "ConductBook":
        """Read every ``<language>.toml`` of a folder; raise StewardError that names each mistake."""
        found: dict[str, Conduct] = {}
        problems: list[str] = []
        for source in sorted(directory.glob("*.toml")):
            conduct = parse_conduct(source.read_text(encoding="utf-8"), source.name)
            if isinstance(conduct, Conduct):
                found[source.stem] = conduct
            else:
                problems += map(str, conduct)
        if problems:
            raise StewardError("The code of conduct can't be read:\n" + "\n".join(problems))
        return cls.of(found)

    @classmethod
    def of(cls, by_language: Mapping[str, Conduct]) -> "ConductBook":
        """Return a book of these; raise StewardError unless all have the same clauses."""
        model = by_language.get(DEFAULT)
        if model is None:
            raise StewardError(f"The code of conduct needs {DEFAULT}.toml, which the others translate.")
        problems = [
            f"{language}.toml: {fault}"
            for language, conduct in by_language.items()
            for fault in _differences(conduct, model)
        ]
        if problems:
            raise StewardError("The code of conduct differs between languages:\n" + "\n".join(problems))
        return cls(dict(by_language))

    @property
    def default(self) -> Conduct:
        """Return the English text, whose ids and version everything cites."""
        return self.by_language[DEFAULT]

    def for_locale(self, locale: str) -> Conduct:
        """Return the code in the language of a Discord locale code such as ``de`` or ``es-419``."""
        return self.by_language.get(locale) or self.by_language.get(locale.split("-")[0], self.default)


def _differences(conduct: Conduct, model: Conduct) -> Iterator[str]:
    """Yield what would make a citation mean something else in one language than in the other."""
    if conduct.version != model.version:
        yield f"it translates version {conduct.version} of {model.version}; bring it up to date."
    have, want = set(_citations(conduct)), set(_citations(model))
    yield from (f"“{odd}” stands in {DEFAULT}.toml only." for odd in sorted(want - have))
    yield from (f"“{odd}” does not stand in {DEFAULT}.toml." for odd in sorted(have - want))


def _citations(conduct: Conduct) -> Iterator[str]:
    for section in conduct.sections:
        yield section.id
    for clause in conduct.clauses:
        yield f"{clause.section}/{clause.id}, {clause.category.value}, severity {clause.severity}"
