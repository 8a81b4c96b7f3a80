"""Teaches the gate's second look what the encoder says, and folds it into one table of int8."""

import logging
from pathlib import Path
from typing import Final

import numpy as np
import torch

from bot.models.arrays import Tensor
from bot.models.gate import VOICES
from bot.models.train_pool import HEADS, Pool
from bot.models.wordpiece import PAD

log = logging.getLogger(__name__)

FILTERS: Final = 96
HIDDEN: Final = 64
_BATCH: Final = 320
_NEARBY: Final = 8 * _BATCH
"""A batch is drawn from so many texts of about one length, so that little of it is padding."""

_CROP: Final = 40
"""Pieces of a text that are learnt from: nearly all are shorter."""

RAISED: Final = {
    "identity_attack": 1.75,
    "belittling": 1.1,
    "academic_integrity": 0.4,
    "self_harm_disclosure": 0.3,
    "harassment": 0.3,
    "doxxing": 0.2,
}
"""Added to what is heard of a family: contempt, condescension, cheating are said in plain words, and even the
encoder hears them less surely than a threat. With much more, other families pay for it."""

_ANY_WEIGHT: Final = 4.0
"""How much it counts that some family is heard, beside which one."""


def train_second_look(pool: Pool, path: Path, words: Tensor, *, steps: int, seed: int) -> None:
    """Teach one ear for ``steps`` batches and write its file; ``words`` are the encoder's vectors."""
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    vectors = torch.nn.functional.normalize(words.float(), dim=1)
    own = beginning(*reversed(vectors.shape))
    wanted = torch.tensor(pool.wanted, dtype=torch.float32).clamp(0.01, 0.99)
    order = np.argsort([min(_CROP, len(ids)) + 4 * chance.random() for ids in pool.ids])
    # What a piece adds beyond its vector is learnt slowly: rare words should speak through their neighbours.
    slow = {"params": [own["extra"]], "lr": 4e-4}
    optimizer = torch.optim.Adam([{"params": [t for n, t in own.items() if n != "extra"], "lr": 2e-3}, slow])
    bases = [group["lr"] for group in optimizer.param_groups]
    mean = 0.0
    for step in range(steps):
        for group, base in zip(optimizer.param_groups, bases, strict=True):
            group["lr"] = base * max(0.03, 1 - step / steps)
        start = chance.integers(max(1, len(order) - _NEARBY))
        part = chance.choice(order[start : start + _NEARBY], min(_BATCH, len(order)), replace=False)
        loss = _loss(scores([pool.ids[n][:_CROP] for n in part], vectors, own, drop=0.2), wanted[part])
        loss = loss + 2e-6 * own["extra"].square().sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        mean = 0.99 * mean + 0.01 * float(loss.detach()) if step else float(loss.detach())
        if (step + 1) % 250 == 0:
            log.info("second look, seed %d: step %d of %d, loss %.4f", seed, step + 1, steps, mean)
    write_second_look(path, vectors, {name: tensor.detach() for name, tensor in own.items()})


def _loss(heard: Tensor, wanted: Tensor) -> Tensor:
    """Return the cross entropy of each family and, counting more, of their sum against the likeliest one."""
    cross_entropy = torch.nn.functional.binary_cross_entropy_with_logits
    each = cross_entropy(heard, wanted, reduction="none").sum(1).mean()
    return each + _ANY_WEIGHT * cross_entropy(heard.logsumexp(1), wanted.amax(1))


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
        "last": torch.randn(HIDDEN, len(HEADS)) * 0.1,
        "bias": torch.full((len(HEADS),), -2.0),
    }
    for tensor in own.values():
        tensor.requires_grad_(True)
    return own


def scores(ids: list[list[int]], vectors: Tensor, own: dict[str, Tensor], *, drop: float = 0.0) -> Tensor:
    """Return log odds by family, one row a text, for texts as numbers of pieces; see ``gate.SecondLook``."""
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
    raised = np.array([RAISED.get(family, 0.0) for family in HEADS], dtype=np.float32)
    learnt = {name: tensor.numpy() for name, tensor in own.items() if name not in ("filters", "extra")}
    np.savez_compressed(
        path,
        table=np.clip(np.rint(table / scale), -127, 127).astype(np.int8),
        scale=np.float32(scale),
        **(learnt | {"bias": learnt["bias"] + raised}),
    )
