"""Agreement of two readings: what it costs that they differ, and that a run asking for it learns it."""

from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="needs the extra 'train'")
pytest.importorskip("onnx", reason="needs the extra 'train'")


def test_it_is_the_mean_divergence_of_both_ways() -> None:
    from bot.models.train_network import disagreement

    one, other = torch.tensor([[0.8, 0.5]]).logit(), torch.tensor([[0.3, 0.5]]).logit()
    by_hand = (0.8 - 0.3) * (one[0, 0] - other[0, 0]) / 2
    assert disagreement(one, other).item() == pytest.approx(by_hand.item(), rel=1e-5)
    assert disagreement(one, one).item() == 0
    assert disagreement(one, other) == disagreement(other, one)


def test_two_readings_of_a_text_come_closer(tmp_path: Path) -> None:
    from bot.models.families import LABELS
    from bot.models.train_encoder import Beginning, Plan, train_encoder
    from bot.models.train_network import Dropout, disagreement, forward
    from bot.models.train_rows import Row
    from bot.paths import data_dir

    beginning = Beginning(init=data_dir() / "models" / "text")
    rows = [Row(text=text, source="own", labels={}) for text in ("see you at nine", "who took my seat, man")]
    ids = torch.tensor([[2, 40, 41, 42, 43, 3], [2, 90, 91, 92, 93, 3]])
    apart = {}
    for weight in (0.0, 5.0):
        plan = Plan(steps=12, batch=4, own=1.0, consistency=weight, bfloat16=False, save_every=99)
        tensors = train_encoder(rows, beginning, tmp_path / str(weight), plan)
        dropout = Dropout(0.3, seed=1)
        with torch.no_grad():
            readings = [forward(tensors, ids.repeat(32, 1), dropout=dropout) for _ in range(2)]
        assert readings[0].shape == (64, len(LABELS))
        apart[weight] = disagreement(*readings).item()
    assert apart[5.0] < 0.9 * apart[0.0]
