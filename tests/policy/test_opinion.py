"""What a rule still does where the text model doubts it, and when the model is worth asking for that."""

from dataclasses import replace

import pytest

from bot.policy import opinion
from bot.policy.detectors.protocol import NO_FACTS, Facts
from bot.policy.evaluate import evaluate, explain_hit
from bot.policy.rules import RuleSet, RuleSpec, compile_rules
from bot.policy.samples import sample
from bot.policy.verdict import Hit, Mode, Verdict
from tests.policy.factories import NOW, said

THREATS = RuleSpec(
    id="zonks",
    description="Zonking is a threat.",
    clause="threats",
    detector="terms",
    mode=Mode.ENFORCE,
    severity=5,
    table={"words": ["zonk"]},
    second_opinion=True,
)
UNLIKELY = Facts(unlikely=frozenset({"threat"}))


def compiled(*specs: RuleSpec) -> RuleSet:
    found = compile_rules(specs)
    assert isinstance(found, RuleSet)
    return found


def judged(spec: RuleSpec, facts: Facts, text: str = "zonk") -> Hit:
    verdict = evaluate(compiled(spec), sample(text), facts, now=NOW)
    assert verdict is not None
    return verdict.hits[0]


@pytest.mark.parametrize(
    ("mode", "left"),
    [(Mode.ENFORCE, Mode.FLAG), (Mode.FLAG, Mode.SHADOW), (Mode.SHADOW, Mode.SHADOW)],
)
def test_a_doubted_rule_does_one_step_less_and_says_why(mode: Mode, left: Mode) -> None:
    hit = judged(replace(THREATS, mode=mode), UNLIKELY)

    assert hit.mode is left
    told = " ".join(map(said, explain_hit(hit)))
    assert ("the text model finds it unlikely" in told) is (left is not mode)


def test_two_doubts_are_two_steps() -> None:
    assert judged(THREATS, NO_FACTS, "“zonk” is what he wrote to me").mode is Mode.FLAG
    assert judged(THREATS, UNLIKELY, "“zonk” is what he wrote to me").mode is Mode.SHADOW


@pytest.mark.parametrize(
    "facts",
    [NO_FACTS, Facts(unlikely=frozenset({"doxxing", "belittling"}))],
    ids=["not asked", "of other things"],
)
def test_without_a_doubt_about_its_own_family_it_holds(facts: Facts) -> None:
    hit = judged(THREATS, facts)

    assert (hit.mode, hit.weakened) == (Mode.ENFORCE, "")


def test_a_rule_that_asks_for_no_opinion_holds_whatever_the_model_says() -> None:
    assert judged(replace(THREATS, second_opinion=False), UNLIKELY).mode is Mode.ENFORCE


def test_doubts_say_nothing_of_words_that_the_model_cannot_read() -> None:
    assert judged(replace(THREATS, mode=Mode.FLAG), UNLIKELY, "knoz").mode is Mode.FLAG


def test_self_harm_is_two_families() -> None:
    push = replace(THREATS, id="self-harm.encouragement", clause="threats")

    assert judged(push, UNLIKELY).mode is Mode.ENFORCE
    assert judged(push, Facts(unlikely=frozenset({"self_harm_encouragement"}))).mode is Mode.FLAG


def verdict(rules: RuleSet, text: str) -> Verdict:
    found = evaluate(rules, sample(text), now=NOW)
    assert found is not None
    return found


def test_what_is_removed_anyway_does_not_wait() -> None:
    firm = replace(THREATS, id="firm", second_opinion=False, table={"words": ["blarg"]})
    rules = compiled(THREATS, firm)

    assert not opinion.settled(rules, verdict(rules, "zonk"))
    assert opinion.may_change(rules, verdict(rules, "zonk"))
    assert opinion.settled(rules, verdict(rules, "zonk blarg"))
    assert not opinion.may_change(rules, verdict(rules, "blarg"))


def test_what_is_only_counted_asks_for_nothing() -> None:
    rules = compiled(replace(THREATS, mode=Mode.SHADOW))

    assert not opinion.may_change(rules, verdict(rules, "zonk"))
