"""From text or stored values to rules, or to every mistake at once, each with its place and a hint.

A pack must also pass its own examples: each rule has to match what it says it matches, and nothing that it
says is clean. So a pattern that was mistyped is refused when it is loaded, not when it first does harm.
"""

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Final

from bot.policy.content import Author, Content, Part, PartKind
from bot.policy.detectors.protocol import NO_FACTS, Matcher
from bot.policy.detectors.registry import DETECTORS
from bot.policy.evaluate import aimed
from bot.policy.ids import ChannelId, GuildId, MessageId, UserId
from bot.policy.pack_base import taken_over
from bot.policy.problems import Source, SourceProblem, Table
from bot.policy.rule_reading import Note, RuleReader
from bot.policy.rules import Pack, RuleProblem, RuleSpec, compile_matcher
from bot.policy.scan import TextScan
from bot.policy.toml_places import Path

_PACK_KEYS: Final = ("id", "title", "description", "extends", "modes", "rule")
_NO_LEXICONS: Final[Mapping[str, str]] = {}
_NO_BASES: Final[Mapping[str, Pack]] = {}
_ANY_DAY: Final = datetime(2024, 1, 1, tzinfo=UTC)
"""Examples have no time of their own; rules about words don't ask for one."""


def parse_pack(
    text: str,
    source: str,
    lexicons: Mapping[str, str] = _NO_LEXICONS,
    *,
    bases: Mapping[str, Pack] = _NO_BASES,
    clauses: Collection[str] | None = None,
) -> Pack | tuple[RuleProblem, ...]:
    """Return the pack that ``text`` (TOML) holds, or all its mistakes in the order of their lines.

    ``source`` is the file name to show; ``lexicons`` maps names to the text of word lists; ``bases`` are the
    packs that it may extend, by their ids; ``clauses`` are the ids a rule may cite, unchecked when None.
    """
    origin = Source(source, text)
    table = origin.decode()
    if isinstance(table, SourceProblem):
        return (table,)
    problems: list[RuleProblem] = list(origin.unknown_keys((), table, _PACK_KEYS))

    def note(path: Path, message: str, hint: str = "") -> None:
        problems.append(origin.problem(path, message, hint))

    base = taken_over(table, bases, note)
    pack = Pack(
        id=_headline(table, "id", note),
        title=_headline(table, "title", note),
        description=_headline(table, "description", note),
        rules=(*base, *_rules(table, base, note, RuleReader(lexicons, clauses))),
    )
    if problems:
        return tuple(sorted(problems, key=lambda problem: (problem.line, problem.column)))
    return pack


def rule_from_mapping(
    mapping: Mapping[str, object],
    source: str,
    lexicons: Mapping[str, str] = _NO_LEXICONS,
    *,
    clauses: Collection[str] | None = None,
) -> RuleSpec | tuple[RuleProblem, ...]:
    """Return one rule out of stored values (as ``rule_to_mapping`` makes them), or all its mistakes.

    There is no text to point into, so every problem names its key and stands at line 1.
    """
    problems: list[RuleProblem] = []

    def note(path: Path, message: str, hint: str = "") -> None:
        where = ".".join(str(step) for step in path if not isinstance(step, int))
        excerpt = f"{where} = {_shown(mapping, path)}" if where else ""
        problems.append(
            SourceProblem(file=source, line=1, column=1, message=message, hint=hint, excerpt=excerpt)
        )

    spec = RuleReader(lexicons, clauses).rule(dict(mapping), (), note)
    if spec is not None and not problems:
        _check_examples(spec, (), note)
    if spec is None or problems:
        return tuple(problems)
    return spec


def _shown(mapping: Mapping[str, object], path: Path) -> str:
    value: object = mapping
    for step in path:
        value = value.get(str(step)) if isinstance(value, Mapping) else value
    said = json.dumps(value, ensure_ascii=False, default=str)
    return said if len(said) <= 80 else said[:79] + "…"


def _headline(table: Table, key: str, note: Note) -> str:
    value = table.get(key)
    if isinstance(value, str) and value.strip():
        return value.strip()
    note((key,), f"The pack needs “{key}”, a text in quotes.")
    return ""


def _rules(table: Table, base: Collection[RuleSpec], note: Note, reader: RuleReader) -> tuple[RuleSpec, ...]:
    """Return the rules that stand in the pack itself, beside those of its ``base``."""
    if "extends" in table and "rule" not in table:
        return ()
    given = table.get("rule")
    if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
        note(("rule",), "There is no rule in this pack.", "Begin each rule with a line [[rule]].")
        return ()
    seen = {spec.id for spec in base}
    specs = []
    for place, item in enumerate(given):
        path: Path = ("rule", place)
        spec = reader.rule(item, path, note)
        if spec is None:
            continue
        if spec.id in seen:
            note((*path, "id"), f"There is a rule “{spec.id}” already.", "Every rule needs an id of its own.")
        seen.add(spec.id)
        _check_examples(spec, path, note)
        specs.append(spec)
    return tuple(specs)


def _check_examples(spec: RuleSpec, path: Path, note: Note) -> None:
    """Hold a rule against its own examples, by itself and without weakening."""
    matcher = compile_matcher(spec)
    if isinstance(matcher, tuple):
        return
    for kind, texts, wanted in (("match", spec.examples_match, True), ("clean", spec.examples_clean, False)):
        for place, text in enumerate(texts):
            if _matches(matcher, text, spec) is not wanted:
                said = "should match, but does not" if wanted else "should be clean, but matches"
                hint = "Mend the rule, or take the example out if it was wrong."
                note(
                    (*path, "examples", kind, place), f"Rule “{spec.id}”: the example “{text}” {said}.", hint
                )


def _matches(matcher: Matcher, text: str, spec: RuleSpec) -> bool:
    example = example_content(text, spec.parts)
    found = matcher.match(TextScan(example, NO_FACTS, _ANY_DAY))
    return bool(aimed(spec, found, example, NO_FACTS))


def example_content(text: str, parts: Collection[PartKind] = ()) -> Content:
    """Return a made-up message with ``text``, for trying a rule on an example."""
    kind = PartKind.BODY if not parts or PartKind.BODY in parts else min(parts)
    return Content(
        guild_id=GuildId(0),
        channel_id=ChannelId(0),
        message_id=MessageId(0),
        author=Author(id=UserId(0), created_at=_ANY_DAY),
        parts=(Part(kind=kind, text=text),),
        created_at=_ANY_DAY,
        attachment_names=(text,) if kind is PartKind.ATTACHMENT else (),
    )


KNOWN_DETECTORS: Final = tuple(sorted(DETECTORS))
"""Names that a rule may give as its detector."""
