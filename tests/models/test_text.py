"""The published model, end to end: what it says, how it fails, and that it never raises."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_info, threadpool_limits

from bot.models.families import FAMILIES, LABELS
from bot.models.text import ModelMissing, TextModel
from bot.paths import data_dir

FOLDER = data_dir() / "models" / "text"


@pytest.fixture(scope="module")
def model() -> Iterator[TextModel]:
    loaded = TextModel.load(FOLDER, deadline=10)
    assert isinstance(loaded, TextModel), loaded
    yield loaded
    loaded.close()


def flagged(model: TextModel, text: str) -> set[str]:
    (scores,) = model.judge([text])
    return {family for family in FAMILIES if scores[family] >= model.thresholds[family].flag}


async def test_scores_are_probabilities_for_all_labels(model: TextModel) -> None:
    assert model.degraded == ""
    scores = await model.score("i will find you and hurt you tomorrow")
    assert scores is not None
    assert set(scores) == set(LABELS)
    assert all(0 <= score <= 1 for score in scores.values())
    assert set(model.thresholds) == set(LABELS)


def test_the_gate_keeps_to_one_core() -> None:
    """Several threads for sums so small wait for each other: where another core is busy, for milliseconds."""
    threadpool_limits(2, user_api="blas")
    loaded = TextModel.load(FOLDER)
    assert isinstance(loaded, TextModel)
    loaded.close()
    pools = [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]
    assert pools
    assert set(pools) == {1}


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("i will find you and kill you tomorrow", "threat"),
        ("just kill yourself already", "self_harm_encouragement"),
        ("i want to end my life tonight", "self_harm_disclosure"),
        ("i found her home address, posting it here now", "doxxing"),
        ("all immigrants are disgusting parasites and should leave", "identity_attack"),
        ("i refuse to use your pronouns, you're a man", "misgendering"),
        ("you are a pathetic worthless idiot", "harassment"),
        ("even a child could do this, go back to kindergarten", "belittling"),
        ("send me nudes babe", "sexual"),
        ("everyone go spam her stream now", "incitement"),
        ("can someone write my essay for me, i'll pay 50 dollars", "academic_integrity"),
        ("whoever reported me will pay for it", "retaliation"),
    ],
)
def test_each_family_is_known_and_its_opposite_is_not(model: TextModel, text: str, family: str) -> None:
    assert family in flagged(model, text)
    assert model.wants(text)


@pytest.mark.parametrize(
    "text",
    [
        "good morning everyone, did you sleep well?",
        "how do i kill a process in linux?",
        "my essay is due tomorrow and i still need two sources",
        "the library is open until nine",
        "i am a muslim woman and i love this course",
        "my neighbours are immigrants",
        "please don't hurt yourself, we care about you",
        "thanks for the feedback on my code",
    ],
)
def test_harmless_talk_is_left_alone(model: TextModel, text: str) -> None:
    assert flagged(model, text) == set()


def test_disguises_are_read(model: TextModel) -> None:
    for text in ("k\u200bi\u200bl\u200bl yourself", "𝐤𝐢𝐥𝐥 𝐲𝐨𝐮𝐫𝐬𝐞𝐥𝐟", "ki11 y0urs3lf"):
        assert "self_harm_encouragement" in flagged(model, text), text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300))
def test_no_text_raises(model: TextModel, text: str) -> None:
    model.wants(text)
    (scores,) = model.judge([text])
    assert set(scores) == set(LABELS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\u200b" * 10_000,
        "a" + "\u0301" * 4000,
        "\ud800\udfff",
        "\u202eabc",
        "<@1> " * 2000,
        "**" * 3000,
        "💩" * 2000,
    ],
    ids=["empty", "blank", "zero width", "marks", "surrogates", "override", "mentions", "markdown", "emoji"],
)
def test_bad_input_is_judged(model: TextModel, text: str) -> None:
    model.wants(text)
    assert len(model.judge([text])) == 1


async def test_a_burst_is_answered_in_order(model: TextModel) -> None:
    texts = ["kill yourself", "good morning"] * 20
    answers = await asyncio.gather(*map(model.score, texts))
    scores = [answer["self_harm_encouragement"] for answer in answers if answer is not None]
    assert len(scores) == len(texts)
    assert min(scores[::2]) > max(scores[1::2])


async def test_no_time_no_score() -> None:
    model = TextModel.load(FOLDER, deadline=0)
    assert isinstance(model, TextModel)
    assert await model.score("anything") is None
    model.close()


def test_no_model_is_a_value(tmp_path: Path) -> None:
    missing = TextModel.load(tmp_path)
    assert isinstance(missing, ModelMissing)
    assert "no model" in missing.reason


@pytest.mark.parametrize(
    "name",
    ["linear.npz", "glance.npz", "second_look.npz", "second_look_other.npz", "vocabulary.txt", "model.json"],
)
@pytest.mark.parametrize("damage", ["cut", "changed", "gone"])
def test_a_broken_small_file_means_no_model(tmp_path: Path, name: str, damage: str) -> None:
    folder = tmp_path / "text"
    shutil.copytree(FOLDER, folder)
    _damage(folder / name, damage)
    missing = TextModel.load(folder)
    assert isinstance(missing, ModelMissing)
    assert missing.reason


@pytest.mark.parametrize("damage", ["cut", "changed", "gone"])
async def test_a_broken_encoder_leaves_the_linear_model(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "text"
    shutil.copytree(FOLDER, folder)
    _damage(folder / "encoder.onnx", damage)
    model = TextModel.load(folder, deadline=10)
    assert isinstance(model, TextModel)
    assert "encoder.onnx" in model.degraded
    scores = await model.score("you are a pathetic worthless idiot")
    assert scores is not None
    assert scores["harassment"] > 0.5
    model.close()


def _damage(path: Path, damage: str) -> None:
    data = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        middle = len(data) // 2
        path.write_bytes(
            data[:middle] if damage == "cut" else data[:middle] + b"\x00\xff{" + data[middle + 3 :]
        )


def test_running_needs_no_training_package() -> None:
    code = (
        "import sys, bot.models.text as t; from pathlib import Path;"
        f"m = t.TextModel.load(Path({str(FOLDER)!r})); m.judge(['hello']); m.close();"
        "sys.exit(any(name in sys.modules for name in ('torch', 'onnx', 'sklearn')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
