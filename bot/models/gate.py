"""The cheap look that each message gets on the event loop: is it worth asking the model at all?

First a glance: a linear score over words and word pairs from plain dictionaries, some three microseconds.
What it can't put aside gets a second look, a convolution over word pieces that is mostly table lookups, some
ten microseconds. Together they let next to no ordinary message pass, and nearly all that a clause is about.
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
    """Filters over three neighbouring word pieces; what each piece adds to each filter stands in a table."""

    def __init__(self, pieces: WordPieces, parts: Mapping[str, Array]) -> None:
        self._pieces = pieces
        self._table = parts["table"].astype(np.float32) * np.float32(parts["scale"])
        self._filters = self._table.shape[1] // 3
        self._hidden, self._hidden_bias = parts["hidden"], parts["hidden_bias"]
        self._last, self._bias = parts["last"], float(parts["bias"])

    @classmethod
    def load(cls, path: Path, pieces: WordPieces) -> "SecondLook":
        """Read its file; raises OSError, KeyError or ValueError when it is not one."""
        with np.load(path, allow_pickle=False) as file:
            parts = {name: file[name] for name in ("table", "scale", "hidden", "hidden_bias", "last", "bias")}
        if len(parts["table"]) != len(pieces.vocabulary):
            raise ValueError("the table does not fit the vocabulary")
        return cls(pieces, parts)

    def score(self, canonical_text: str) -> float:
        """Return log odds that some clause is concerned; a long text is read in passages."""
        ids = self._pieces.pieces(canonical_text)
        if len(ids) <= PASSAGE:
            return self._passage(ids)
        return max(
            self._passage(ids[start : start + PASSAGE]) for start in range(0, len(ids), PASSAGE * 2 // 3)
        )

    def _passage(self, ids: list[int]) -> float:
        size = self._filters
        rows = self._table[[PAD, *ids, PAD]] if ids else self._table[[PAD, PAD, PAD]]
        heard = rows[:-2, :size] + rows[1:-1, size : 2 * size] + rows[2:, 2 * size :]
        pooled = np.concatenate((np.maximum.reduce(heard), np.add.reduce(heard) / len(heard)))
        hidden = np.maximum(pooled @ self._hidden + self._hidden_bias, 0)
        return float(hidden @ self._last) + self._bias


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
        return (
            glance >= self._at_glance and both(glance, self.second.score(canonical_text)) >= self._at_second
        )


def both(glance: float, second: float) -> float:
    """Return what the two looks say together: the first is weaker, but errs elsewhere."""
    return second + GLANCE_PART * glance
