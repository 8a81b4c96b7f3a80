"""The sentences themselves: well formed, and never the same ones for learning and for testing."""

import random
import tomllib
from pathlib import Path

import pytest

from bot.models.canonical import canonical
from bot.models.families import FAMILIES
from bot.models.train import DRAWS
from bot.models.train_sentences import fill, read_own
from bot.paths import data_dir

SENTENCES = data_dir() / "models" / "sentences"
FILES = sorted(SENTENCES.rglob("*.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_labels_are_families_and_slots_are_known(path: Path) -> None:
    table = tomllib.loads(path.read_text("utf-8"))
    for entry in table.get("set", ()):
        assert set(entry["labels"]) <= set(FAMILIES)
        assert set(entry.get("unknown", ())) <= set(FAMILIES)


@pytest.fixture(scope="module")
def written() -> list[str]:
    """Return all that teaches, with as many fillings of each line as in training."""
    return [row.text for row in read_own(SENTENCES / "train", draws=DRAWS, seed=7)]


@pytest.fixture(scope="module")
def learnt(written: list[str]) -> set[str]:
    """Return the same as the models read it."""
    return set(map(canonical, written))


def test_learning_and_testing_share_no_sentence(learnt: set[str]) -> None:
    assert len(learnt) > 60_000
    for folder in sorted(SENTENCES.glob("test*")):
        tested = {canonical(row.text) for row in read_own(folder, draws=8, seed=1)}
        assert len(tested) > 150
        assert not learnt & tested


def test_the_chat_that_sets_the_gate_teaches_nothing(learnt: set[str]) -> None:
    chat = {canonical(row.text) for row in read_own(SENTENCES / "chat", draws=1, seed=7)}
    assert len(chat) > 300
    assert not learnt & chat


def test_every_family_has_sentences_and_near_misses_in_both() -> None:
    for part in ("train", "test"):
        rows = read_own(SENTENCES / part, draws=1, seed=1)
        for family in FAMILIES:
            assert sum(row.labels.get(family) == 1 for row in rows) >= 5, (part, family)
            assert sum(row.labels.get(family) == 0 for row in rows) >= 100, (part, family)


def test_no_hole_is_left_open(written: list[str]) -> None:
    assert not [text for text in written if "{" in text or "}" in text]


def test_same_seed_same_rows() -> None:
    assert read_own(SENTENCES / "test", draws=3, seed=5) == read_own(SENTENCES / "test", draws=3, seed=5)


def test_holes_inside_holes_and_groups() -> None:
    text, group = fill(
        "{a|a} {see {group_x}|see {group_x}} {y}", {"group_x": ["owls"], "y": ["fly"]}, random.Random(1)
    )
    assert (text, group) == ("a see owls fly", "owls")
