"""Rules as values, how layers of them are merged, and the compiled set that messages are judged by."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from bot.policy.aim import Target
from bot.policy.content import PartKind
from bot.policy.detectors.protocol import Matcher, Problem
from bot.policy.detectors.registry import DETECTORS
from bot.policy.ids import RoleId
from bot.policy.problems import SourceProblem
from bot.policy.quick import QuickLook
from bot.policy.rule_writing import rule_to_toml
from bot.policy.verdict import Mode, Route
from bot.policy.words import PatternList, TermList, WordIndex

RuleProblem: TypeAlias = SourceProblem
"""A mistake in a rule: file, line, column, message, hint; ``str`` shows the line with a caret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSpec:
    """One rule as written, checked but not compiled."""

    id: str
    description: str
    """Why the rule is there; shown to whoever it meets."""
    clause: str
    """Clause id of the code of conduct."""
    detector: str
    table: Mapping[str, object] = field(default_factory=dict, hash=False)
    """What stands under ``[rule.<detector>]``."""
    mode: Mode = Mode.FLAG
    severity: int = 2
    """1 (mild) … 5 (danger)."""
    route: Route = Route.QUEUE
    parts: tuple[PartKind, ...] = ()
    """Which kinds of text the rule looks at; empty for all."""
    aimed: Target = Target.NOBODY
    """Whether the rule holds only for words aimed at a person, or only at work; empty for all words."""
    exempt_roles: tuple[RoleId, ...] = ()
    weaken_quotes: bool = True
    """Whether quoting, reporting and academic study turn ``enforce`` into ``flag``."""
    second_opinion: bool = False
    """Whether the rule does one step less where the text model finds it unlikely (``policy.opinion``)."""
    examples_match: tuple[str, ...] = ()
    examples_clean: tuple[str, ...] = ()
    lexicon_words: tuple[str, ...] = ()
    """Terms out of the named lexicons; not written back."""
    lexicon_allow: tuple[str, ...] = ()

    def to_toml(self) -> str:
        """Return the rule as a ``[[rule]]`` of a pack."""
        return rule_to_toml(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A set of rules that belong together, as a file holds them."""

    id: str
    title: str
    description: str
    rules: tuple[RuleSpec, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """What one place configures: rules of its own, and stronger modes for rules it inherits."""

    name: str
    """The server, a category, a channel or a thread; for explanations only."""
    rules: tuple[RuleSpec, ...] = ()
    modes: Mapping[str, Mode] = field(default_factory=dict, hash=False)
    """Modes by rule id; a mode weaker than the inherited one has no effect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a change to the rules is not allowed, as a catalogue key with its values."""

    reason: str
    rule_id: str = ""
    floor: Mode = Mode.OFF


def may_set_mode(inherited: Mode | None, wanted: Mode, rule_id: str = "") -> Refusal | None:
    """Say why a place may not set this mode: it may only tighten what it inherits, never loosen it."""
    if inherited is not None and wanted.rank < inherited.rank:
        return Refusal(reason="rules.below_floor", rule_id=rule_id, floor=inherited)
    return None


def merge(layers: Sequence[Layer]) -> tuple[RuleSpec, ...]:
    """Merge server, category, channel and thread, in this order, into the rules that hold there.

    The first layer that knows a rule defines it; the strongest mode of all layers holds, so a deeper layer
    can add and tighten but not loosen. Associative and idempotent.
    """
    rules: dict[str, RuleSpec] = {}
    modes: dict[str, Mode] = {}
    for layer in layers:
        for rule in layer.rules:
            rules.setdefault(rule.id, rule)
            modes[rule.id] = stronger(modes.get(rule.id, Mode.OFF), rule.mode)
        for rule_id, mode in layer.modes.items():
            modes[rule_id] = stronger(modes.get(rule_id, Mode.OFF), mode)
    return tuple(
        rule if rule.mode is modes[rule.id] else replace(rule, mode=modes[rule.id]) for rule in rules.values()
    )


def stronger(one: Mode, other: Mode) -> Mode:
    """Return the stronger of two modes."""
    return one if one.rank >= other.rank else other


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule with its matcher; ``None`` when the rule is off."""

    spec: RuleSpec
    matcher: Matcher | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """Rules ready to judge by; safe to share between channels with equal rules."""

    rules: tuple[CompiledRule, ...]
    words: WordIndex
    word_rules: tuple[int, ...]
    """Position in ``rules`` of each word list of the index."""
    others: tuple[tuple[int, Matcher], ...]
    """The matchers that are asked by themselves, each with its rule's position."""
    failed: tuple[RuleProblem, ...] = ()
    """Rules left out because they could not be compiled."""
    failures: Counter[str] = field(default_factory=Counter)
    """How often each rule's detector raised while judging, by rule id; as judging may not log."""
    quick: QuickLook = field(init=False, compare=False)
    """Says what of all this a message must be judged by."""
    doubtable: frozenset[str] = field(init=False, compare=False)
    """The ids of the rules that the text model may doubt."""

    def __post_init__(self) -> None:
        """Compile the quick look and what else follows from the rest."""
        object.__setattr__(self, "quick", QuickLook(self.words, self.others))
        doubtable = frozenset(rule.spec.id for rule in self.rules if rule.spec.second_opinion)
        object.__setattr__(self, "doubtable", doubtable)


NO_RULES: Final = RuleSet(rules=(), words=WordIndex(()), word_rules=(), others=())


def compile_rules(specs: Iterable[RuleSpec]) -> RuleSet | tuple[RuleProblem, ...]:
    """Compile rules into a set; a rule that fails is listed in ``failed`` and left out.

    Only two rules with one id make the whole set impossible: then the problems are returned, and the
    caller keeps the set that is live.
    """
    rules = tuple(specs)
    doubled = [rule_id for rule_id, count in Counter(rule.id for rule in rules).items() if count > 1]
    if doubled:
        return tuple(
            _problem(rule_id, Problem(message="Two rules have this id.", hint="Rename one of them."))
            for rule_id in doubled
        )
    compiled: list[CompiledRule] = []
    failed: list[RuleProblem] = []
    for rule in rules:
        matcher = compile_matcher(rule) if rule.mode is not Mode.OFF else None
        if isinstance(matcher, tuple):
            failed += (_problem(rule.id, problem) for problem in matcher)
        else:
            compiled.append(CompiledRule(rule, matcher))
    return _assemble(tuple(compiled), tuple(failed))


def compile_matcher(rule: RuleSpec) -> Matcher | tuple[Problem, ...]:
    """Compile one rule's table, with the words of its lexicons, or return its mistakes."""
    detector = DETECTORS.get(rule.detector)
    if detector is None:
        return (Problem(message=f"There is no detector “{rule.detector}”.", key="detector"),)
    table = dict(rule.table)
    if rule.detector == "terms":
        table.pop("lexicon", None)
        table["words"] = _listed(table.get("words"), rule.lexicon_words)
        table["allow"] = _listed(table.get("allow"), rule.lexicon_allow)
    return detector.compile(table)


def _listed(given: object, more: tuple[str, ...]) -> object:
    if given is None or isinstance(given, (list, tuple)):
        return [*(given or ()), *more]
    return [given, *more] if more else given


def _assemble(rules: tuple[CompiledRule, ...], failed: tuple[RuleProblem, ...]) -> RuleSet:
    lists: list[TermList | PatternList] = []
    word_rules: list[int] = []
    others: list[tuple[int, Matcher]] = []
    for place, rule in enumerate(rules):
        if isinstance(rule.matcher, (TermList, PatternList)):
            lists.append(rule.matcher)
            word_rules.append(place)
        elif rule.matcher is not None:
            others.append((place, rule.matcher))
    return RuleSet(
        rules=rules,
        words=WordIndex(lists),
        word_rules=tuple(word_rules),
        others=tuple(others),
        failed=failed,
    )


def _problem(rule_id: str, problem: Problem) -> RuleProblem:
    return RuleProblem(file=f"rule {rule_id}", line=1, column=1, message=problem.message, hint=problem.hint)
