"""The code of conduct as data: clauses that cases, notices and appeals can cite, together with their version.

Nothing here reads files; ``conduct_parsing`` turns text into these values or into a list of mistakes.
"""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Final

FALLBACK_CLAUSE: Final = "other"
"""The code is not exhaustive: what no clause names is judged under this one (mission row M3)."""


class Category(StrEnum):
    """What a clause is about; ladder and routes depend on it, wording does not."""

    DANGER = "danger"
    HARASSMENT = "harassment"
    BIGOTRY = "bigotry"
    ORDER = "order"
    INTEGRITY = "integrity"
    FAIRNESS = "fairness"
    RESPECT = "respect"
    PRIVACY = "privacy"
    CARE = "care"
    """A person in need: help is offered, nobody is sanctioned (F34)."""
    GUIDANCE = "guidance"
    """Explains how we live together; it can't be broken and no case cites it."""
    OTHER = "other"


class Topic(StrEnum):
    """Why somebody looks for a resource."""

    LEARN = "learn"
    CARE = "care"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A chapter of the code."""

    id: str
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One article."""

    id: str
    section: str
    title: str
    text: str
    category: Category
    severity: int = 0
    """1 (mild) … 5 (danger); 0 only for guidance."""
    ok: tuple[str, ...] = ()
    """Examples of what is welcome."""
    not_ok: tuple[str, ...] = ()
    """Examples of what breaks the clause."""
    keywords: tuple[str, ...] = ()
    """Words that people search for and that the text does not use."""

    @property
    def citable(self) -> bool:
        """Return whether a case may be decided under this clause."""
        return self.category is not Category.GUIDANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Something to read, or somebody to turn to, outside this server."""

    title: str
    url: str
    text: str
    topic: Topic = Topic.LEARN


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """A whole code in one language and one version."""

    version: str
    language: str
    title: str
    summary: str
    protected: tuple[str, ...]
    """What nobody may be attacked or shut out for, in the words of the language."""
    sections: tuple[Section, ...]
    clauses: tuple[Clause, ...]
    resources: tuple[Resource, ...] = ()

    def clause(self, clause_id: str) -> Clause | None:
        """Return the clause of that id, or None."""
        return next((clause for clause in self.clauses if clause.id == clause_id), None)

    def section(self, section_id: str) -> Section | None:
        """Return the section of that id, or None."""
        return next((section for section in self.sections if section.id == section_id), None)

    def clauses_in(self, section_id: str) -> tuple[Clause, ...]:
        """Return the clauses of a section in the order of the document."""
        return tuple(clause for clause in self.clauses if clause.section == section_id)

    @property
    def citable(self) -> tuple[Clause, ...]:
        """Return the clauses that a report or a case may name."""
        return tuple(clause for clause in self.clauses if clause.citable)

    def resources_for(self, topic: Topic) -> tuple[Resource, ...]:
        """Return the resources of one topic in the order of the document."""
        return tuple(resource for resource in self.resources if resource.topic is topic)

    def search(self, words: str) -> tuple[Clause, ...]:
        """Return the clauses that hold all the words, best first; if none does, those that hold any.

        Words match from their beginning, so "bully" finds "bullying"; an empty search finds nothing.
        """
        wanted = words.casefold().split()
        scored = [(_scores(clause, wanted), clause) for clause in self.clauses]
        full = [(sum(scores), clause) for scores, clause in scored if wanted and all(scores)]
        part = [(sum(scores), clause) for scores, clause in scored if any(scores)]
        # sorted() is stable, so equals keep the order of the document.
        ranked = sorted(full or part, key=lambda pair: -pair[0])
        return tuple(clause for _, clause in ranked)


def _scores(clause: Clause, wanted: list[str]) -> list[int]:
    """Return for each wanted word where it was found at best: title before keywords before text."""
    layers = (
        (4, f"{clause.title} {clause.id.replace('-', ' ')}"),
        (3, " ".join(clause.keywords)),
        (2, clause.text),
        (1, " ".join((*clause.ok, *clause.not_ok))),
    )
    words = [(weight, _words(text)) for weight, text in layers]
    return [
        max((weight for weight, have in words if any(word.startswith(want) for word in have)), default=0)
        for want in wanted
    ]


def _words(text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in text.casefold()).split()


class ChangeKind(StrEnum):
    """What happened to a part of the code between two versions."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field before and after, as text."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference between two versions, for the announcement and for members who accepted the old one."""

    kind: ChangeKind
    what: str
    """``document``, ``section``, ``clause`` or ``resource``."""
    id: str
    title: str
    fields: tuple[FieldChange, ...] = ()
    """Only for ``changed``."""


def difference(old: Conduct, new: Conduct) -> tuple[Change, ...]:
    """Return what changed, in the order of the new document, with removals last.

    The version itself is not a change: publishing the same text again differs in nothing.
    """
    found = list(_compare("document", {"": _Head.of(old)}, {"": _Head.of(new)}))
    found += _compare("section", {s.id: s for s in old.sections}, {s.id: s for s in new.sections})
    found += _compare("clause", {c.id: c for c in old.clauses}, {c.id: c for c in new.clauses})
    found += _compare("resource", {r.url: r for r in old.resources}, {r.url: r for r in new.resources})
    return tuple(sorted(found, key=lambda change: change.kind is ChangeKind.REMOVED))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    title: str
    summary: str
    protected: tuple[str, ...]

    @classmethod
    def of(cls, conduct: Conduct) -> "_Head":
        return cls(title=conduct.title, summary=conduct.summary, protected=conduct.protected)


def _compare(
    what: str,
    old: "dict[str, _Head] | dict[str, Section] | dict[str, Clause] | dict[str, Resource]",
    new: "dict[str, _Head] | dict[str, Section] | dict[str, Clause] | dict[str, Resource]",
) -> list[Change]:
    found = []
    for key, after in new.items():
        before = old.get(key)
        changed = _fields(before, after) if before is not None else ()
        if before is None or changed:
            kind = ChangeKind.CHANGED if changed else ChangeKind.ADDED
            found.append(Change(kind=kind, what=what, id=key, title=after.title, fields=changed))
    gone = (Change(kind=ChangeKind.REMOVED, what=what, id=key, title=old[key].title) for key in old)
    return found + [change for change in gone if change.id not in new]


def _fields(
    before: _Head | Section | Clause | Resource, after: _Head | Section | Clause | Resource
) -> tuple[FieldChange, ...]:
    pairs = [(f.name, getattr(before, f.name), getattr(after, f.name)) for f in fields(after)]
    return tuple(
        FieldChange(field=name, before=_plain(was), after=_plain(now))
        for name, was, now in pairs
        if was != now
    )


def _plain(value: object) -> str:
    return "\n".join(map(str, value)) if isinstance(value, tuple) else str(value)
