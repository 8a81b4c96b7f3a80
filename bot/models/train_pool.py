"""What the gate learns: not our labels, but what the encoder says of very many texts, whole and altered.

A small network learns more from what a large one says than from labels (Tang et al. 2019, "Distilling
Task-Specific Knowledge from BERT into Simple Neural Networks", arXiv:1903.12136), and it should let through
just what the large one would flag.
"""

import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch

from bot.models.arrays import Array, Tensor
from bot.models.canonical import canonical
from bot.models.families import FAMILIES, LABELS
from bot.models.train_batches import PIECES
from bot.models.train_draw import Draw
from bot.models.train_network import Tensors, forward
from bot.models.train_rows import Row
from bot.models.wordpiece import WordPieces, windows

log = logging.getLogger(__name__)

HEADS: Final = tuple(family for family in FAMILIES if family != "profanity_mild")
"""The families that the gate listens for; words alone find the mildly profane."""

_SMOOTHED: Final = 0.03
"""What the encoder's own training took off both ends of its probabilities."""

_BATCH: Final = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Texts and what the teacher says of them."""

    ids: list[list[int]]
    """The texts as numbers of word pieces."""
    wanted: Array
    """Probabilities, one row a text, one column for each of ``HEADS``."""


def make_pool(
    rows: Sequence[Row], teacher: tuple[list[str], Tensors], *, size: int, seed: int, bfloat16: bool
) -> Pool:
    """Draw ``size`` texts (equal ones count once) and ask the teacher, given as vocabulary and tensors."""
    draw = Draw(rows, random.Random(seed))  # noqa: S311 - not for secrets
    texts = list(dict.fromkeys(canonical(draw()) for _ in range(size)))
    vocabulary, tensors = teacher
    reader = WordPieces(vocabulary)
    ids = [reader.pieces(text) for text in texts]
    logits = asked(tensors, ids, bfloat16=bfloat16)[:, [LABELS.index(family) for family in HEADS]]
    wanted = np.clip((1 / (1 + np.exp(-logits)) - _SMOOTHED) / (1 - 2 * _SMOOTHED), 0.0, 1.0)
    return Pool(ids=ids, wanted=wanted)


def asked(tensors: Tensors, ids: Sequence[list[int]], *, bfloat16: bool) -> Array:
    """Return the encoder's log odds, one row for each text's first window."""
    found = np.zeros((len(ids), len(LABELS)), dtype=np.float32)
    order = sorted(range(len(ids)), key=lambda number: len(ids[number]))
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
        for start in range(0, len(order), _BATCH):
            part = order[start : start + _BATCH]
            logits = forward(tensors, _padded([windows(ids[n], PIECES, 1)[0] for n in part]))
            found[part] = logits.float().numpy()
            if start // _BATCH % 100 == 0:
                log.info("asked the encoder about %d of %d texts", start, len(order))
    return found


def _padded(rows: Sequence[list[int]]) -> Tensor:
    longest = max(map(len, rows))
    return torch.tensor([row + [0] * (longest - len(row)) for row in rows])
