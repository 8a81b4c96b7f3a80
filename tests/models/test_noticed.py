"""Floors under what is noticed in service: rules, gate and model together."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest

from bench.noticing import FOLDERS, Noticed, by_phenomenon, near, notice, rate, share
from bot.cli.evaluation import compile_pack, load_model
from bot.models.train_rows import Row
from bot.models.train_sentences import read_own
from bot.settings import Settings

RECALL: Final = {
    "threat": 0.88,
    "self_harm_encouragement": 0.88,
    "self_harm_disclosure": 0.88,
    "doxxing": 0.88,
    "identity_attack": 0.88,
    "misgendering": 0.88,
    "harassment": 0.84,
    "belittling": 0.8,
    "sexual": 0.8,
    "dangerous_speech": 0.92,
    "incitement": 0.92,
    "academic_integrity": 0.85,
    "retaliation": 0.92,
}
"""Each a sentence or two below what was measured: processors round int8 sums differently."""
RECALL_APART: Final = {
    "academic_integrity": 0.82,
    "belittling": 0.83,
    "harassment": 0.84,
    "identity_attack": 0.86,
    "threat": 0.92,
}
"""What is not .85 in the sets by other hands; the first three stand near it."""
_OTHERS: Final = tuple(
    f"test_{name}"
    for name in ("fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth")
)
OTHER_HANDS: Final = [folder for folder in FOLDERS if folder.name in _OTHERS]
ALARMS: Final = 0.03


def judged(rows: list[Row]) -> list[Noticed]:
    settings = Settings.from_env({})
    assert isinstance(settings, Settings)
    model = load_model(settings)
    assert model is not None
    return notice(rows, compile_pack("standard", ()), model)


def sentences(folders: Iterable[Path], draws: int) -> list[Row]:
    """Return some rows of each line, and of the harmless ones every second: more would say the same again."""
    rows = [row for folder in folders for row in read_own(folder, draws=draws, seed=1)]
    attacks = [row for row in rows if any(row.labels.values())]
    return attacks + [row for row in rows if not any(row.labels.values())][::2]


@pytest.fixture(scope="module")
def noticed() -> list[Noticed]:
    return judged(sentences([folder for folder in FOLDERS if folder not in OTHER_HANDS], draws=2))


@pytest.fixture(scope="module")
def noticed_apart() -> list[Noticed]:
    return judged(sentences(OTHER_HANDS, draws=1))


@pytest.mark.parametrize("family", sorted(RECALL))
def test_other_people_s_words_are_found_as_well(noticed_apart: list[Noticed], family: str) -> None:
    assert rate(noticed_apart, family, 1) >= RECALL_APART.get(family, 0.85)
    assert rate(noticed_apart, family, 0) <= ALARMS


@pytest.mark.parametrize(("family", "floor"), sorted(RECALL.items()))
def test_each_family_is_found_and_little_else(noticed: list[Noticed], family: str, floor: float) -> None:
    assert rate(noticed, family, 1) >= floor
    assert rate(noticed, family, 0) <= ALARMS


def test_no_kind_of_talk_about_groups_is_mostly_misjudged(noticed: list[Noticed]) -> None:
    wrong = {
        name: right
        for name, (_, _, right) in by_phenomenon(noticed, "identity_attack").items()
        if right < 0.7
    }
    assert not wrong


def test_everyday_talk_is_not_enforced_and_hardly_flagged(noticed: list[Noticed]) -> None:
    plain = [each for each in noticed if each.row.phenomenon == "ordinary"]
    assert len(plain) > 90
    assert not [each.row.text for each in plain if each.enforced]
    assert share(plain, lambda each: bool(each.flagged)) <= 0.03
    harmless = [each for each in noticed if not any(each.row.labels.values())]
    assert share(harmless, lambda each: bool(each.enforced)) <= 0.003


def test_most_near_misses_are_left_alone(noticed_apart: list[Noticed]) -> None:
    """The aim is .03; what was written to look like an attack, often a word apart, errs more."""
    mistaken = {family: near(noticed_apart, family)[1] for family in RECALL}
    assert max(mistaken.values()) <= 0.18
    assert sum(mistaken.values()) / len(mistaken) <= 0.1
