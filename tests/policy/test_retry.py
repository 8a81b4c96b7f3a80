"""Waiting between tries: longer each time, bounded, spread, and the same on every replay."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.policy.retry import MOST_ATTEMPTS, backoff

attempts = st.integers(1, 10_000)


@given(attempts, st.text(max_size=30))
def test_waits_grow_and_are_bounded(attempt: int, key: str) -> None:
    wait, following = backoff(attempt, key), backoff(attempt + 1, key)
    assert timedelta(seconds=1) <= wait <= following <= timedelta(minutes=37.5)
    assert backoff(attempt, key) == wait


@given(attempts, st.timedeltas(min_value=timedelta(), max_value=timedelta(days=2)))
def test_what_discord_asks_for_is_waited(attempt: int, asked: timedelta) -> None:
    assert backoff(attempt, "a", asked) >= asked


def test_rows_that_failed_together_come_back_apart() -> None:
    waits = {backoff(5, f"{number:x}" * 7) for number in range(200)}
    assert len(waits) > 10


def test_all_tries_together_take_an_hour_or_two() -> None:
    total = sum((backoff(attempt, "key") for attempt in range(1, MOST_ATTEMPTS)), timedelta())
    assert timedelta(minutes=30) < total < timedelta(hours=3)
