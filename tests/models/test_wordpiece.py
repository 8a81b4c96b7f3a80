import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.wordpiece import BEGIN, END, SPECIAL, UNKNOWN, WordPieces, windows

VOCABULARY = [*SPECIAL, "play", "##ing", "##ed", "p", "l", "##l", "!", "pile", "of", "poo"]


@pytest.fixture
def pieces() -> WordPieces:
    return WordPieces(VOCABULARY)


def test_longest_piece_first(pieces: WordPieces) -> None:
    assert pieces.pieces("playing played!") == [4, 5, 4, 6, 10]


def test_a_word_without_pieces_is_unknown(pieces: WordPieces) -> None:
    assert pieces.pieces("xyz") == [UNKNOWN]
    assert pieces.pieces("p" * 100) == [UNKNOWN]


def test_an_emoji_is_read_by_its_name(pieces: WordPieces) -> None:
    assert pieces.pieces("💩") == [11, 12, 13]


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    numbers = WordPieces(VOCABULARY).pieces(text)
    assert all(0 <= number < len(VOCABULARY) for number in numbers)


@given(st.integers(0, 700), st.integers(1, 5))
def test_windows_cover_beginning_and_end(length: int, most: int) -> None:
    numbers = list(range(10, 10 + length))
    cut = windows(numbers, 56, most)
    assert 1 <= len(cut) <= max(1, most)
    assert all(window[0] == BEGIN and window[-1] == END and len(window) <= 56 for window in cut)
    if length:
        assert cut[-1][-2] == numbers[-1]
    if length and most > 1:
        assert cut[0][1] == numbers[0]
