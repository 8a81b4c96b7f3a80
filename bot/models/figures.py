"""Figures of a judgement: area under the curve, balanced accuracy, recall at a rate of false alarms."""

from collections.abc import Sequence
from typing import Final

import numpy as np

NOT_ENOUGH: Final = float("nan")


def auc(truth: Sequence[int], scores: Sequence[float]) -> float:
    """Return the chance that a positive scores above a negative (ties count half); NaN without both kinds."""
    yes = np.asarray(truth) == 1
    count_yes, count_no = int(yes.sum()), int((~yes).sum())
    if not count_yes or not count_no:
        return NOT_ENOUGH
    values = np.asarray(scores, dtype=np.float64)
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - (counts - 1) / 2  # the mean rank of equal scores
    ranks = middle[inverse]
    return float((ranks[yes].sum() - count_yes * (count_yes + 1) / 2) / (count_yes * count_no))


def average_precision(truth: Sequence[int], scores: Sequence[float]) -> float:
    """Return the area under the precision-recall curve, as the mean precision at each positive."""
    order = np.argsort(-np.asarray(scores, dtype=np.float64), kind="stable")
    hits = np.asarray(truth)[order] == 1
    if not hits.any():
        return NOT_ENOUGH
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(precision[hits].mean())


def rates(truth: Sequence[int], scores: Sequence[float], threshold: float) -> tuple[float, float]:
    """Return recall and false-alarm rate of "score ≥ threshold"."""
    yes = np.asarray(truth) == 1
    fired = np.asarray(scores) >= threshold
    recall = float(fired[yes].mean()) if yes.any() else NOT_ENOUGH
    alarms = float(fired[~yes].mean()) if (~yes).any() else NOT_ENOUGH
    return recall, alarms


def balanced(truth: Sequence[int], scores: Sequence[float], threshold: float) -> float:
    """Return balanced accuracy: the mean of recall and of the share of negatives left alone."""
    recall, alarms = rates(truth, scores, threshold)
    return (recall + 1 - alarms) / 2


def best_threshold(truth: Sequence[int], scores: Sequence[float]) -> float:
    """Return the threshold with the highest balanced accuracy."""
    candidates = np.unique(np.quantile(np.asarray(scores), np.linspace(0, 1, 201)))
    values = [balanced(truth, scores, float(candidate)) for candidate in candidates]
    return float(candidates[int(np.argmax(values))])


def threshold_at(scores: Sequence[float], alarms: float) -> float:
    """Return the lowest threshold that at most ``alarms`` (0 … 1) of these negatives reach."""
    values = np.sort(np.asarray(scores, dtype=np.float64))
    if not len(values):
        return 1.0
    place = min(len(values) - 1, int(np.ceil(len(values) * (1 - alarms))))
    return float(np.nextafter(values[place], 2.0)) if alarms < 1 else float(values[0])
