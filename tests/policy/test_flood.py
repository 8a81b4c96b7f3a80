"""Floods, counted over the time that the rule names."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.policy.detectors.flood import DETECTOR
from bot.policy.detectors.protocol import Facts
from bot.policy.window import Window
from tests.policy.factories import NOW, content, found, said


def test_a_flood_is_found_by_its_times() -> None:
    facts = Facts(recent_messages=5, window_seconds=60, sent_ago=(50, 3, 2, 1, 0))
    assert found(DETECTOR, "x", {"messages": 5, "seconds": 10}, facts) == ()
    (finding,) = found(DETECTOR, "x", {"messages": 4, "seconds": 10}, facts)
    assert finding.explanation == DETECTOR.explain(finding)
    assert said(finding.explanation) == "4 messages came within 10 seconds."


def test_facts_without_times_count_if_their_span_is_short_enough() -> None:
    facts = Facts(recent_messages=8, window_seconds=5)
    assert len(found(DETECTOR, "x", {}, facts)) == 1
    assert found(DETECTOR, "x", {}, Facts(recent_messages=8, window_seconds=60)) == ()


@given(st.lists(st.integers(0, 40), min_size=1, max_size=40), st.integers(4, 12), st.integers(1, 20))
def test_window_and_detector_agree_with_plain_counting(at: list[int], messages: int, seconds: int) -> None:
    window, times = Window(), sorted(at)
    for number, second in enumerate(times):
        one = content(f"text {number}", message=number, at=NOW + timedelta(seconds=second))
        facts = window.observe(one, one.created_at)
        within = sum(second - earlier <= seconds for earlier in times[: number + 1])
        flooded = found(DETECTOR, one, {"messages": messages, "seconds": seconds}, facts) != ()
        assert flooded == (within >= messages)
