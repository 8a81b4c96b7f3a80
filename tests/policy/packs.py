"""Reading the packs and word lists that ship with the program, for tests."""

from functools import cache
from pathlib import Path

from bot.policy.content import Content
from bot.policy.detectors.protocol import NO_FACTS, Facts
from bot.policy.evaluate import evaluate
from bot.policy.rule_parsing import parse_pack
from bot.policy.rules import Pack, RuleSet, RuleSpec, compile_rules
from bot.policy.verdict import Hit, Verdict
from bot.services.rule_scopes import BASE
from tests.policy.factories import NOW, content

DATA = Path(__file__).resolve().parents[2] / "data"
PACKS = ("calm", "standard", "strict")


@cache
def lexicons() -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in (DATA / "lexicons").glob("*.txt")}


@cache
def pack(name: str) -> Pack:
    text = (DATA / "packs" / f"{name}.toml").read_text(encoding="utf-8")
    bases = {} if name == BASE else {BASE: pack(BASE)}
    parsed = parse_pack(text, name, lexicons(), bases=bases)
    if isinstance(parsed, tuple):
        raise AssertionError("\n".join(map(str, parsed)))
    return parsed


@cache
def rule_set(name: str) -> RuleSet:
    return compiled(pack(name).rules)


def compiled(rules: tuple[RuleSpec, ...]) -> RuleSet:
    made = compile_rules(rules)
    if isinstance(made, tuple):
        raise AssertionError("\n".join(map(str, made)))
    return made


def judge(
    rules: RuleSet, judged: Content | str, facts: Facts = NO_FACTS, *, trace: bool = False
) -> Verdict | None:
    given = content(judged) if isinstance(judged, str) else judged
    return evaluate(rules, given, facts, now=NOW, trace=trace)


def hits(rules: RuleSet, judged: Content | str, facts: Facts = NO_FACTS) -> tuple[Hit, ...]:
    verdict = judge(rules, judged, facts)
    return verdict.hits if verdict else ()


def rule(
    id: str = "words",
    words: tuple[str, ...] = ("zonk", "blarg"),
    **changes: object,
) -> RuleSpec:
    """Make a rule on words; the words are made up, so that no test depends on what is rude."""
    values: dict[str, object] = {
        "id": id,
        "description": "A made-up word.",
        "clause": "profanity",
        "detector": "terms",
        "table": {"words": list(words)},
        **changes,
    }
    return RuleSpec(**values)  # type: ignore[arg-type]
