"""Whether a screenshot shows the words of the message that was linked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.policy.picture_words import Agreement, agreement

WRITTEN = "Nobody here can stand you, go away"


@pytest.mark.parametrize(
    ("read", "fits"),
    [
        (WRITTEN, Agreement.SAME),
        ("mira\nToday at 14:02\nNobody here can\nstand you, go away\nnoor\nWhat?", Agreement.SAME),
        ("N0body here can stand you,go away", Agreement.SAME),
        ("Nobody here can replace you, please stay", Agreement.OTHER),
        ("Good morning everybody", Agreement.ABSENT),
        ("", None),
    ],
)
def test_how_a_screenshot_fits(read: str, fits: Agreement | None) -> None:
    assert agreement(read, WRITTEN) is fits


def test_accents_and_case_do_no_harm() -> None:
    assert agreement("MOCHTEST DU GROSSE ZEIGEN", "Möchtest du Größe zeigen") is Agreement.SAME


@settings(max_examples=50)
@given(st.text(), st.text())
def test_every_text_has_an_answer(read: str, written: str) -> None:
    assert agreement(read, written) in (*Agreement, None)
    assert agreement(written, written) in (Agreement.SAME, None)
