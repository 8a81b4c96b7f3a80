"""The hashed linear model: all labels from words, pairs and pieces, in numpy; second voice and fallback."""

from pathlib import Path

import numpy as np

from bot.models.arrays import Array
from bot.models.features import text_hashes, words


class LinearModel:
    """Log odds for each label from a table of int8 weights."""

    def __init__(self, weights: Array, scale: Array, bias: Array) -> None:
        self._weights = weights
        self._scale = scale
        self._bias = bias

    @classmethod
    def load(cls, path: Path) -> "LinearModel":
        """Read a model file; raises OSError, KeyError or ValueError when it is not one."""
        with np.load(path, allow_pickle=False) as file:
            model = cls(file["weights"], file["scale"].astype(np.float32), file["bias"].astype(np.float32))
        if model._weights.ndim != 2 or model._weights.shape[1] != len(model._bias):
            raise ValueError("the table's shape does not fit its labels")
        return model

    @property
    def labels(self) -> int:
        """How many labels the table scores."""
        return int(self._bias.shape[0])

    def logits(self, canonical_text: str) -> Array:
        """Return log odds by label for a text in canonical form."""
        hashes = text_hashes(words(canonical_text)) or [0]
        rows = np.asarray(hashes, dtype=np.int64) % len(self._weights)
        total = self._weights[rows].sum(axis=0, dtype=np.int32).astype(np.float32)
        result: Array = total * self._scale * np.float32(len(hashes) ** -0.5) + self._bias
        return result
