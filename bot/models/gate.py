"""The cheap look that each message gets on the event loop: is it worth asking the model at all?

First a glance: a linear score over words and word pairs from plain dictionaries, some five microseconds. What
it can't put aside, not quite half of ordinary chat, gets a second look by two small networks over word
pieces, some sixty microseconds. Together they let few ordinary messages pass, and most of what a clause is
about. ``python -m bench.model`` measures it.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise, repeat
from math import sqrt
from pathlib import Path
from typing import Final

import numpy as np

from bot.models.arrays import Array
from bot.models.features import word_hashes, words
from bot.models.wordpiece import PAD, WordPieces

PIECES: Final = 2**15
"""Buckets for pieces of words that the gate has no weight for."""

_REMEMBERED: Final = 60_000
PASSAGE: Final = 56
"""Word pieces that the second look reads at once."""

GLANCE_PART: Final = 0.4
"""How much the glance's log odds count beside those of the second look; tried on lines not learnt from."""

VOICES: Final = 4
_LEARNT: Final = (
    "first_bias",
    "second",
    "second_bias",
    "voices",
    "voices_bias",
    "hidden",
    "hidden_bias",
    "last",
    "bias",
)
"""What a file of the second look holds besides the table; see ``train_second_look`` for the shapes."""

_WINDOW: Final = 30
_STEP: Final = 20


class _WordWeights(dict[str, float]):
    """Weights of words; one that is not there is guessed from its pieces, once."""

    def __init__(self, known: dict[str, float], pieces: Array) -> None:
        super().__init__(known)
        self._pieces = pieces

    def __missing__(self, word: str) -> float:
        buckets = piece_buckets(word)
        weight = float(self._pieces[buckets].sum()) / sqrt(len(buckets))
        if len(self) < _REMEMBERED:
            self[word] = weight
        return weight


def piece_buckets(word: str) -> list[int]:
    """Return the buckets of a word's pieces; training and service must agree on them."""
    return [value % PIECES for value in word_hashes(word)]


class Glance:
    """The first, linear look."""

    def __init__(
        self,
        known: dict[str, float],
        pairs: dict[tuple[str, str], float],
        pieces: Array,
        bias: float,
    ) -> None:
        self._words = _WordWeights(known, pieces)
        self._pairs = pairs
        self._bias = bias

    @classmethod
    def load(cls, path: Path) -> "Glance":
        """Read its file; raises OSError, KeyError or ValueError when it is not one."""
        with np.load(path, allow_pickle=False) as file:
            scale, bias = (float(number) for number in file["scales"])
            single = bytes(file["words"]).decode().split("\n")
            double = bytes(file["pairs"]).decode().split("\n")
            singles = dict(zip(single, (file["word_weights"] * scale).tolist(), strict=True))
            joined = (tuple(line.split(" ", 1)) for line in double if line)
            doubles = {
                (left, right): weight
                for (left, right), weight in zip(joined, (file["pair_weights"] * scale).tolist(), strict=True)
            }
            return cls(singles, doubles, file["pieces"].astype(np.float32) * np.float32(scale), bias)

    def score(self, canonical_text: str) -> float:
        """Return log odds that some clause is concerned; of a long text, those of its worst passage."""
        tokens = words(canonical_text)
        if len(tokens) <= _WINDOW + 10:
            return self._passage(tokens)
        return max(
            self._passage(tokens[start : start + _WINDOW]) for start in range(0, len(tokens) - 10, _STEP)
        )

    def _passage(self, tokens: Sequence[str]) -> float:
        if not tokens:
            return self._bias
        total = sum(map(self._words.__getitem__, tokens)) + sum(
            map(self._pairs.get, pairwise(tokens), repeat(0.0))
        )
        return self._bias + total / sqrt(len(tokens))


class SecondLook:
    """Small networks that were taught apart, the ears: what one of them mistakes, another seldom does.

    Each has filters over three neighbouring word pieces and filters over those. What a piece adds to each of
    the first stands in a table, so that no vector is multiplied. The second hear five pieces at once, and
    each of ``VOICES`` chooses by itself where in the text to listen: what makes a sentence an attack often
    stands far from whom it is aimed at. The ears lie side by side in the same arrays, as calling numpy costs
    more here than its sums.
    """

    def __init__(self, pieces: WordPieces, ears: Sequence[Mapping[str, Array]]) -> None:
        self._pieces = pieces
        part = {name: [ear[name].astype(np.float32) for ear in ears] for name in _LEARNT}
        thirds = [np.split(ear["table"], 3, axis=1) for ear in ears]
        # In whole numbers the table takes a quarter of the memory; a text's few rows are scaled as they come.
        self._table = np.concatenate([third[n] for n in range(3) for third in thirds], axis=1)
        self._width = width = self._table.shape[1] // 3
        scales = np.array([ear["scale"] for ear in ears], dtype=np.float32)
        self._scale = np.tile(np.repeat(scales, width // len(ears)), 3)
        self._first_bias, self._second_bias = (
            np.concatenate(part[name]) for name in ("first_bias", "second_bias")
        )
        seconds = [np.split(each, 3, axis=0) for each in part["second"]]
        mixing = [_side_by_side([each[n] for each in seconds]) for n in range(3)]
        self._mixing = np.concatenate((*mixing, _side_by_side(part["voices"])), axis=1)
        self._voices_bias = np.concatenate(part["voices_bias"])
        # What is pooled stands filter by filter, for each way of pooling first of one ear and then the other.
        pooled = [np.split(each, 4, axis=0) for each in part["hidden"]]
        self._hidden = np.concatenate([_side_by_side([each[n] for each in pooled]) for n in range(4)])
        self._hidden_bias = np.concatenate(part["hidden_bias"])
        self._last, self._bias = np.concatenate(part["last"]) / len(ears), sum(part["bias"]) / len(ears)
        # Each second filter belongs to one voice of its ear: filter by filter, the voice and the filter.
        self._heard_by = np.arange(width) * VOICES * len(ears) // width, np.arange(width)

    @classmethod
    def load(cls, paths: Sequence[Path], pieces: WordPieces) -> "SecondLook":
        """Read the files of the ears; raises OSError, KeyError or ValueError when one is not such a file."""
        ears = []
        for path in paths:
            with np.load(path, allow_pickle=False) as file:
                ears.append({name: file[name] for name in ("table", "scale", *_LEARNT)})
            if len(ears[-1]["table"]) != len(pieces.vocabulary):
                raise ValueError("the table does not fit the vocabulary")
        return cls(pieces, ears)

    def score(self, canonical_text: str) -> float:
        """Return log odds that some clause is concerned; a long text is read in passages."""
        ids = self._pieces.pieces(canonical_text)
        if len(ids) <= PASSAGE:
            return float(np.logaddexp.reduce(self.hear(ids)))
        starts = range(0, len(ids), PASSAGE * 2 // 3)
        return max(float(np.logaddexp.reduce(self.hear(ids[start : start + PASSAGE]))) for start in starts)

    def hear(self, ids: Sequence[int]) -> Array:
        """Return log odds by family for the numbers of some word pieces."""
        width = self._width
        rows = self._table.take([PAD, *ids, PAD] if ids else [PAD, PAD, PAD], axis=0) * self._scale
        heard = rows[:-2, :width] + rows[1:-1, width : 2 * width]
        heard += rows[2:, 2 * width :]
        mixed = np.maximum(heard + self._first_bias, 0) @ self._mixing
        second = mixed[:, width : 2 * width] + self._second_bias
        second[1:] += mixed[:-1, :width]
        second[:-1] += mixed[1:, 2 * width : 3 * width]
        np.maximum(second, 0, out=second)
        wish = mixed[:, 3 * width :] + self._voices_bias
        share = np.exp(wish - np.maximum.reduce(wish))
        chosen = (share / np.add.reduce(share)).T @ second
        pooled = np.concatenate(
            (
                np.maximum.reduce(heard),
                np.add.reduce(heard) / len(heard),
                np.maximum.reduce(second),
                chosen[self._heard_by],
            )
        )
        odds: Array = np.maximum(pooled @ self._hidden + self._hidden_bias, 0) @ self._last + self._bias
        return odds


def _side_by_side(blocks: Sequence[Array]) -> Array:
    """Return one matrix with these on its diagonal, so that several are multiplied at once."""
    height, width = (sum(block.shape[axis] for block in blocks) for axis in (0, 1))
    whole = np.zeros((height, width), dtype=np.float32)
    row = column = 0
    for block in blocks:
        whole[row : row + block.shape[0], column : column + block.shape[1]] = block
        row, column = row + block.shape[0], column + block.shape[1]
    return whole


class Gate:
    """Both looks with their thresholds."""

    def __init__(self, glance: Glance, second: SecondLook, *, at_glance: float, at_second: float) -> None:
        self.glance = glance
        self.second = second
        self._at_glance = at_glance
        self._at_second = at_second

    def wants(self, canonical_text: str) -> bool:
        """Say whether the model should be asked about a text."""
        glance = self.glance.score(canonical_text)
        if glance < self._at_glance:
            return False
        return both(glance, self.second.score(canonical_text)) >= self._at_second


def both(glance: float, second: float) -> float:
    """Return what the two looks say together: the first is weaker, but errs elsewhere."""
    return second + GLANCE_PART * glance
