import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.canonical import LONGEST, canonical


@given(st.text(max_size=300))
def test_reading_twice_changes_nothing(text: str) -> None:
    once = canonical(text)
    assert canonical(once) == once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello THERE", "hello there"),
        ("<@123456789012345678> hi", "@user hi"),
        ("<@!123456789012345678> and <#42>", "@user and @user"),
        ("look <:smile:123456789012345678>", "look :smile:"),
        ("see https://example.com/a?b=c now", "see url now"),
        ("[URL] via [USER]", "url via @user"),
        ("nooooooo", "nooo"),
        ("don’t", "don't"),
        ("k\u200bi\u200bll", "kill"),
        ("ｆｕｌｌ", "full"),
        ("café", "cafe"),
        ("😀😀", "😀😀"),
        ("", ""),
    ],
)
def test_one_form(text: str, expected: str) -> None:
    assert canonical(text) == expected


def test_a_wall_of_text_is_cut() -> None:
    assert len(canonical("ab " * 5000)) <= LONGEST


def test_combining_marks_and_surrogates_are_dropped() -> None:
    assert canonical("a" + "\u0301" * 1000 + "\ud800b") == "ab"
    assert canonical("a" + "\u0301" * 4000) == "a"
