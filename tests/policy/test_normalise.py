"""Folding views: they undo disguises, keep their places, and stay linear on hostile input."""

import re
import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.policy.folding.signs import fold_sign
from bot.policy.normalise import fold, readings
from bot.policy.verdict import View
from tests.corpus.disguises import STRICT

TRICKY = st.text(
    alphabet=st.one_of(
        st.sampled_from("aeiost f.u-_*|~`\\%&#;@$!013457<>:/()\n\u200b\u0301\u202e\ufe0f"),
        st.sampled_from("🙂🇫ｆ𝐮ⓒкаıɟﬁ½ß\ud800\U000e0061"),
        st.characters(),
    ),
    max_size=60,
)


@given(TRICKY)
@settings(max_examples=400)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold(text).text
    # What was no address may be one once its digits are letters ("0.0A/"), and addresses are left out.
    assume(not re.search(r"\w\.\w+[/:?#]", once))
    assert fold(once).text == once


@given(TRICKY)
@settings(max_examples=400)
def test_places_stay_inside_the_original_and_in_order(text: str) -> None:
    folded = fold(text)
    assert len(folded.starts) == len(folded.ends) == len(folded.text)
    for start, end in zip(folded.starts, folded.ends, strict=True):
        assert 0 <= start < end <= len(text)
    assert list(folded.starts) == sorted(folded.starts)
    assert list(folded.ends) == sorted(folded.ends)


@given(TRICKY)
def test_every_reading_maps_every_span_into_the_original(text: str) -> None:
    for reading in readings(text):
        size = len(reading.folded.text)
        for start in range(0, size, 7):
            first, last = reading.folded.origin(start, min(start + 5, size))
            assert 0 <= first < last <= len(text)


@given(st.text(alphabet="abcdefgh ,", max_size=40))
def test_plain_words_are_left_as_they_are(text: str) -> None:
    calm = text.replace(",", " and ")
    words = [word for word in calm.split() if len(word) > 1]
    for word in words:
        if not any(word[i] == word[i + 1] == word[i + 2] for i in range(len(word) - 2)):
            assert fold(word).text == word


@pytest.mark.parametrize("name", [name for name in STRICT if name != "repeated letters"])
def test_strict_view_shows_the_word(name: str) -> None:
    folded = [reading.folded.text.strip(" *|") for reading in readings(STRICT[name]("spoken"))]
    assert "spoken" in folded[:2], folded


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a b", "a b"),
        ("well-known", "well-known"),
        ("see https://example.org/a-b_c now", "see" + " " * 27 + "now"),
        ("<@123456789012345678> hi", " " * 21 + " hi"),
        ("don’t", "don't"),
        ("3 4 5", "3 4 5"),
        ("soooo goooood", "soo good"),
        ("100% sure & safe", "100% sure & safe"),
        ("i have 2 dogs", "i have 2 dogs"),
    ],
)
def test_ordinary_text_is_only_made_small(text: str, wanted: str) -> None:
    assert fold(text).text == wanted


def test_origin_points_at_the_disguised_word() -> None:
    text = "oh **w**.o.\u200br.d!"
    folded = fold(text)
    place = folded.text.index("word")
    start, end = folded.origin(place, place + 4)
    assert text[start:end] == "w**.o.\u200br.d"


def test_reading_backwards_maps_forwards() -> None:
    backwards = next(reading for reading in readings("ab drow") if reading.view is View.LOOSE)
    place = backwards.folded.text.index("word")
    assert backwards.folded.origin(place, place + 4) == (3, 7)


@pytest.mark.parametrize(
    ("sign", "wanted"),
    [
        ("İ", "i"),
        ("ß", "ss"),
        ("ﬁ", "fi"),
        ("⒡", "f"),
        ("🅵", "f"),
        ("ɐ", "a"),
        ("한", "한"),
        ("\ud83d", ""),
        ("☕", " "),
    ],
)
def test_single_signs(sign: str, wanted: str) -> None:
    assert fold_sign(sign) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "\u200b" * 10_000,
        "a" + "\u0301" * 4_000,
        "\ud800" * 4_000,
        "\u202e\u2066" * 2_000,
        "a." * 5_000,
        "*a" * 5_000,
        "||a||" * 2_000,
        "%25" * 3_000,
        "&#102;" * 2_000,
        "1!|@" * 2_500,
        "<a:" * 3_000,
        "a" * 10_000,
        "f ck " * 2_000,
        "`" * 10_000,
        "a-" * 5_000,
    ],
    ids=lambda text: repr(text[:5]),
)
def test_hostile_text_costs_linear_time_and_never_raises(text: str) -> None:
    def cost(given: str) -> float:
        began = time.process_time()
        list(readings(given))
        return time.process_time() - began

    cost(text)
    half, whole = min(cost(text[: len(text) // 2]) for _ in range(3)), min(cost(text) for _ in range(3))
    # Twice the text may cost twice the time; quadratic work would cost four times and grow from there.
    assert whole < 3.4 * half + 0.005


def test_an_empty_span_stays_empty() -> None:
    folded = fold("ab")
    assert folded.origin(1, 1) == (1, 1)
    assert folded.origin(2, 2) == (2, 2)
    assert fold("").origin(0, 0) == (0, 0)


def test_what_only_looks_encoded_is_left() -> None:
    assert fold("&nosuch; 5%zz").text == "&nosuch; 5%zz"
