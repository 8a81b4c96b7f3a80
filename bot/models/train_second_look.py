"""Teaches the gate's second look from the encoder's word pieces, and folds it into one table of int8."""

import logging
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import torch

from bot.models.arrays import Tensor
from bot.models.gate import VOICES
from bot.models.train_gate import Draw
from bot.models.train_rows import Row
from bot.models.wordpiece import PAD, WordPieces

log = logging.getLogger(__name__)

FILTERS: Final = 64
HIDDEN: Final = 64
_HALF: Final = 160
_CROP: Final = 40
"""Pieces of a text that are learnt from: nearly all are shorter, and all are padded to the longest."""


def train_second_look(
    rows: Sequence[Row], path: Path, start: tuple[list[str], Tensor], *, steps: int, seed: int
) -> None:
    """Teach for ``steps`` batches and write the file; ``start`` is the encoder's vocabulary and vectors."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    torch.manual_seed(seed)
    vocabulary, vectors = start
    reader, draw = WordPieces(vocabulary), Draw(rows, chance)
    vectors = torch.nn.functional.normalize(vectors.float(), dim=1)
    own = beginning(vectors.shape[1], len(vocabulary))
    # What a piece adds beyond its vector is learnt slowly: rare words should speak through their neighbours.
    slow = {"params": [own["extra"]], "lr": 4e-4}
    optimizer = torch.optim.Adam([{"params": [t for n, t in own.items() if n != "extra"], "lr": 2e-3}, slow])
    bases = [group["lr"] for group in optimizer.param_groups]
    wanted = torch.tensor([0.02] * _HALF + [0.98] * _HALF)
    for step in range(steps):
        for group, base in zip(optimizer.param_groups, bases, strict=True):
            group["lr"] = base * max(0.03, 1 - step / steps)
        ids = [reader.pieces(text)[:_CROP] for text in draw(_HALF)]
        loss = torch.nn.functional.binary_cross_entropy_with_logits(scores(ids, vectors, own), wanted)
        loss = loss + 2e-6 * own["extra"].square().sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if (step + 1) % 100 == 0:
            log.info("second look step %d of %d, loss %.4f", step + 1, steps, float(loss.detach()))
    write_second_look(path, vectors, {name: tensor.detach() for name, tensor in own.items()})


def beginning(width: int, vocabulary: int) -> dict[str, Tensor]:
    """Return what is learnt, before anything is."""
    own = {
        "filters": torch.randn(width, 3 * FILTERS) * 0.1,
        "extra": torch.zeros(vocabulary, 3 * FILTERS),
        "first_bias": torch.zeros(FILTERS),
        "second": torch.randn(3 * FILTERS, FILTERS) * (3 * FILTERS) ** -0.5,
        "second_bias": torch.zeros(FILTERS),
        "voices": torch.randn(FILTERS, VOICES) * 0.05,
        "voices_bias": torch.zeros(VOICES),
        "hidden": torch.randn(4 * FILTERS, HIDDEN) * 0.06,
        "hidden_bias": torch.zeros(HIDDEN),
        "last": torch.randn(HIDDEN) * 0.1,
        "bias": torch.zeros(1),
    }
    for tensor in own.values():
        tensor.requires_grad_(True)
    return own


def scores(ids: list[list[int]], vectors: Tensor, own: dict[str, Tensor], drop: float = 0.2) -> Tensor:
    """Return the log odds of texts given as numbers of pieces, as ``gate.SecondLook`` does in service."""
    longest = max(map(len, ids)) + 2
    padded = torch.tensor([[PAD, *row] + [PAD] * (longest - len(row) - 1) for row in ids])
    # Each piece of the batch is multiplied out once, however often it comes.
    used, places = torch.unique(padded, return_inverse=True)
    table = vectors[used] @ own["filters"] + own["extra"][used]
    # Padding says nothing, neither here nor in service, where its row of the table is zero.
    rows = (table * (used != PAD)[:, None])[places]
    heard = rows[:, :-2, :FILTERS] + rows[:, 1:-1, FILTERS : 2 * FILTERS] + rows[:, 2:, 2 * FILTERS :]
    sizes = torch.tensor([max(1, len(row)) for row in ids])
    inside = (torch.arange(longest - 2)[None, :] < sizes[:, None])[:, :, None]
    first = torch.relu(heard + own["first_bias"]) * inside
    around = torch.nn.functional.pad(first, (0, 0, 1, 1))
    around = torch.cat([around[:, :-2], around[:, 1:-1], around[:, 2:]], 2)
    second = torch.relu(around @ own["second"] + own["second_bias"]) * inside
    wish = (first @ own["voices"] + own["voices_bias"]).masked_fill(~inside, -1e4)
    share = torch.softmax(wish, 1).repeat_interleave(FILTERS // VOICES, 2)
    top, mean = heard.masked_fill(~inside, -1e4).amax(1), (heard * inside).sum(1) / sizes[:, None]
    pooled = torch.cat([top, mean, second.amax(1), (share * second).sum(1)], 1)
    pooled = torch.nn.functional.dropout(pooled, drop, drop > 0)
    return torch.relu(pooled @ own["hidden"] + own["hidden_bias"]) @ own["last"] + own["bias"]


def write_second_look(path: Path, vectors: Tensor, own: dict[str, Tensor]) -> None:
    """Multiply vectors and filters out, so that service needs neither, and write the table as int8."""
    table = (vectors @ own["filters"] + own["extra"]).numpy()
    table[PAD] = 0
    scale = float(np.quantile(np.abs(table), 0.9999)) / 127
    learnt = {name: tensor.numpy() for name, tensor in own.items() if name not in ("filters", "extra")}
    np.savez_compressed(
        path,
        table=np.clip(np.rint(table / scale), -127, 127).astype(np.int8),
        scale=np.float32(scale),
        **(learnt | {"bias": learnt["bias"][0]}),
    )
