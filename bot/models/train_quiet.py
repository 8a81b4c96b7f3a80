"""Raises thresholds until ordinary talk is left alone, where that costs the least."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from bot.models.arrays import Array

MOST: Final = 0.82
"""No threshold is raised beyond: what is surer than that is far more often an attack than talk."""

_STEP: Final = 1e-4


def quieted(
    flags: Mapping[int, float], plain: Array, found: Mapping[int, Sequence[float]], *, share: float
) -> dict[int, float]:
    """Return thresholds by label's place with which at most ``share`` of ordinary texts are flagged.

    ``plain`` holds the probabilities of ordinary texts, one row a text; ``found`` those of texts that each
    label holds for. As long as too many texts are flagged, that threshold is raised to its next lowest false
    alarm which loses the smallest part of what is rightly found.
    """
    raised = dict(flags)
    while True:
        alarms = np.stack([plain[:, n] >= limit for n, limit in raised.items()], axis=1)
        if alarms.any(axis=1).mean() <= share:
            return raised
        choices = [
            (_lost(found.get(n, ()), limit, above), n, above)
            for n, limit in raised.items()
            if (above := _next(plain[:, n], limit)) is not None and above <= MOST
        ]
        if not choices:
            return raised
        _, place, above = min(choices)
        raised[place] = above


def _next(scores: Array, limit: float) -> float | None:
    """Return the least threshold that flags one text fewer, None where none is flagged."""
    flagged = scores[scores >= limit]
    return float(flagged.min()) + _STEP if len(flagged) else None


def _lost(scores: Sequence[float], limit: float, above: float) -> float:
    """Return what part of what is rightly found would be missed."""
    if not scores:
        return 1.0
    return sum(limit <= score < above for score in scores) / len(scores)
