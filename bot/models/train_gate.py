"""Teaches the gate's glance: what the encoder would flag against all other talk."""

import logging
import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import torch

from bot.models.arrays import Tensor
from bot.models.features import words
from bot.models.gate import PIECES, piece_buckets
from bot.models.train_linear import common
from bot.models.train_pool import Pool
from bot.models.train_rows import Row

log = logging.getLogger(__name__)

_LONGEST: Final = 40
_BATCH: Final = 512

Parsed = tuple[list[int], list[float]]
"""Feature numbers and the share of each."""


class Indexer:
    """Gives each feature its place: pieces first, then words, then pairs."""

    def __init__(self, known: Sequence[str], pairs: Sequence[tuple[str, str]]) -> None:
        self.known = {word: PIECES + n for n, word in enumerate(known)}
        self.pairs = {pair: PIECES + len(known) + n for n, pair in enumerate(pairs)}
        self.size = PIECES + len(known) + len(pairs)

    def __call__(self, text: str) -> Parsed:
        """Return the features of a canonical text."""
        tokens = words(text)[:_LONGEST]
        share = max(1, len(tokens)) ** -0.5
        places: list[int] = []
        shares: list[float] = []
        for word in tokens:
            buckets = piece_buckets(word)
            places.extend(buckets)
            shares.extend([share * len(buckets) ** -0.5] * len(buckets))
            if word in self.known:
                places.append(self.known[word])
                shares.append(share)
        found = [self.pairs[pair] for pair in pairwise(tokens) if pair in self.pairs]
        places.extend(found)
        shares.extend([share] * len(found))
        return (places, shares) if places else ([0], [0.0])


def train_glance(rows: Sequence[Row], pool: Pool, path: Path, *, draws: int, seed: int = 7) -> None:
    """Teach the glance with ``draws`` draws from the pool and write it; ``rows`` name the words to know."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    index = Indexer(*common(rows, words_most=30_000, pairs_most=40_000))
    wanted = torch.tensor(pool.wanted.max(axis=1), dtype=torch.float32).clamp(0.02, 0.98)
    weights = torch.zeros(index.size, 1, requires_grad=True)
    bias = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.Adagrad([weights, bias], lr=0.1, weight_decay=1e-7)
    steps = draws // _BATCH
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = 0.1 * max(0.05, 1 - step / steps)
        part = chance.choices(range(len(pool.texts)), k=_BATCH)
        odds = _scores([index(pool.texts[number]) for number in part], weights, bias)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(odds, wanted[part])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if (step + 1) % 100 == 0:
            log.info("glance step %d of %d, loss %.4f", step + 1, steps, float(loss.detach()))
    write_glance(path, index, weights.detach().numpy()[:, 0], float(bias.detach()))


def _scores(parsed: Sequence[Parsed], weights: Tensor, bias: Tensor) -> Tensor:
    flat = torch.tensor([place for places, _ in parsed for place in places])
    shares = torch.tensor([share for _, given in parsed for share in given])
    sizes = torch.tensor([len(places) for places, _ in parsed])
    sums = torch.nn.functional.embedding_bag(
        flat, weights, torch.cumsum(sizes, 0) - sizes, mode="sum", per_sample_weights=shares
    )
    return sums[:, 0] + bias


def write_glance(path: Path, index: Indexer, weights: Tensor, bias: float) -> None:
    """Write words, pairs and pieces with int8 weights; a word's pieces are summed into its weight."""
    pieces = weights[:PIECES]
    singles = np.array(
        [
            weights[n] + pieces[b].sum() * len(b) ** -0.5
            for w, n in index.known.items()
            for b in [piece_buckets(w)]
        ]
    )
    doubles = weights[PIECES + len(index.known) :]
    useful = np.abs(doubles) > 0.05
    pairs = [pair for pair, keep in zip(index.pairs, useful, strict=True) if keep]
    scale = float(max(np.abs(singles).max(), np.abs(doubles).max(), np.abs(pieces).max())) / 127

    def whole(numbers: Tensor) -> Tensor:
        return np.clip(np.rint(numbers / scale), -127, 127).astype(np.int8)

    np.savez_compressed(
        path,
        scales=np.array([scale, bias]),
        words=np.frombuffer("\n".join(index.known).encode(), dtype=np.uint8),
        word_weights=whole(singles),
        pairs=np.frombuffer("\n".join(" ".join(pair) for pair in pairs).encode(), dtype=np.uint8),
        pair_weights=whole(doubles[useful]),
        pieces=whole(pieces),
    )
