"""How good judging is: counts and rates of a classifier, as plain numbers.

Formulas: https://en.wikipedia.org/wiki/Confusion_matrix; the area under the ROC curve is computed as the
Mann–Whitney statistic, with half a point for ties (Hanley and McNeil, 1982).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One labelled text after judging."""

    positive: bool
    """What the label says."""
    flagged: bool
    """At least one rule brought it to people, or did more."""
    enforced: bool
    score: float
    """The highest score of any finding, 0 … 1."""
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Rates of a yes-no judgement; None where nothing was there to divide by."""

    accuracy: float | None
    balanced: float | None
    """Mean of recall and of one minus the false alarm rate."""
    recall: float | None
    fpr: float | None

    def to_json(self) -> dict[str, float | None]:
        """Return the rates by name, rounded to four places."""
        names = ("accuracy", "balanced", "recall", "fpr")
        values = ((name, getattr(self, name)) for name in names)
        return {name: None if value is None else round(value, 4) for name, value in values}


def rates(labels: Sequence[bool], said: Sequence[bool]) -> Rates:
    """Return the rates of what was ``said`` against the labels."""
    pairs = list(zip(labels, said, strict=True))
    positives = sum(labels)
    negatives = len(labels) - positives
    hits = sum(label and yes for label, yes in pairs)
    alarms = sum(yes and not label for label, yes in pairs)
    recall = hits / positives if positives else None
    fpr = alarms / negatives if negatives else None
    both = recall is not None and fpr is not None
    right = hits + negatives - alarms
    return Rates(
        accuracy=right / len(labels) if labels else None,
        balanced=((recall or 0.0) + 1 - (fpr or 0.0)) / 2 if both else None,
        recall=recall,
        fpr=fpr,
    )


def auc(labels: Sequence[bool], scores: Sequence[float]) -> float | None:
    """Return the area under the ROC curve; None when all labels are equal."""
    negative = sorted(score for label, score in zip(labels, scores, strict=True) if not label)
    positive = [score for label, score in zip(labels, scores, strict=True) if label]
    if not negative or not positive:
        return None
    below = sum(bisect_left(negative, score) + bisect_right(negative, score) for score in positive)
    return below / 2 / len(positive) / len(negative)


def summary(judged: Sequence[Judged]) -> dict[str, object]:
    """Return all figures of a set of judged texts."""
    labels = [each.positive for each in judged]
    area = auc(labels, [each.score for each in judged])
    return {
        "n": len(judged),
        "positives": sum(labels),
        "flagged": rates(labels, [each.flagged for each in judged]).to_json(),
        "enforced": rates(labels, [each.enforced for each in judged]).to_json(),
        "auc": None if area is None else round(area, 4),
    }
