"""Floors under the published model's figures on our frozen sentences; only ever raised."""

from typing import Final

import pytest

from bench.model import ordinary
from bot.models.canonical import canonical
from bot.models.evaluate import FROZEN_DRAWS, load, score_all
from bot.models.evaluate_groups import rates_by_group, report
from bot.models.families import FAMILIES
from bot.models.figures import auc, rates
from bot.models.scorer import Scorer
from bot.models.train_rows import Row
from bot.models.train_sentences import read_own
from bot.paths import data_dir

ROOT: Final = data_dir() / "models"
AUC_FLOORS: Final = dict.fromkeys(FAMILIES, 0.95)
MEAN_RECALL: Final = 0.85
MEAN_ALARMS: Final = 0.015
GATE_SHARE: Final = 0.05
FLAGGED_SHARE: Final = 0.0075
"""The aim is .005."""
FROZEN: Final = ("test", "test_second", "test_blind", "test_fresh")
NEUTRAL_ALARMS: Final = 0.02
ATTACKS_FOUND: Final = 0.9

Scored = list[tuple[Row, dict[str, float], bool]]


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return load(ROOT / "text")


@pytest.fixture(scope="module")
def scored(scorer: Scorer) -> Scored:
    return score_all(scorer, read_own(ROOT / "sentences" / "test", draws=FROZEN_DRAWS, seed=1), gated=False)


def known(scored: Scored, family: str) -> tuple[list[int], list[float]]:
    rows = [(row.labels[family], scores[family]) for row, scores, _ in scored if family in row.labels]
    return [truth for truth, _ in rows], [score for _, score in rows]


@pytest.mark.parametrize(("family", "floor"), sorted(AUC_FLOORS.items()))
def test_each_family_is_told_apart(scored: Scored, family: str, floor: float) -> None:
    truth, scores = known(scored, family)
    assert auc(truth, scores) >= floor


def test_most_is_found_and_little_else(scorer: Scorer, scored: Scored) -> None:
    recalls, alarms = [], []
    for family in FAMILIES:
        truth, scores = known(scored, family)
        found, wrong = rates(truth, scores, scorer.calibration.thresholds[family].flag)
        recalls.append(found)
        alarms.append(wrong)
    assert sum(recalls) / len(recalls) >= MEAN_RECALL
    assert sum(alarms) / len(alarms) <= MEAN_ALARMS


def talk() -> list[str]:
    """Return ordinary chat of several hands: of the benchmark, of the corpus, and of frozen sets."""
    corpus = ROOT.parents[1] / "tests" / "corpus" / "chat.txt"
    frozen = [row for name in FROZEN for row in read_own(ROOT / "sentences" / name, draws=1, seed=1)]
    plain = [row.text for row in frozen if row.phenomenon == "ordinary"]
    return [*ordinary(), *corpus.read_text("utf-8").splitlines(), *plain]


def test_ordinary_chat_is_left_alone(scorer: Scorer) -> None:
    texts = talk()
    assert len(texts) > 400
    passed = [text for text in texts if scorer.gate.wants(canonical(text))]
    assert len(passed) / len(texts) <= GATE_SHARE
    assert len(set(passed) & set(ordinary())) / len(ordinary()) <= GATE_SHARE
    limits = scorer.calibration.thresholds
    judged = scorer.judge(passed)
    flagged = [
        text
        for text, scores in zip(passed, judged, strict=True)
        if any(scores[family] >= limits[family].flag for family in FAMILIES)
    ]
    assert len(flagged) / len(texts) <= FLAGGED_SHARE, flagged


def test_no_group_fares_far_worse_than_the_others(scorer: Scorer) -> None:
    rows = rates_by_group(scorer, ROOT / "sentences")
    assert len(rows) > 50
    mean = sum(row.neutral for row in rows) / len(rows)
    assert mean <= NEUTRAL_ALARMS
    assert min(row.attacks for row in rows) >= ATTACKS_FOUND
    assert list(report(rows))
