"""From the text of a code of conduct to its values, or to every mistake at once, each with its place."""

import re
from enum import StrEnum
from typing import Final, TypeAlias, TypeVar, cast

from bot.policy.conduct import FALLBACK_CLAUSE, Category, Clause, Conduct, Resource, Section, Topic
from bot.policy.problems import Source, SourceProblem, Table, did_you_mean
from bot.policy.toml_places import Path

ConductProblem: TypeAlias = SourceProblem

_ID: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_ID_HINT: Final = "Use small letters, digits and hyphens, like “academic-integrity”."
_MAX_TEXT: Final = 4000
"""Discord shows at most 4,096 characters in the description of an embed:
https://discord.com/developers/docs/resources/message#embed-object-embed-limits"""
_MAX_TITLE: Final = 200
"""An embed title holds 256; the rest is left for the number and the section."""

_DOCUMENT = {"version", "language", "title", "summary", "protected", "sections", "clauses", "resources"}
_SECTION = {"id", "title", "text"}
_CLAUSE = {"id", "section", "title", "text", "category", "severity", "ok", "not_ok", "keywords"}
_RESOURCE = {"title", "url", "text", "topic"}

E = TypeVar("E", bound=StrEnum)


def parse_conduct(text: str, source: str) -> Conduct | tuple[ConductProblem, ...]:
    """Return the code of conduct that ``text`` (TOML) holds, or all its mistakes in the order of their lines.

    ``source`` is the file name to show in problems.
    """
    origin = Source(source, text)
    table = origin.decode()
    if isinstance(table, SourceProblem):
        return (table,)
    reader = _Reader(origin)
    conduct = reader.document(table)
    if reader.problems:
        return tuple(sorted(reader.problems, key=lambda problem: (problem.line, problem.column)))
    return conduct


class _Reader:
    """Reads fields; a mistake is noted and a harmless value goes on, so that all mistakes show together."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[SourceProblem] = []

    def note(self, path: Path, message: str, hint: str = "") -> None:
        self.problems.append(self.source.problem(path, message, hint))

    def document(self, table: Table) -> Conduct:
        self.problems += self.source.unknown_keys((), table, _DOCUMENT)
        sections = tuple(self.section(item, path) for item, path in self.tables(table, "sections"))
        known = [section.id for section in sections]
        clauses = tuple(self.clause(item, path, known) for item, path in self.tables(table, "clauses"))
        self.unique("sections", known)
        self.unique("clauses", [clause.id for clause in clauses])
        if not any(clause.id == FALLBACK_CLAUSE and clause.citable for clause in clauses):
            hint = f"Add a clause with id = “{FALLBACK_CLAUSE}”: a code can't foresee everything."
            self.note(("clauses",), f"The clause “{FALLBACK_CLAUSE}” is missing.", hint)
        return Conduct(
            version=self.text(table, (), "version"),
            language=self.text(table, (), "language"),
            title=self.text(table, (), "title", limit=_MAX_TITLE),
            summary=self.text(table, (), "summary"),
            protected=self.texts(table, (), "protected"),
            sections=sections,
            clauses=clauses,
            resources=tuple(
                self.resource(item, path) for item, path in self.tables(table, "resources", False)
            ),
        )

    def section(self, table: Table, path: Path) -> Section:
        self.problems += self.source.unknown_keys(path, table, _SECTION)
        return Section(
            id=self.identifier(table, path),
            title=self.text(table, path, "title", limit=_MAX_TITLE),
            text=self.text(table, path, "text", required=False),
        )

    def clause(self, table: Table, path: Path, sections: list[str]) -> Clause:
        self.problems += self.source.unknown_keys(path, table, _CLAUSE)
        category = self.choice(table, path, "category", Category, Category.OTHER)
        section = self.text(table, path, "section")
        if section and section not in sections:
            hint = did_you_mean(section, sections) or f"Sections of this file: {', '.join(sections)}."
            self.note((*path, "section"), f"There is no section “{section}”.", hint)
        return Clause(
            id=self.identifier(table, path),
            section=section,
            title=self.text(table, path, "title", limit=_MAX_TITLE),
            text=self.text(table, path, "text"),
            category=category,
            severity=self.severity(table, path, category),
            ok=self.texts(table, path, "ok"),
            not_ok=self.texts(table, path, "not_ok"),
            keywords=self.texts(table, path, "keywords"),
        )

    def resource(self, table: Table, path: Path) -> Resource:
        self.problems += self.source.unknown_keys(path, table, _RESOURCE)
        url = self.text(table, path, "url")
        if url and not url.startswith("https://"):
            self.note((*path, "url"), f"“{url}” is not a secure web address.", "Start it with https://.")
        return Resource(
            title=self.text(table, path, "title", limit=_MAX_TITLE),
            url=url,
            text=self.text(table, path, "text"),
            topic=self.choice(table, path, "topic", Topic, Topic.LEARN, required=False),
        )

    def tables(self, table: Table, key: str, required: bool = True) -> list[tuple[Table, Path]]:
        """Return each ``[[key]]`` with its path."""
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.note((key,), f"“{key}” must be a list of tables.", f"Begin each with [[{key}]].")
            return []
        if required and not value:
            self.note((key,), f"The code has no {key}.", f"Begin each with [[{key}]].")
        return [(cast("Table", item), (key, index)) for index, item in enumerate(value)]

    def text(
        self, table: Table, path: Path, key: str, *, required: bool = True, limit: int = _MAX_TEXT
    ) -> str:
        value = table.get(key)
        where = (*path, key)
        if value is None:
            if required:
                self.note(where, f"“{key}” is missing.", f'Add a line such as {key} = "…".')
            return ""
        if not isinstance(value, str):
            self.note(where, f"“{key}” must be text.", "Put it in quotation marks.")
            return ""
        if not value.strip():
            self.note(where, f"“{key}” is empty.", "Write something, or take the line out.")
        if len(value) > limit:
            self.note(where, f"“{key}” is too long: {len(value)} characters.", f"At most {limit} fit.")
        return value.strip()

    def texts(self, table: Table, path: Path, key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list):
            self.note((*path, key), f"“{key}” must be a list.", f'Write {key} = ["…", "…"].')
            return ()
        for index, item in enumerate(value):
            if not isinstance(item, str) or not item.strip():
                self.note(
                    (*path, key, index), f"“{key}” holds something that is not text.", "Use quoted text."
                )
        return tuple(item for item in value if isinstance(item, str))

    def identifier(self, table: Table, path: Path) -> str:
        value = self.text(table, path, "id")
        if value and not _ID.fullmatch(value):
            self.note((*path, "id"), f"“{value}” can't be an id.", _ID_HINT)
        return value

    def unique(self, key: str, ids: list[str]) -> None:
        for index, name in enumerate(ids):
            if name and name in ids[:index]:
                line, _ = self.source.place((key, ids.index(name), "id"))
                hint = f"The first one is on line {line}; give this one another id."
                self.note((key, index, "id"), f"The id “{name}” is used twice.", hint)

    def choice(
        self, table: Table, path: Path, key: str, kind: type[E], default: E, *, required: bool = True
    ) -> E:
        value = self.text(table, path, key, required=required)
        names = [str(member) for member in kind]
        if value in names:
            return kind(value)
        if value:
            hint = did_you_mean(value, names) or f"One of: {', '.join(names)}."
            self.note((*path, key), f"There is no {key} “{value}”.", hint)
        return default

    def severity(self, table: Table, path: Path, category: Category) -> int:
        value = table.get("severity")
        where = (*path, "severity")
        if category is Category.GUIDANCE:
            if value is not None:
                self.note(
                    where, "Guidance has no severity.", "Take the line out, or choose another category."
                )
            return 0
        if value is None:
            self.note(where, "“severity” is missing.", "Add severity = 1 (mild) … 5 (danger).")
        elif isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 5:
            self.note(where, f"{value} is not a severity.", "Use a whole number from 1 (mild) to 5 (danger).")
        else:
            return value
        return 1
