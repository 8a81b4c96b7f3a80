from hypothesis import given
from hypothesis import strategies as st

from bot.models.features import MAX_WORDS, text_hashes, word_hashes, words


def test_words_keep_contractions_emoji_and_question_marks() -> None:
    assert words("don't go, 😀 why?") == ["don't", "go", "😀", "why", "?"]


def test_hashes_do_not_depend_on_the_process() -> None:
    # crc32 of "<kill>": a change of hashing would make every published weight meaningless.
    assert word_hashes("kill")[0] == 592614372
    assert len(text_hashes(["kill", "it"])) == len(word_hashes("kill")) + len(word_hashes("it")) + 1


def test_order_matters_to_pairs() -> None:
    assert set(text_hashes(["you", "hurt"])) != set(text_hashes(["hurt", "you"]))


@given(st.text(max_size=400))
def test_any_text_has_hashes_of_32_bits(text: str) -> None:
    tokens = words(text)
    assert len(tokens) <= MAX_WORDS
    assert all(0 <= value < 2**32 for value in text_hashes(tokens))
