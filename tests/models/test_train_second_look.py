"""The gate's second look says in service, with numpy and int8, what it said in training."""

from pathlib import Path

import pytest

from bot.models.gate import SecondLook
from bot.models.wordpiece import SPECIAL, WordPieces

torch = pytest.importorskip("torch", reason="needs the extra 'train'")

TEXTS = ("a", "b c d a", "d d d c b a a b c d", "")


def test_what_is_written_scores_as_it_was_taught(tmp_path: Path) -> None:
    from bot.models import train_second_look as training

    torch.manual_seed(3)
    vocabulary = [*SPECIAL, "a", "b", "c", "d"]
    vectors = torch.nn.functional.normalize(torch.randn(len(vocabulary), 12), dim=1)
    own = {name: tensor.detach() for name, tensor in training.beginning(12, len(vocabulary)).items()}
    training.write_second_look(tmp_path / "second_look.npz", vectors, own)
    pieces = WordPieces(vocabulary)
    served = SecondLook.load([tmp_path / "second_look.npz"], pieces)
    taught = training.scores([pieces.pieces(text) for text in TEXTS], vectors, own)
    for text, expected in zip(TEXTS, taught.logsumexp(1).tolist(), strict=True):
        assert served.score(text) == pytest.approx(expected, abs=0.05)
