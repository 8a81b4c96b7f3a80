"""Stacked limits, at their edges and as laws."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.policy.pacing import REPORTS, Limit, free_at, longest
from tests.policy.factories import NOW

SECOND = timedelta(seconds=1)
TWO_A_MINUTE = (Limit(2, timedelta(minutes=1)),)
ages = st.lists(st.integers(-100_000, 200_000), max_size=40).map(
    lambda seconds: [NOW - SECOND * each for each in seconds]
)


def test_under_the_limit_it_may_be_now() -> None:
    assert free_at([], NOW, REPORTS) is None
    assert free_at([NOW - SECOND], NOW, TWO_A_MINUTE) is None


def test_at_the_limit_it_may_be_when_the_oldest_that_counts_is_over() -> None:
    times = [NOW - 50 * SECOND, NOW - 10 * SECOND]
    assert free_at(times, NOW, TWO_A_MINUTE) == NOW + 10 * SECOND
    assert free_at(times, NOW + 10 * SECOND, TWO_A_MINUTE) is None


def test_the_stricter_of_two_limits_decides() -> None:
    stacked = (*TWO_A_MINUTE, Limit(2, timedelta(hours=1)))
    times = [NOW - 50 * SECOND, NOW - 10 * SECOND]
    assert free_at(times, NOW, stacked) == times[0] + timedelta(hours=1)
    assert longest(stacked) == timedelta(hours=1)
    assert longest(()) == timedelta(0)


def test_a_time_ahead_locks_nobody_out() -> None:
    assert free_at([NOW + timedelta(days=400)] * 50, NOW, REPORTS) is None


@given(ages)
def test_at_the_moment_that_is_named_it_may_be(times: list) -> None:  # type: ignore[type-arg]
    again = free_at(times, NOW, REPORTS)
    if again is None:
        return
    assert again > NOW
    past = [time for time in times if time <= NOW]
    assert free_at(past, again, REPORTS) is None
    assert free_at(past, again - timedelta(microseconds=1), REPORTS) is not None
