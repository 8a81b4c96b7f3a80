"""Reputation is bounded, and no reporter hides anything alone (F31)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.reputation import WARNED_FOR, Reputation, may_hold, pause_after
from tests.policy.factories import NOW

counts = st.integers(0, 10_000)


@given(counts, counts)
def test_a_weight_is_bounded_and_moves_with_the_outcomes(agreed: int, disagreed: int) -> None:
    weight = Reputation(agreed=agreed, disagreed=disagreed).weight
    assert 0 < weight <= 1 / 0.6
    assert Reputation(agreed=agreed + 1, disagreed=disagreed).weight >= weight
    assert Reputation(agreed=agreed, disagreed=disagreed + 1).weight < weight


@given(counts)
def test_two_reporters_hold_nothing_however_often_they_were_right(agreed: int) -> None:
    assert not may_hold([Reputation(agreed=agreed)] * 2)


@pytest.mark.parametrize(
    ("reporters", "holds"),
    [
        ([Reputation()] * 3, True),
        ([Reputation()] * 2, False),
        ([Reputation(), Reputation(), Reputation(disagreed=1)], False),
        ([Reputation(agreed=4), Reputation(), Reputation(disagreed=1)], True),
        ([Reputation(disagreed=20)] * 6, False),
    ],
)
def test_three_who_are_believed_hold(reporters: list[Reputation], holds: bool) -> None:
    assert may_hold(reporters) is holds


def test_first_a_word_then_a_pause() -> None:
    assert pause_after(None, NOW, 7) is None
    assert pause_after(NOW - timedelta(days=1), NOW, 7) == NOW + timedelta(days=7)
    assert pause_after(NOW - WARNED_FOR - timedelta(days=1), NOW, 7) is None
    assert pause_after(NOW, NOW, 0) is None
    assert pause_after(NOW, NOW, 10_000) == NOW + timedelta(days=90)
