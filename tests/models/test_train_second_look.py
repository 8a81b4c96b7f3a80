"""The gate's second look says in service, with numpy and int8, what it said in training."""

from pathlib import Path

import pytest

from bot.models.gate import SecondLook
from bot.models.wordpiece import SPECIAL, WordPieces

torch = pytest.importorskip("torch", reason="needs the extra 'train'")

TEXTS = ("a", "b c d a", "d d d c b a a b c d", "")


def test_what_is_written_scores_as_it_was_taught(tmp_path: Path) -> None:
    from bot.models import train_second_look as training
    from bot.models.train_pool import HEADS

    torch.manual_seed(3)
    vocabulary = [*SPECIAL, "a", "b", "c", "d"]
    vectors = torch.nn.functional.normalize(torch.randn(len(vocabulary), 12), dim=1)
    pieces = WordPieces(vocabulary)
    ids = [pieces.pieces(text) for text in TEXTS]
    paths, taught = [], []
    for number in range(2):
        own = training.beginning(12, len(vocabulary))
        own = {name: tensor.detach() + torch.randn(tensor.shape) * 0.1 for name, tensor in own.items()}
        paths.append(tmp_path / f"ear_{number}.npz")
        training.write_second_look(paths[-1], vectors, own)
        taught.append(training.scores(ids, vectors, own))
    served = SecondLook.load(paths, pieces)
    raised = torch.tensor([training.RAISED.get(family, 0.0) for family in HEADS])
    together = (torch.stack(taught).mean(0) + raised).logsumexp(1)
    for text, expected in zip(TEXTS, together.tolist(), strict=True):
        assert served.score(text) == pytest.approx(expected, abs=0.05)
