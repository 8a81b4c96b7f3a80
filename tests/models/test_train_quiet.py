"""Thresholds are raised until near-misses and ordinary talk are left alone, where that costs the least."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.train_quiet import HIGHEST, KEPT, MOST, NEAR_ALARMS, parted, quieted

PLAIN = np.array([[0.7, 0.1], [0.2, 0.65], [0.1, 0.1], [0.3, 0.2]])


def flagged(plain: np.ndarray, limits: dict[int, float]) -> float:
    return float(np.mean([any(row[n] >= limit for n, limit in limits.items()) for row in plain]))


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=60),
    st.lists(st.floats(0, 1), min_size=1, max_size=60),
    st.floats(0.4, 0.8),
)
def test_a_threshold_is_never_raised_so_far_that_many_attacks_are_lost(
    near: list[float], attacks: list[float], flag: float
) -> None:
    raised = parted(flag, np.array(near), np.array(attacks))
    assert flag <= raised <= max(flag, HIGHEST)
    assert raised == flag or np.mean(np.array(attacks) >= raised) >= KEPT


def test_a_threshold_is_raised_until_few_near_misses_are_flagged() -> None:
    near, sure = np.linspace(0, 0.79, 80), np.full(9, HIGHEST)
    raised = parted(0.5, near, sure)
    assert np.mean(near >= raised) == pytest.approx(NEAR_ALARMS, abs=0.02)
    assert parted(0.5, near, np.array([0.6, *sure, 0.65, 0.65])) == 0.65


def test_a_family_without_near_misses_keeps_its_threshold() -> None:
    assert parted(0.5, np.array([]), np.array([0.9])) == 0.5
    assert parted(0.5, np.array([0.9]), np.array([])) == 0.5


def test_what_is_quiet_already_stays_as_it_is() -> None:
    assert quieted({0: 0.8, 1: 0.8}, PLAIN, {0: np.array([0.9])}, share=0.0) == {0: 0.8, 1: 0.8}


def test_that_threshold_is_raised_which_loses_least() -> None:
    found = {0: np.array([0.6, 0.65, 0.9]), 1: np.array([0.9, 0.95])}
    raised = quieted({0: 0.5, 1: 0.5}, PLAIN, found, share=0.25)
    assert raised[0] == 0.5
    assert 0.65 < raised[1] < 0.66
    assert flagged(PLAIN, raised) == 0.25


def test_nothing_may_be_left_to_flag() -> None:
    raised = quieted({0: 0.5, 1: 0.5}, PLAIN, {}, share=0.0)
    assert flagged(PLAIN, raised) == 0.0


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=30),
    st.floats(0, 0.5),
    st.lists(st.floats(0, 1), max_size=10),
)
def test_alarms_are_as_few_as_was_asked_or_surer_than_any_threshold(
    rows: list[tuple[float, float]], share: float, found: list[float]
) -> None:
    plain = np.array(rows)
    raised = quieted({0: 0.4, 1: 0.4}, plain, {0: np.array(found)}, share=share)
    assert min(raised.values()) >= 0.4
    assert flagged(plain, raised) <= share or max(map(max, rows)) > MOST - 1e-3
