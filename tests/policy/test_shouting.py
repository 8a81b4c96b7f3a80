"""Noise, and the loud but honest texts that must stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.detectors.protocol import Problem
from bot.policy.detectors.shouting import DETECTOR
from tests.policy.factories import found, said


def reasons(text: str, **table: object) -> list[str]:
    """Return which kinds of noise a text makes."""
    return [finding.matched for finding in found(DETECTOR, text, table)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("WHY IS NOBODY ANSWERING ME HERE", "capitals"),
        ("ПОЧЕМУ НИКТО НЕ ОТВЕЧАЕТ МНЕ ЗДЕСЬ", "capitals"),
        ("why" + "y" * 30, "repeats"),
        ("ok " + "!" * 20, "repeats"),
        ("😂" * 25, "emoji:25"),
        ("<:party:123456789012345678> " * 21, "emoji:21"),
        ("\n" * 60 + ".", "lines:61"),
        ("h\u0300\u0301\u0302\u0303\u0304ello", "marks"),
    ],
)
def test_noise_is_found(text: str, reason: str) -> None:
    assert reason in reasons(text)


@pytest.mark.parametrize(
    "text",
    [
        "OK",
        "NASA and ESA are agencies, says the BBC",
        "I REALLY like it, and so do all my friends",
        "LOL WTF",
        "well done!!! 🎉🎉🎉",
        "---------------------------------------------",
        "============ part two ============",
        "1000000000000000000000000000",
        "............................",
        "naïve café Việt Nam coöperate",
        "e\u0301tude",
        "```\nSELECT NAME FROM STUDENTS WHERE GRADE IS NULL\n```",
        "```python\n" + "x = 1\n" * 80 + "```",
        "שָׁלוֹם עֲלֵיכֶם",
        "هٰذَا نَصٌّ مُشَكَّلٌ",
    ],
)
def test_honest_texts_stay(text: str) -> None:
    assert reasons(text) == []


def test_length_is_a_limit_only_where_asked_for() -> None:
    assert reasons("word " * 500) == []
    assert reasons("word " * 500, length=2000) == ["length:2500"]


def test_a_limit_of_nought_is_off() -> None:
    off = dict.fromkeys(("capitals", "lines", "emoji", "repeats", "marks"), 0)
    text = "SHOUTING IS NOT NICE AT ALL" + "!" * 50 + "😂" * 50 + "\n" * 90 + "\u0300" * 9
    assert len(reasons(text)) == 5
    assert reasons(text, **off) == []


def test_findings_are_explained() -> None:
    for text in (
        "WHY IS NOBODY ANSWERING ME HERE",
        "😂" * 25,
        "\n" * 60 + ".",
        "aaa" * 10,
        "a" + "\u0300" * 9,
    ):
        for finding in found(DETECTOR, text):
            assert finding.explanation == DETECTOR.explain(finding)
            assert "{" not in said(finding.explanation)
            assert finding.end == len(text)


def test_a_share_above_one_is_a_mistake() -> None:
    result = DETECTOR.compile({"capitals": 80})
    assert isinstance(result, tuple)
    assert isinstance(result[0], Problem)
    assert result[0].key == "capitals"


@given(st.integers(2, 30), st.integers(0, 40), st.text("ab", max_size=30))
def test_the_quick_look_never_misses_a_run(repeats: int, more: int, lead: str) -> None:
    assert "repeats" in reasons(lead + "xx" + "z" * (repeats + more), repeats=repeats)


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    reasons(text)


@pytest.mark.parametrize(
    ("piece", "noise"),
    [
        ("a", ["repeats"]),
        ("A", ["repeats", "capitals"]),
        ("aB", []),
        ("<:a:", []),
        ("```", []),
        ("\u0300", ["repeats", "marks"]),
        ("😂", ["repeats", "emoji:100000"]),
        ("\n", ["lines:100001"]),
        ("\ud800", ["repeats"]),
    ],
)
def test_a_hundred_thousand_characters_end(piece: str, noise: list[str]) -> None:
    assert reasons(piece * (100_000 // len(piece))) == noise
