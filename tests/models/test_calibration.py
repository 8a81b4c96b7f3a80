from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.calibration import Calibration, Thresholds, read, sigmoid, write


def made() -> Calibration:
    return Calibration(
        version="9",
        labels=("a", "b"),
        encoder_share=0.75,
        slopes=(1.0, 2.0),
        offsets=(0.0, -1.0),
        linear_slopes=(1.0, 1.0),
        linear_offsets=(0.0, 0.5),
        glance=-1.0,
        gate=0.25,
        thresholds={"a": Thresholds(flag=0.5, enforce=0.9), "b": Thresholds(flag=0.4, enforce=1.01)},
        digests={"x": "00"},
    )


def test_written_is_read(tmp_path: Path) -> None:
    write(tmp_path / "model.json", made())
    assert read(tmp_path / "model.json") == made()


@pytest.mark.parametrize("change", [{"format": 2}, {"slopes": [1.0]}, {"thresholds": {"a": {"flag": 1}}}])
def test_another_format_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "model.json"
    write(path, made())
    path.write_bytes(orjson.dumps(orjson.loads(path.read_bytes()) | change))
    with pytest.raises((ValueError, TypeError)):
        read(path)


def test_scores_mix_both_models_or_use_one() -> None:
    both = made().scores([4.0, 0.0], [0.0, 4.0])
    assert both == {"a": pytest.approx(sigmoid(3.0)), "b": pytest.approx(sigmoid(1.0))}
    alone = made().scores(None, [0.0, 4.0])
    assert alone == {"a": pytest.approx(0.5), "b": pytest.approx(sigmoid(4.5))}


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_sigmoid_rises_and_stays_a_probability(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= sigmoid(low) <= sigmoid(high) <= 1
