import gzip
from pathlib import Path

import orjson

from bot.models.train_rows import own_labels, public_labels, read_public
from bot.models.train_split import split


def test_unknown_stays_unknown() -> None:
    labels = public_labels({"text": "some words", "tox": 1, "hate": None, "threat": None, "insult": None})
    assert labels["toxicity"] == 1
    assert "identity_attack" not in labels
    assert "threat" not in labels


def test_benign_means_no_family() -> None:
    labels = public_labels({"text": "a fine day", "tox": 0, "hate": 0, "threat": None, "insult": None})
    assert set(labels.values()) == {0}
    assert labels["doxxing"] == 0


def test_what_the_words_say_of_self_harm() -> None:
    pushed = public_labels({"text": "just kys", "tox": 1, "hate": 0, "threat": None, "insult": None})
    assert pushed["self_harm_encouragement"] == 1
    told = public_labels({"text": "i want to die", "tox": None, "hate": None, "threat": None, "insult": None})
    assert "self_harm_disclosure" not in told


def test_own_sentences_know_all_but_the_named() -> None:
    labels = own_labels(["belittling"], ["harassment"])
    assert labels["belittling"] == 1
    assert "harassment" not in labels
    assert labels["toxicity"] == 1
    assert own_labels([])["toxicity"] == 0
    assert "toxicity" not in own_labels(["doxxing"])


def test_reading_and_splitting_are_stable(tmp_path: Path) -> None:
    rows = [{"text": f"number {n}", "src": "x", "tox": n % 2, "hate": 0, "threat": 0} for n in range(400)]
    path = tmp_path / "train.jsonl.gz"
    path.write_bytes(gzip.compress(b"\n".join(map(orjson.dumps, rows))))
    learn, calibrate, test = split(read_public(path))
    assert len(learn) + len(calibrate) + len(test) == 400
    assert calibrate
    assert test
    again = split(read_public(path))
    assert [row.text for row in again[2]] == [row.text for row in test]
