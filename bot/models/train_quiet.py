"""Raises thresholds until near-misses and ordinary talk are left alone, where that costs the least."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from bot.models.arrays import Array
from bot.models.figures import threshold_at

MOST: Final = 0.82
"""For talk no threshold is raised beyond: what is surer than that is far more often an attack."""

NEAR_ALARMS: Final = 0.05
"""Of what was written to look like a family, what may be flagged as it …"""

KEPT: Final = 0.73
"""… as long as so many of its attacks are; most of those set aside are harder than what people meet."""

HIGHEST: Final = 0.95
"""For near-misses no threshold is raised beyond: of other hands' attacks the model is seldom surer."""

_STEP: Final = 1e-4


def parted(flag: float, near: Array, attacks: Array) -> float:
    """Return a family's threshold, raised until few of its near-misses reach it, but most attacks do.

    ``near`` and ``attacks`` are probabilities of that family on sentences that were set aside.
    """
    if not len(near) or not len(attacks):
        return flag
    bearable = float(np.quantile(attacks, 1 - KEPT, method="lower"))
    wanted = min(HIGHEST, threshold_at(near.tolist(), NEAR_ALARMS), bearable)
    return max(flag, wanted)


def quieted(
    flags: Mapping[int, float], plain: Array, found: Mapping[int, Array], *, share: float
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
            (_lost(found.get(n), limit, above), n, above)
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


def _lost(scores: Array | None, limit: float, above: float) -> float:
    """Return what part of what is rightly found would be missed."""
    if scores is None or not len(scores):
        return 1.0
    return float(((scores >= limit) & (scores < above)).mean())
