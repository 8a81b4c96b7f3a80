"""Teaches the hashed linear model (all labels) and the gate (one score), and writes both as int8."""

import logging
import random
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import torch

from bot.models.arrays import Tensor
from bot.models.canonical import canonical
from bot.models.families import LABELS
from bot.models.features import text_hashes, words
from bot.models.train_batches import reading, shares
from bot.models.train_rows import Row

log = logging.getLogger(__name__)

BUCKETS: Final = 2**17


def train_linear(
    rows: Sequence[Row], *, draws: int, own: float = 0.4, seed: int = 7
) -> tuple[Tensor, Tensor]:
    """Return weights (buckets × labels) and biases after ``draws`` balanced draws."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    torch.manual_seed(seed)
    weights = torch.zeros(BUCKETS, len(LABELS), requires_grad=True)
    bias = torch.full((len(LABELS),), -2.0, requires_grad=True)
    optimizer = torch.optim.Adagrad([weights, bias], lr=0.05)
    cumulative = np.cumsum(shares(rows, own)).tolist()
    size, steps = 256, draws // 256
    for step in range(steps):
        chosen = chance.choices(rows, cum_weights=cumulative, k=size)
        bags = [_bag(row.text, chance) for row in chosen]
        targets = torch.tensor([row.target() for row in chosen], dtype=torch.float32)
        for group in optimizer.param_groups:
            group["lr"] = 0.05 * max(0.05, 1 - step / steps)
        loss = _loss(bags, targets, weights, bias)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if (step + 1) % 100 == 0:
            log.info("linear step %d of %d, loss %.4f", step + 1, steps, float(loss.detach()))
    return weights.detach(), bias.detach()


def _bag(text: str, chance: random.Random) -> list[int]:
    hashes = text_hashes(words(reading(text, chance))) or [0]
    return [value % BUCKETS for value in hashes]


def _loss(bags: Sequence[Sequence[int]], targets: Tensor, weights: Tensor, bias: Tensor) -> Tensor:
    flat = torch.tensor([value for bag in bags for value in bag])
    sizes = torch.tensor([len(bag) for bag in bags])
    offsets = torch.cumsum(sizes, 0) - sizes
    share = torch.repeat_interleave(sizes.float().rsqrt(), sizes)
    sums = torch.nn.functional.embedding_bag(
        flat, weights, offsets, mode="sum", per_sample_weights=share, sparse=False
    )
    known = targets >= 0
    soft = targets.clamp(min=0) * 0.98 + 0.01
    loss = torch.nn.functional.binary_cross_entropy_with_logits(sums + bias, soft, reduction="none")
    return (loss * known).sum() / len(bags)


def write_linear(path: Path, weights: Tensor, bias: Tensor) -> None:
    """Write the weights as int8 with one scale a label."""
    table = weights.numpy()
    scale = np.maximum(np.quantile(np.abs(table), 0.9999, axis=0), 1e-6) / 127
    whole = np.clip(np.rint(table / scale), -127, 127).astype(np.int8)
    np.savez_compressed(path, weights=whole, scale=scale.astype(np.float32), bias=bias.numpy())


def common(
    rows: Sequence[Row], *, words_most: int, pairs_most: int
) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the words and word pairs that the gate gets a weight for, most frequent first."""
    single: Counter[str] = Counter()
    double: Counter[tuple[str, str]] = Counter()
    for row in rows:
        tokens = words(canonical(row.text))
        single.update(set(tokens))
        double.update(set(pairwise(tokens)))
    known = [word for word, count in single.most_common(words_most) if count >= 3]
    return known, [pair for pair, count in double.most_common(pairs_most) if count >= 3]
