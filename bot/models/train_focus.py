"""What a short stage dwells on: of our sentences those that the model before does not judge surely.

A model that was taught with most of them has little to learn from the nine in ten that it knows. Shrivastava
et al. (2016, "Training Region-based Object Detectors with Online Hard Example Mining", arXiv:1604.03540)
choose so batch by batch; here it is done once, before the stage, and some of what is known stays in, so
that it is not forgotten.
"""

import logging
import random
from collections.abc import Sequence
from typing import Final

import numpy as np

from bot.models.arrays import Array
from bot.models.canonical import canonical
from bot.models.train_network import Tensors
from bot.models.train_pool import asked
from bot.models.train_rows import OWN, Row
from bot.models.wordpiece import WordPieces

log = logging.getLogger(__name__)

_SURE: Final = 0.2
"""Cross entropy of the label judged worst up to which a sentence is known: a probability of .82 at least."""


def focused(
    rows: Sequence[Row], model: tuple[list[str], Tensors], *, easy: float, seed: int, bfloat16: bool
) -> list[Row]:
    """Return the rows without most of those that come of a known line; public rows all stay.

    ``model`` is vocabulary and tensors; ``easy`` is the share, 0 … 1, of the known lines that stay. A line
    with holes is judged by one of its rows, and stays or goes with all of them.
    """
    lines = {row.pattern: row for row in rows if row.source == OWN}
    known = {
        line
        for line, loss in zip(lines, _losses(list(lines.values()), model, bfloat16), strict=True)
        if loss <= _SURE
    }
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    left_out = {line for line in sorted(known) if chance.random() >= easy}
    log.info("%d of %d lines are known; %d are left out", len(known), len(lines), len(left_out))
    return [row for row in rows if row.source != OWN or row.pattern not in left_out]


def _losses(rows: Sequence[Row], model: tuple[list[str], Tensors], bfloat16: bool) -> Array:
    """Return for each row the cross entropy of the label that is judged worst, of those that are known."""
    vocabulary, tensors = model
    reader = WordPieces(vocabulary)
    logits = asked(tensors, [reader.pieces(canonical(row.text)) for row in rows], bfloat16=bfloat16)
    targets = np.array([row.target() for row in rows])
    losses = np.where(targets < 0, 0.0, np.logaddexp(0, np.where(targets == 1, -logits, logits)))
    worst: Array = losses.max(axis=1)
    return worst
