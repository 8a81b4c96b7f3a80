"""What a text says in other ways than as written: split words joined, joined words parted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.reading import Reader
from bot.models.scorer import read_vocabulary
from bot.models.text import TextModel
from bot.paths import data_dir

FOLDER = data_dir() / "models" / "text"
READER = Reader(read_vocabulary(FOLDER))


@pytest.mark.parametrize(
    ("written", "spaced"),
    [
        ("nobodywantsyouhere", "nobody wants you here"),
        ("you'renothinganditshows, all of you", "you're nothing and it shows, all of you"),
        ("iknowwhereyouliveandiwillfindyou", "i know where you live and i will find you"),
        ("what are your responsibilities", "what are your responsibilities"),
        ("nobody wants this", "nobody wants this"),
    ],
)
def test_words_that_were_run_together_are_parted(written: str, spaced: str) -> None:
    assert READER.spaced(written) == spaced


def test_of_a_very_long_row_the_beginning_is_parted() -> None:
    spaced = READER.spaced("nobodywantsyouhere" * 50)
    assert spaced.startswith("nobody wants you here nobody wants you here ")
    assert spaced.endswith("nobodywantsyouhere" * 40)


@given(st.text("abcdefghijklmnopqrstuvwxyz .'1", max_size=400))
def test_parting_changes_nothing_but_spaces(text: str) -> None:
    assert READER.spaced(text).replace(" ", "") == text.replace(" ", "")


@given(st.text(), st.text("ab|*_~\u200b\ud800", max_size=60))
def test_any_text_is_read(text: str, odd: str) -> None:
    readings = READER.readings(text + odd)
    assert 1 <= len(readings) <= 3
    assert len(set(readings)) == len(readings)
    assert len(list(READER.hidden(text + odd, readings[0]))) <= 2


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("a clean message, as most are, about **bold** plans", []),
        ("https://example.com/a/very/long/address/that/says/nothing", []),
        ("yo||u|| ar||e|| not||hin||g", ["you|| are|| nothing"]),
        ("no*bo*dy wants you", ["nobody wants you"]),
    ],
)
def test_the_gate_reads_again_only_what_hides_something(text: str, others: list[str]) -> None:
    assert list(READER.hidden(text, READER.readings(text)[0])) == others


@pytest.mark.parametrize(
    "text", ["everybody here hates you, just disappear", "i know where you live and i will break your legs"]
)
def test_an_attack_is_found_without_its_spaces_and_with_marks_in_its_words(text: str) -> None:
    loaded = TextModel.load(FOLDER)
    assert isinstance(loaded, TextModel)
    split = " ".join(f"{word[:2]}||{word[2:]}" if len(word) > 3 else word for word in text.split())
    try:
        for written in (text, text.replace(" ", ""), split):
            (scores,) = loaded.judge([written])
            assert loaded.wants(written)
            assert any(scores[family] >= limit.flag for family, limit in loaded.thresholds.items())
    finally:
        loaded.close()
