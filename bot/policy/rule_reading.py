"""Reads one rule's fields; a mistake is noted and reading goes on, so that all mistakes show together."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Final, Protocol, TypeVar

from bot.policy.aim import Target
from bot.policy.content import PartKind
from bot.policy.detectors.registry import DETECTORS
from bot.policy.ids import RoleId
from bot.policy.lexicon import parse_lexicon
from bot.policy.problems import Table, did_you_mean
from bot.policy.rules import RuleSpec, compile_matcher
from bot.policy.toml_places import Path
from bot.policy.verdict import Mode, Route

_ID: Final = re.compile(r"[a-z][a-z0-9]*(?:[-._][a-z0-9]+)*")
_ID_HINT: Final = "Use small letters, digits, dots and hyphens, like “slurs.en”."
FIELDS: Final = (
    "id", "description", "clause", "detector", "mode", "severity", "route", "parts", "aimed",
    "exempt_roles", "weaken_quotes", "second_opinion", "examples",
)  # fmt: skip
"""What stands directly under ``[[rule]]``, beside the detector's own table."""
_MOST_EXAMPLES: Final = 200

E = TypeVar("E", bound=StrEnum)


class Note(Protocol):
    """Takes down one mistake at a place."""

    def __call__(self, path: Path, message: str, hint: str = "") -> None:
        """Take down a mistake."""
        ...


class RuleReader:
    """Reads rules with the same word lists and clauses at hand."""

    def __init__(self, lexicons: Mapping[str, str], clauses: Collection[str] | None) -> None:
        self._lexicons = lexicons
        self._clauses = clauses

    def rule(self, table: Table, path: Path, note: Note) -> RuleSpec | None:
        """Return the rule, or None after noting what is wrong."""
        mistakes: list[str] = []

        def wrong(path: Path, message: str, hint: str = "") -> None:
            mistakes.append(message)
            note(path, message, hint)

        spec = self._spec(_Fields(table, path, wrong), wrong)
        if not mistakes:
            self._compile(spec, path, wrong)
        return None if mistakes else spec

    def _spec(self, fields: "_Fields", note: Note) -> RuleSpec:
        detector = fields.one_of("detector", DETECTORS)
        # With the detector unknown, its table can't be told from another one's.
        fields.only_known([*FIELDS, detector] if detector else [*FIELDS, *DETECTORS])
        clause = fields.text("clause")
        if clause and self._clauses is not None and clause not in self._clauses:
            hint = did_you_mean(clause, self._clauses) or "Cite a clause of the code of conduct by its id."
            note((*fields.path, "clause"), f"The code of conduct has no clause “{clause}”.", hint)
        spec = RuleSpec(
            id=fields.text("id", _ID, _ID_HINT),
            description=fields.text("description"),
            clause=clause,
            detector=detector,
            table=fields.table_of(detector),
            mode=fields.word("mode", Mode, Mode.FLAG),
            severity=fields.severity(),
            route=fields.word("route", Route, Route.QUEUE),
            parts=tuple(fields.words("parts", PartKind)),
            aimed=fields.word("aimed", Target, Target.NOBODY),
            exempt_roles=fields.roles(),
            weaken_quotes=fields.flag("weaken_quotes", True),
            second_opinion=fields.flag("second_opinion", False),
            examples_match=fields.examples("match"),
            examples_clean=fields.examples("clean"),
        )
        return self._with_lexicons(spec, fields.path, note)

    def _with_lexicons(self, spec: RuleSpec, path: Path, note: Note) -> RuleSpec:
        named = spec.table.get("lexicon", [])
        names = [named] if isinstance(named, str) else named
        if spec.detector != "terms" or not names:
            return spec
        place = (*path, spec.detector, "lexicon")
        if not isinstance(names, (list, tuple)) or not all(isinstance(name, str) for name in names):
            note(place, "“lexicon” must be the name of a word list, or several in [ ].")
            return spec
        words: list[str] = []
        allow: list[str] = []
        for name in names:
            if name not in self._lexicons:
                known = ", ".join(sorted(self._lexicons)) or "none"
                hint = did_you_mean(name, self._lexicons) or f"Known here: {known}."
                note(place, f"There is no word list “{name}”.", hint)
                continue
            lexicon = parse_lexicon(self._lexicons[name])
            words += lexicon.words
            allow += lexicon.allow
        return replace(spec, lexicon_words=tuple(words), lexicon_allow=tuple(allow))

    def _compile(self, spec: RuleSpec, path: Path, note: Note) -> None:
        matcher = compile_matcher(spec)
        if isinstance(matcher, tuple):
            for problem in matcher:
                table = (*path, spec.detector)
                note((*table, problem.key) if problem.key else table, problem.message, problem.hint)


class _Fields:
    """Typed access to the fields of one rule."""

    def __init__(self, table: Table, path: Path, note: Note) -> None:
        self._table = table
        self.path = path
        self._note = note

    def only_known(self, known: Collection[str]) -> None:
        for key, value in self._table.items():
            if key in known:
                continue
            if isinstance(value, Mapping) and key in DETECTORS:
                message = f"The rule has a table for “{key}”, but its detector is another one."
                self._wrong(key, message, "Keep only the table that is named like the detector.")
            else:
                hint = did_you_mean(key, known) or f"Known here: {', '.join(sorted(known))}."
                self._wrong(key, f"Nothing is called “{key}” here.", hint)

    def text(self, key: str, form: re.Pattern[str] | None = None, hint: str = "") -> str:
        value = self._table.get(key)
        if not isinstance(value, str) or not value.strip():
            self._wrong(key, f"The rule needs “{key}”, a text in quotes.", hint)
            return ""
        if form is not None and not form.fullmatch(value):
            self._wrong(key, f"“{value}” can't be an {key}.", hint)
        return value.strip()

    def one_of(self, key: str, known: Collection[str]) -> str:
        value = self.text(key)
        if value and value not in known:
            hint = did_you_mean(value, known) or f"Known here: {', '.join(sorted(known))}."
            self._wrong(key, f"There is no {key} “{value}”.", hint)
            return ""
        return value

    def word(self, key: str, kind: type[E], default: E) -> E:
        value = self._table.get(key, default.value)
        try:
            return kind(str(value))
        except ValueError:
            self._not_in(key, value, kind)
            return default

    def words(self, key: str, kind: type[E]) -> list[E]:
        given = self._table.get(key, [])
        if not isinstance(given, (list, tuple)):
            self._wrong(key, f"“{key}” must be a list in [ ].")
            return []
        known = {item.value: item for item in kind}
        for value in given:
            if value not in known:
                self._not_in(key, value, kind)
        return [known[value] for value in given if value in known]

    def severity(self) -> int:
        value = self._table.get("severity", 2)
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 5:
            return value
        self._wrong("severity", "“severity” must be a whole number from 1 (mild) to 5 (danger).")
        return 2

    def flag(self, key: str, default: bool) -> bool:
        value = self._table.get(key, default)
        if isinstance(value, bool):
            return value
        self._wrong(key, f"“{key}” must be true or false.")
        return default

    def roles(self) -> tuple[RoleId, ...]:
        given = self._table.get("exempt_roles", [])
        if isinstance(given, (list, tuple)) and all(str(item).isdecimal() for item in given):
            return tuple(RoleId(int(item)) for item in given)
        self._wrong(
            "exempt_roles", "“exempt_roles” must be a list of role ids.", 'Like ["123456789012345678"].'
        )
        return ()

    def table_of(self, detector: str) -> Mapping[str, object]:
        value = self._table.get(detector, {}) if detector else {}
        if isinstance(value, Mapping):
            return dict(value)
        self._wrong(detector, f"“{detector}” must be a table.", f"Begin it with a line [rule.{detector}].")
        return {}

    def examples(self, kind: str) -> tuple[str, ...]:
        given = self._table.get("examples", {})
        hint = 'Like examples = { match = ["…"], clean = ["…"] }.'
        if not isinstance(given, Mapping) or set(given) - {"match", "clean"}:
            if kind == "match":
                self._wrong("examples", "“examples” must hold “match” and “clean” only.", hint)
            return ()
        texts = given.get(kind, [])
        if not isinstance(texts, (list, tuple)) or not all(isinstance(text, str) and text for text in texts):
            self._wrong("examples", f"“{kind}” must be a list of texts.", hint)
            return ()
        if len(texts) > _MOST_EXAMPLES:
            self._wrong("examples", f"A rule takes {_MOST_EXAMPLES} examples of a kind at most.")
        return tuple(texts)

    def _not_in(self, key: str, value: object, kind: type[StrEnum]) -> None:
        known = [item.value for item in kind]
        hint = did_you_mean(str(value), known) or f"Known here: {', '.join(known)}."
        self._wrong(key, f"“{value}” is not a {key.removesuffix('s')}.", hint)

    def _wrong(self, key: str, message: str, hint: str = "") -> None:
        self._note((*self.path, key), message, hint)
