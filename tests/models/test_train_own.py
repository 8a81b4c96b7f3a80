"""Our own sentences in training: never silently left out, and each line of them heard."""

import gzip
import random
from pathlib import Path

import orjson
import pytest

from bot.models.train_batches import line_shares, shares
from bot.models.train_draw import Draw, kind
from bot.models.train_rows import OWN, Row
from bot.models.wordpiece import WordPieces
from bot.paths import data_dir

PUBLIC = {"text": "a fine day", "src": "x", "tox": 0, "hate": 0, "threat": None, "insult": None}


def test_a_line_with_holes_does_not_drown_a_sentence_written_out() -> None:
    rows = [Row(text=f"go {n}", source=OWN, pattern="go {x}") for n in range(16)]
    rows.append(Row(text="written out", source=OWN, pattern="written out"))
    rows.append(Row(text="a public one", source="x"))
    assert line_shares(rows) == pytest.approx([0.25] * 16 + [1.0, 1.0])


def test_near_misses_are_seen_as_often_as_the_attacks_they_look_like() -> None:
    near = [f"near-miss: {family}" for family in ("threat", "sexual", "doxxing") for _ in range(50)]
    harmless = [Row(text=f"no {n}", source=OWN, phenomenon=name) for n, name in enumerate(near)]
    attacks = [Row(text=f"yes {n}", source=OWN, labels={"threat": 1}) for n in range(50)]
    weights = shares([*harmless, *attacks], own=1.0)
    assert weights == pytest.approx([weights[-1]] * 200)


def test_training_without_our_sentences_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="needs the extra 'train'")
    pytest.importorskip("onnx", reason="needs the extra 'train'")
    from bot.models.train_stages import gather

    (tmp_path / "train.jsonl.gz").write_bytes(gzip.compress(orjson.dumps(PUBLIC)))
    with pytest.raises(SystemExit, match=r"No sentences of ours in .*_data"):
        gather(tmp_path, tmp_path / "_data" / "models" / "sentences", 7)


def test_the_gate_learns_from_texts_whole_in_parts_and_joined() -> None:
    harmless = Row(text="we meet at the big door", source=OWN, pattern="a", phenomenon="ordinary")
    quoted = Row(text="he wrote you are nothing", source=OWN, pattern="b", phenomenon="near-miss")
    attack = Row(text="everybody loathes him", source=OWN, pattern="c", labels={"belittling": 1})
    assert [kind(row) for row in (harmless, quoted, attack)] == ["plain", "near", "concerned"]
    draw = Draw([harmless, quoted, attack], random.Random(1))
    texts = {draw() for _ in range(600)}
    assert {harmless.text, quoted.text, attack.text} < texts
    assert "big door" in texts
    assert any(text.startswith(quoted.text) and text.endswith(attack.text) for text in texts)


def test_the_gate_is_taught_by_what_the_encoder_says() -> None:
    pytest.importorskip("torch", reason="needs the extra 'train'")
    pytest.importorskip("onnx", reason="needs the extra 'train'")
    from bot.models.train_pool import HEADS, make_pool
    from bot.models.train_published import published

    rows = [
        Row(text="see you at the station then", source=OWN, pattern="a", phenomenon="ordinary"),
        Row(text="i will break your legs", source=OWN, pattern="b", labels={"threat": 1}),
    ]
    teacher = published(data_dir() / "models" / "text")
    pool = make_pool(rows, teacher, size=60, seed=1, bfloat16=True)
    said = dict(zip(map(tuple, pool.ids), pool.wanted[:, HEADS.index("threat")], strict=True))
    harmless, threat = (said[tuple(WordPieces(teacher[0]).pieces(row.text))] for row in rows)
    assert harmless < 0.2 < 0.8 < threat
    assert len(pool.ids) == len(said)
