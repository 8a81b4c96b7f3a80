"""The exported encoder on onnxruntime: canonical texts in, log odds out; one thread, bounded memory."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime as ort

from bot.models.arrays import Array
from bot.models.wordpiece import WordPieces, windows

PIECES: Final = 56
"""Pieces in one window, marks included; what it was taught with."""

MOST_WINDOWS: Final = 4
"""A wall of text is judged by its beginning, two middles and its end."""

_BATCH: Final = 16


class Encoder:
    """A loaded encoder with its vocabulary."""

    def __init__(self, model: Path, vocabulary: Sequence[str]) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # The arena keeps the largest batch's memory for ever; small batches don't need it.
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        self._session = ort.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._pieces = WordPieces(vocabulary)

    def logits(self, canonical_texts: Sequence[str]) -> Array:
        """Return log odds, one row a text; of a long text the highest of its windows, label by label."""
        owners: list[int] = []
        cut: list[list[int]] = []
        for number, text in enumerate(canonical_texts):
            for window in windows(self._pieces.pieces(text), PIECES, MOST_WINDOWS):
                owners.append(number)
                cut.append(window)
        parts = self._run(cut)
        best = np.full((len(canonical_texts), parts.shape[1]), -np.inf, dtype=np.float32)
        np.maximum.at(best, np.asarray(owners), parts)
        return best

    def _run(self, cut: Sequence[Sequence[int]]) -> Array:
        # Sorted by length, so that little of a batch is padding.
        order = sorted(range(len(cut)), key=lambda n: len(cut[n]))
        results: list[Array] = []
        for start in range(0, len(order), _BATCH):
            batch = [cut[n] for n in order[start : start + _BATCH]]
            longest = max(map(len, batch))
            ids = np.zeros((len(batch), longest), dtype=np.int64)
            for row, window in enumerate(batch):
                ids[row, : len(window)] = window
            results.append(np.asarray(self._session.run(None, {"ids": ids})[0]))
        joined = np.concatenate(results)
        ordered = np.empty_like(joined)
        ordered[order] = joined
        return ordered
