"""The detector that brings what the text model is sure of to the rules."""

from types import MappingProxyType

import pytest

from bot.policy.detectors.classifier import DETECTOR
from bot.policy.detectors.protocol import NO_FACTS, Facts
from bot.policy.evaluate import evaluate
from bot.policy.rules import RuleSet, RuleSpec, compile_rules
from bot.policy.samples import sample
from bot.policy.verdict import Mode
from tests.policy.factories import NOW, said


def rules(**table: object) -> RuleSet:
    spec = RuleSpec(
        id="model.threat",
        description="Threats",
        clause="threats",
        detector="classifier",
        mode=Mode.FLAG,
        table={"family": "threat", **table},
    )
    compiled = compile_rules([spec])
    assert isinstance(compiled, RuleSet)
    assert compiled.failed == ()
    return compiled


def scored(**scores: float) -> Facts:
    return Facts(scores=MappingProxyType(scores))


def test_a_sure_model_is_heard_and_says_how_sure() -> None:
    verdict = evaluate(rules(), sample("see you at the gate"), scored(threat=0.91), now=NOW)

    assert verdict is not None
    assert "91%" in said(verdict.hits[0].findings[0].explanation)


@pytest.mark.parametrize("facts", [NO_FACTS, scored(belittling=0.99)])
def test_without_a_score_of_its_family_it_finds_nothing(facts: Facts) -> None:
    assert evaluate(rules(), sample("see you at the gate"), facts, now=NOW) is None


def test_a_server_may_ask_for_more() -> None:
    assert evaluate(rules(at_least=0.95), sample("x"), scored(threat=0.91), now=NOW) is None


def test_an_unknown_family_is_refused_with_the_known_ones() -> None:
    problems = DETECTOR.compile({"family": "thread"})

    assert isinstance(problems, tuple)
    assert "threat" in problems[0].hint


def test_no_text_asks_for_it_by_itself() -> None:
    assert rules().quick.doubts(("I will kill you",), NO_FACTS) is None
