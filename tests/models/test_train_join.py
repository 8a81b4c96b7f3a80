"""Two second looks made one: it says the mean of what both say."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from bot.models.gate import SecondLook
from bot.models.scorer import SECOND_LOOK, read_vocabulary
from bot.models.wordpiece import WordPieces
from bot.paths import data_dir

pytest.importorskip("torch", reason="needs the extra 'train'")

PUBLISHED = data_dir() / "models" / "text"
TEXTS = (
    "ok",
    "hello there, how are you",
    "i will come over and hurt you",
    "where is the lecture hall? " * 20,
)


def test_joined_looks_say_the_mean_of_both(tmp_path: Path) -> None:
    from bot.models.train_second_look import join

    pieces = WordPieces(read_vocabulary(PUBLISHED))
    with np.load(PUBLISHED / SECOND_LOOK) as file:
        parts = {name: file[name] for name in file.files}
    other = tmp_path / "other.npz"
    # Another scale, another bias, and other words that matter: the table turned upside down.
    np.savez(
        other,
        **(parts | {"table": parts["table"][::-1], "scale": parts["scale"] / 2, "bias": parts["bias"] + 1}),
    )
    both = tmp_path / "both.npz"
    shutil.copy(PUBLISHED / SECOND_LOOK, both)
    join(both, other)
    first, second, mean = (SecondLook.load(path, pieces) for path in (PUBLISHED / SECOND_LOOK, other, both))
    for text in TEXTS:
        assert mean.score(text) == pytest.approx((first.score(text) + second.score(text)) / 2, abs=0.15)
