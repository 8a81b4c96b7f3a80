"""Cutting out what was found: as written, with a little around it, and harmless in Discord's markdown."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.policy.excerpt import excerpt
from bot.policy.precision import Precision


@settings(max_examples=40)
@given(text=st.text(max_size=300), start=st.integers(-5, 320), length=st.integers(-5, 320))
def test_an_excerpt_holds_what_was_found_or_is_none(text: str, start: int, length: int) -> None:
    found = excerpt(text, start, start + length)
    if found is None:
        assert not 0 <= start < start + length <= len(text)
    else:
        assert text[start : start + length].startswith(found.match.removesuffix("…"))
        assert len(found.marked()) < 500


def test_long_texts_are_cut_and_markdown_does_nothing() -> None:
    text = "x" * 100 + "|| bad* ||" + "y" * 100
    found = excerpt(text, 100, 110)
    assert found is not None
    assert found.marked() == f"…{'x' * 40}**\\|\\| bad\\* \\|\\|**{'y' * 40}…"


def test_mentions_stay_names() -> None:
    text = "so <@145607444398080001> > *he* is"
    found = excerpt(text, 28, 30)
    assert found is not None
    assert found.marked() == "so <@145607444398080001> \\> \\***he**\\* is"


def test_precision_is_never_nicer_than_it_is() -> None:
    assert Precision(looked=1000, wrong=1).percent == 99
    assert Precision(looked=1000, wrong=999).percent == 1
    assert (Precision(looked=50, wrong=0).percent, Precision(looked=3, wrong=3).percent) == (100, 0)
    assert Precision(looked=10, wrong=4).is_low
    assert not Precision(looked=9, wrong=9).is_low
    assert not Precision(looked=10, wrong=3).is_low
