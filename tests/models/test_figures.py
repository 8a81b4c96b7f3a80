import math

import pytest

from bot.models.figures import auc, average_precision, balanced, best_threshold, rates, threshold_at

TRUTH = [0, 0, 1, 1]
SCORES = [0.1, 0.4, 0.35, 0.8]


def test_auc_counts_ordered_pairs() -> None:
    assert auc(TRUTH, SCORES) == pytest.approx(0.75)
    assert auc([0, 1], [0.5, 0.5]) == pytest.approx(0.5)
    assert math.isnan(auc([1, 1], [0.1, 0.2]))


def test_average_precision_by_hand() -> None:
    # Sorted: 0.8 yes (1/1), 0.4 no, 0.35 yes (2/3), 0.1 no.
    assert average_precision(TRUTH, SCORES) == pytest.approx((1 + 2 / 3) / 2)


def test_rates_and_balance() -> None:
    assert rates(TRUTH, SCORES, 0.35) == (1.0, 0.5)
    assert balanced(TRUTH, SCORES, 0.35) == pytest.approx(0.75)


def test_best_threshold_parts_what_can_be_parted() -> None:
    truth, scores = [0] * 50 + [1] * 50, [0.2] * 50 + [0.9] * 50
    assert balanced(truth, scores, best_threshold(truth, scores)) == 1.0


def test_threshold_at_keeps_false_alarms_below() -> None:
    negatives = [n / 100 for n in range(100)]
    limit = threshold_at(negatives, 0.05)
    assert sum(score >= limit for score in negatives) <= 5
    assert threshold_at([], 0.05) == 1.0
