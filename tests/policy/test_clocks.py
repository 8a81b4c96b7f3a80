"""How long a case may wait, and when the next people are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.policy.clocks import BETWEEN, Step, Term, Waiting, due, next_step
from bot.policy.server import ServerSettings

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
USUAL = ServerSettings()


def test_the_first_thing_that_is_late_counts() -> None:
    assert due(Waiting(opened_at=NOW), USUAL) == (Term.ACKNOWLEDGE, NOW + 24 * HOUR)
    taken = Waiting(opened_at=NOW, acknowledged_at=NOW + HOUR)
    assert due(taken, USUAL) == (Term.DECIDE, NOW + 72 * HOUR)


def test_a_slow_server_still_tells_its_reporters_in_time() -> None:
    slow = ServerSettings(decide_hours=500)
    waiting = Waiting(opened_at=NOW, acknowledged_at=NOW, reported_at=NOW + HOUR)
    assert due(waiting, slow) == (Term.TELL, NOW + HOUR + timedelta(days=7))


@given(st.integers(0, 400), st.integers(1, 3))
def test_each_step_leaves_a_day_and_the_last_is_the_last(hours: int, taken: int) -> None:
    last = NOW + hours * HOUR
    following = next_step(NOW, taken, last)
    if taken == Step.PANEL:
        assert following is None
    else:
        assert following == max(NOW, last + BETWEEN)
    assert next_step(NOW, 0, None) == NOW
