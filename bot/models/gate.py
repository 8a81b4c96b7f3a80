"""The cheap look that each message gets on the event loop: is it worth asking the model at all?

First a glance: a linear score over words and word pairs from plain dictionaries, some five microseconds. What
it can't put aside, a third of ordinary chat, gets a second look by two small networks over word pieces, some
fifty microseconds each, of which half of that chat needs only the first. Together they let few ordinary
messages pass, and most of what a clause is about. ``python -m bench.model`` measures it.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise, repeat
from math import inf, sqrt
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

_FAR: Final = 2.5
"""Log odds; where the first ear heard so much less than enough, the other never changed what was decided:
not once in the 3,600 texts of the frozen sets, ``sentences/chat`` and ``bench/chat.txt``."""

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


class Ear:
    """Filters over three neighbouring word pieces, filters over those, and a share of attention.

    What each piece adds to each of the first filters stands in a table, so that no vector is multiplied. The
    second filters hear five pieces at once, and each of ``VOICES`` chooses by itself where in the text to
    listen: what makes a sentence an attack often stands far from whom it is aimed at.
    """

    def __init__(self, parts: Mapping[str, Array]) -> None:
        self._table = parts["table"].astype(np.float32) * np.float32(parts["scale"])
        self._parts = {name: parts[name].astype(np.float32) for name in _LEARNT}
        self._size = size = self._table.shape[1] // 3
        # Each second filter belongs to one voice: filter by filter, the voice and the filter.
        self._heard_by = np.arange(size) * VOICES // size, np.arange(size)

    @classmethod
    def load(cls, path: Path, pieces: WordPieces) -> "Ear":
        """Read its file; raises OSError, KeyError or ValueError when it is not one."""
        with np.load(path, allow_pickle=False) as file:
            parts = {name: file[name] for name in ("table", "scale", *_LEARNT)}
        if len(parts["table"]) != len(pieces.vocabulary):
            raise ValueError("the table does not fit the vocabulary")
        return cls(parts)

    def hear(self, ids: Sequence[int]) -> Array:
        """Return log odds by family for the numbers of some word pieces."""
        size, parts = self._size, self._parts
        rows = self._table.take([PAD, *ids, PAD] if ids else [PAD, PAD, PAD], axis=0)
        heard = rows[:-2, :size] + rows[1:-1, size : 2 * size] + rows[2:, 2 * size :]
        first = np.maximum(heard + parts["first_bias"], 0)
        around = np.zeros((len(first), 3 * size), dtype=np.float32)
        around[1:, :size] = first[:-1]
        around[:, size : 2 * size] = first
        around[:-1, 2 * size :] = first[1:]
        second = np.maximum(around @ parts["second"] + parts["second_bias"], 0)
        wish = first @ parts["voices"] + parts["voices_bias"]
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
        hidden = np.maximum(pooled @ parts["hidden"] + parts["hidden_bias"], 0)
        odds: Array = hidden @ parts["last"] + parts["bias"]
        return odds


class SecondLook:
    """Two ears that were taught apart: what one of them mistakes, the other seldom does."""

    def __init__(self, pieces: WordPieces, ears: Sequence[Ear]) -> None:
        self._pieces = pieces
        self._first, *self._others = ears
        self._count = len(ears)

    @classmethod
    def load(cls, paths: Sequence[Path], pieces: WordPieces) -> "SecondLook":
        """Read the files of the ears; raises OSError, KeyError or ValueError when one is not such a file."""
        return cls(pieces, [Ear.load(path, pieces) for path in paths])

    def score(self, canonical_text: str, enough: float = -inf) -> float:
        """Return log odds that some clause is concerned; a long text is read in passages.

        Where the first ear hears far less than would be ``enough``, the others are not asked.
        """
        ids = self._pieces.pieces(canonical_text)
        if len(ids) <= PASSAGE:
            return self._passage(ids, enough)
        starts = range(0, len(ids), PASSAGE * 2 // 3)
        return max(self._passage(ids[start : start + PASSAGE], enough) for start in starts)

    def _passage(self, ids: list[int], enough: float) -> float:
        heard = self._first.hear(ids)
        alone = float(np.logaddexp.reduce(heard))
        if alone < enough - _FAR:
            return alone
        together = sum((ear.hear(ids) for ear in self._others), heard) / self._count
        return float(np.logaddexp.reduce(together))


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
        enough = self._at_second - GLANCE_PART * glance
        return self.second.score(canonical_text, enough) >= enough


def both(glance: float, second: float) -> float:
    """Return what the two looks say together: the first is weaker, but errs elsewhere."""
    return second + GLANCE_PART * glance
