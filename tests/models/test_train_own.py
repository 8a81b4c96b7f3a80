"""Our own sentences in training: never silently left out, and each line of them heard."""

import gzip
import random
from pathlib import Path

import orjson
import pytest

from bot.models.train_batches import line_shares
from bot.models.train_rows import OWN, Row

PUBLIC = {"text": "a fine day", "src": "x", "tox": 0, "hate": 0, "threat": None, "insult": None}


def test_a_line_with_holes_does_not_drown_a_sentence_written_out() -> None:
    rows = [Row(text=f"go {n}", source=OWN, pattern="go {x}") for n in range(16)]
    rows.append(Row(text="written out", source=OWN, pattern="written out"))
    rows.append(Row(text="a public one", source="x"))
    assert line_shares(rows) == pytest.approx([0.25] * 16 + [1.0, 1.0])


def test_training_without_our_sentences_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="needs the extra 'train'")
    pytest.importorskip("onnx", reason="needs the extra 'train'")
    from bot.models.train_stages import gather

    (tmp_path / "train.jsonl.gz").write_bytes(gzip.compress(orjson.dumps(PUBLIC)))
    with pytest.raises(SystemExit, match=r"No sentences of ours in .*_data"):
        gather(tmp_path, tmp_path / "_data" / "models" / "sentences", 7)


def test_the_gate_learns_harmless_talk_in_parts_and_near_misses_whole() -> None:
    pytest.importorskip("torch", reason="needs the extra 'train'")
    from bot.models.train_gate import Draw

    harmless = Row(text="we meet at the big door", source=OWN, pattern="a", phenomenon="ordinary")
    quoted = Row(text="he wrote you are nothing", source=OWN, pattern="b", phenomenon="near-miss")
    attack = Row(text="you are nothing", source=OWN, pattern="c", labels={"belittling": 1})
    texts = Draw([harmless, quoted, attack], random.Random(1))(200)
    ordinary = set(texts[:200])
    assert quoted.text in ordinary
    assert "big door" in ordinary
    assert attack.text in texts[200:]
    assert attack.text not in ordinary
