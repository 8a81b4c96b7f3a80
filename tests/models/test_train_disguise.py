import random

from hypothesis import given
from hypothesis import strategies as st

from bot.models.train_disguise import TRICKS, disguise

WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)


@given(WORDS, st.integers(0, 2**32))
def test_every_trick_leaves_something(word: str, seed: int) -> None:
    for trick in TRICKS:
        assert trick(word, random.Random(seed)).strip()


@given(st.lists(WORDS, min_size=1, max_size=20), st.integers(0, 2**32))
def test_same_seed_same_disguise(words: list[str], seed: int) -> None:
    text = " ".join(words)
    assert disguise(text, random.Random(seed)) == disguise(text, random.Random(seed))


def test_tricks_do_change_words() -> None:
    chance = random.Random(1)
    changed = {trick.__name__ for trick in TRICKS for _ in range(20) if trick("hello", chance) != "hello"}
    assert changed == {trick.__name__ for trick in TRICKS}
