"""Teaches the gate's glance: everything a clause could be about against ordinary talk.

By our labels, not by what the encoder says (``train_pool``): from texts in which words were exchanged a sum
over words learns little, and it let one attack in twenty go that it would have kept.
"""

import logging
import random
from collections.abc import Sequence
from itertools import pairwise
from math import sqrt
from pathlib import Path
from typing import Final

import numpy as np
import torch

from bot.models.arrays import Tensor
from bot.models.canonical import canonical
from bot.models.features import words
from bot.models.gate import PIECES, piece_buckets
from bot.models.train_cuts import cut_out
from bot.models.train_disguise import disguise
from bot.models.train_draw import Turns, kind
from bot.models.train_linear import common
from bot.models.train_rows import OWN, Row

log = logging.getLogger(__name__)

_NEAR: Final = frozenset(
    {
        "near-miss",
        "harmless violence words",
        "idiom",
        "play and idiom",
        "hate of things",
        "harsh about work",
        "about oneself, report, idiom",
    }
)
_LONGEST: Final = 40
_CUT: Final = 0.3
"""Share of the ordinary texts of which only a few words are read."""

Parsed = tuple[list[int], list[float]]
"""Feature numbers and the share of each."""


def gate_side(row: Row) -> int | None:
    """Return 1 for what the gate must let through, 0 for ordinary talk, None for what doesn't matter."""
    if kind(row) == "concerned":
        return 1
    # Talk that names an identity group is rare: it may pass, as attacks often use plain words, or not.
    near = row.source == OWN and row.phenomenon in _NEAR and not row.group
    return 0 if near or kind(row) == "plain" else None


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


def train_glance(rows: Sequence[Row], path: Path, *, draws: int, seed: int = 7) -> None:
    """Teach the gate with ``draws`` draws, half of each side, and write it."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    index = Indexer(*common(rows, words_most=30_000, pairs_most=40_000))
    weights = torch.zeros(index.size, 1, requires_grad=True)
    bias = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.Adagrad([weights, bias], lr=0.1, weight_decay=1e-7)
    draw = Sides(rows, chance)
    steps = draws // 512
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = 0.1 * max(0.05, 1 - step / steps)
        loss = _half_and_half(draw(256), index, weights, bias)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if (step + 1) % 100 == 0:
            log.info("gate step %d of %d, loss %.4f", step + 1, steps, float(loss.detach()))
    write_glance(path, index, weights.detach().numpy()[:, 0], float(bias.detach()))


def pool_mass(pool: Sequence[Row]) -> float:
    """Return how often a pool gets its turn: by the root of its size, and sentences of ours more often.

    Near-misses are rare where the gate stands; taught too often, they shut out what they resemble.
    """
    first = pool[0]
    often = 3.0 if gate_side(first) == 0 else 1.0
    if first.source == OWN:
        often = 5 if first.phenomenon == "ordinary" else 0.7 if first.phenomenon in _NEAR else 2
    return sqrt(min(len(pool), 3000)) * often


class Sides:
    """Draws texts of both sides: each pool gets its turn, and in it each line of ours."""

    def __init__(self, rows: Sequence[Row], chance: random.Random) -> None:
        self._chance = chance
        groups = {side: [row for row in rows if gate_side(row) == side] for side in (0, 1)}
        self._turns = Turns(groups, pool_mass, chance)

    def __call__(self, half: int) -> list[str]:
        """Return ``half`` ordinary texts and then ``half`` concerned ones, canonical and some altered."""
        return [canonical(self._text(side)) for side in (0, 1) for _ in range(half)]

    def _text(self, side: int) -> str:
        chance, row = self._chance, self._turns.row(side)
        if side:
            return disguise(row.text, chance) if chance.random() < 0.1 else row.text
        # Cut out at random, harmless texts are like the short turns of a chat, and there is no end of them;
        # of a near-miss, such as a quoted insult, the part may be the very thing.
        whole = row.phenomenon in _NEAR or chance.random() >= _CUT
        return row.text if whole else cut_out(row.text, chance)


def _half_and_half(texts: Sequence[str], index: Indexer, weights: Tensor, bias: Tensor) -> Tensor:
    """Return the loss on texts of which the first half is ordinary and the second concerned."""
    parsed = [index(text) for text in texts]
    flat = torch.tensor([place for places, _ in parsed for place in places])
    shares = torch.tensor([share for _, given in parsed for share in given])
    sizes = torch.tensor([len(places) for places, _ in parsed])
    sums = torch.nn.functional.embedding_bag(
        flat, weights, torch.cumsum(sizes, 0) - sizes, mode="sum", per_sample_weights=shares
    )
    half = len(texts) // 2
    wanted = torch.tensor([0.02] * half + [0.98] * half)
    return torch.nn.functional.binary_cross_entropy_with_logits(sums[:, 0] + bias, wanted)


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
