"""Training on from the published model: what is read from its file is what was written."""

from pathlib import Path

import numpy as np
import pytest

from bot.models.scorer import ENCODER, VOCABULARY
from bot.paths import data_dir

torch = pytest.importorskip("torch", reason="needs the extra 'train'")
pytest.importorskip("onnx", reason="needs the extra 'train'")

PUBLISHED = data_dir() / "models" / "text"


def test_what_is_read_scores_like_the_file() -> None:
    from bot.models.encoder import Encoder
    from bot.models.train_network import forward
    from bot.models.train_published import published
    from bot.models.wordpiece import WordPieces, windows

    vocabulary, tensors = published(PUBLISHED)
    encoder = Encoder(PUBLISHED / ENCODER, vocabulary)
    for text in ("hello all", "i will find you and hurt you", "can i hand in the essay on monday?"):
        ids = torch.tensor(windows(WordPieces(vocabulary).pieces(text), 56, 1))
        # The file rounds activations to int8 as they come, these are not rounded: one score moved by .58.
        apart = np.abs(encoder.logits([text]) - forward(tensors, ids).numpy())
        assert apart.mean() < 0.06
        assert apart.max() < 0.6


def test_written_again_it_is_the_same_file(tmp_path: Path) -> None:
    from bot.models.scorer import read_vocabulary
    from bot.models.train_export import export
    from bot.models.train_published import published

    vocabulary, tensors = published(PUBLISHED)
    export(tensors, tmp_path / ENCODER)
    (tmp_path / VOCABULARY).write_text("\n".join(vocabulary), "utf-8")
    again, same = published(tmp_path)
    assert again == read_vocabulary(PUBLISHED)
    assert all(torch.allclose(same[name], tensor, atol=1e-6) for name, tensor in tensors.items())


def test_a_run_is_taken_up_at_its_checkpoint_and_a_published_model_at_its_file(tmp_path: Path) -> None:
    from bot.models.train_encoder import averaged, taught
    from bot.models.train_published import published

    vocabulary, tensors = published(PUBLISHED)
    assert taught(PUBLISHED)[0] == vocabulary
    (tmp_path / "encoder").mkdir()
    (tmp_path / "encoder" / "vocabulary.json").write_text('[["a"], []]', "utf-8")
    later = {name: tensor + 1 for name, tensor in tensors.items()}
    torch.save({"tensors": later}, tmp_path / "encoder" / "checkpoint.pt")
    pieces, found = taught(tmp_path)
    assert pieces == ["a"]
    mean = averaged(found, taught(PUBLISHED)[1])
    assert all(torch.allclose(mean[name], tensor + 0.5, atol=1e-5) for name, tensor in tensors.items())
