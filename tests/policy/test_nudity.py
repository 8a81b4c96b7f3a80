"""The detector for naked bodies: a score makes it, never a text, and age-gated channels are exempt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.policy.detectors.nudity import DETECTOR, SCORE, Nudity
from bot.policy.detectors.protocol import Facts
from bot.policy.evaluate import evaluate
from bot.policy.verdict import Mode
from tests.policy.factories import NOW, content, said
from tests.policy.packs import rule_set


@pytest.mark.parametrize(
    ("score", "gated", "found"), [(0.9, False, True), (0.79, False, False), (0.99, True, False)]
)
def test_the_packs_flag_what_the_model_is_sure_of(score: float, gated: bool, found: bool) -> None:
    seen = replace(content(""), age_gated=gated)
    verdict = evaluate(rule_set("standard"), seen, Facts(scores={SCORE: score}), now=NOW)
    assert (verdict is not None) == found
    if verdict is not None:
        (hit,) = verdict.hits
        assert (hit.rule_id, hit.mode) == ("pictures.nudity", Mode.FLAG)
        assert "90% sure" in said(hit.findings[0].explanation)
        assert DETECTOR.explain(hit.findings[0]) == hit.findings[0].explanation


def test_a_server_may_ask_for_more_and_include_age_gated_channels() -> None:
    matcher = DETECTOR.compile({"at_least": 0.95, "age_gated": True})
    assert isinstance(matcher, Nudity)
    assert matcher.config.age_gated
    assert isinstance(DETECTOR.compile({"at_least": -1.0}), tuple)
