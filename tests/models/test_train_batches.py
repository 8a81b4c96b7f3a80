"""Batches made ahead, while the processor multiplies."""

import pytest

pytest.importorskip("torch", reason="needs the extra 'train'")


def test_batches_made_ahead_are_the_same_in_the_same_order() -> None:
    from bot.models.train_batches import ahead

    given = [([[number]], [[0]]) for number in range(40)]
    made = ahead(iter(given), depth=3)
    assert [next(made) for _ in given] == given
