"""All models of a folder, loaded and checked: texts in, probabilities out, at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from threadpoolctl import threadpool_limits

from bot.models.calibration import Calibration, read
from bot.models.canonical import canonical
from bot.models.gate import Gate, Glance, SecondLook
from bot.models.linear import LinearModel
from bot.models.reading import Reader
from bot.models.wordpiece import WordPieces

ENCODER: Final = "encoder.onnx"
VOCABULARY: Final = "vocabulary.txt"
LINEAR: Final = "linear.npz"
GLANCE: Final = "glance.npz"
SECOND_LOOK: Final = ("second_look.npz", "second_look_other.npz")
CALIBRATION: Final = "model.json"
SMALL: Final = (VOCABULARY, LINEAR, GLANCE, *SECOND_LOOK)
"""What every message needs; the encoder may be missing, these may not."""


class LogitSource(Protocol):
    """Gives log odds, one row a text."""

    def logits(self, canonical_texts: Sequence[str]) -> Iterable[Iterable[float]]:
        """Return log odds by label for texts in canonical form."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """What every message needs."""

    calibration: Calibration
    gate: Gate
    linear: LinearModel
    reader: Reader


class Scorer:
    """The models that judge a text, and the gate that says which texts are worth it."""

    def __init__(self, parts: Parts, encoder: LogitSource | None) -> None:
        self.calibration = parts.calibration
        self.gate = parts.gate
        self._reader = parts.reader
        self._linear = parts.linear
        self._encoder = encoder

    def wants(self, text: str) -> bool:
        """Say, in microseconds, whether a text is worth judging."""
        plain = canonical(text)
        return self.gate.wants(plain) or any(map(self.gate.wants, self._reader.hidden(text, plain)))

    def judge(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """Return a probability per label for each text, the highest of its readings."""
        read_as = [self._reader.readings(text) for text in texts]
        flat = [reading for each in read_as for reading in each]
        encoded = self._encoder.logits(flat) if self._encoder is not None else [None] * len(flat)
        scored = [
            self.calibration.scores(row, self._linear.logits(reading))
            for row, reading in zip(encoded, flat, strict=True)
        ]
        results: list[dict[str, float]] = []
        place = 0
        for each in read_as:
            results.append(highest(scored[place : place + len(each)]))
            place += len(each)
        return results


def highest(scores: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the highest score by label."""
    return {label: max(each[label] for each in scores) for label in scores[0]}


def broken_file(folder: Path, calibration: Calibration, names: Iterable[str]) -> str | None:
    """Return what is wrong with one of the named files, or None when all are as they were written."""
    for name in names:
        path = folder / name
        if not path.is_file():
            return f"{name} is missing"
        if sha256(path.read_bytes()).hexdigest() != calibration.digests.get(name):
            return f"{name} is not the file that was published with this model"
    return None


def read_vocabulary(folder: Path) -> list[str]:
    """Return the word pieces in order; only a line feed parts them, as some are line separators."""
    return (folder / VOCABULARY).read_text("utf-8").split("\n")


def load_parts(folder: Path) -> Parts | str:
    """Return what every message needs, or in words why it can't be had.

    From then on numpy multiplies on one thread. The gate's sums are small and stand on the event loop; shared
    out, its threads wait for each other, and where another core is busy a message costs twenty times more.
    """
    threadpool_limits(1, user_api="blas")
    try:
        calibration = read(folder / CALIBRATION)
        wrong = broken_file(folder, calibration, SMALL)
        if wrong is not None:
            return wrong
        vocabulary = read_vocabulary(folder)
        second = SecondLook.load([folder / n for n in SECOND_LOOK], WordPieces(vocabulary))
        glance = Glance.load(folder / GLANCE)
        gate = Gate(glance, second, at_glance=calibration.glance, at_second=calibration.gate)
        return Parts(calibration, gate, LinearModel.load(folder / LINEAR), Reader(vocabulary))
    except FileNotFoundError:
        return f"there is no model in {folder.name}"
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as problem:
        return f"{type(problem).__name__}: {problem}"


def load_encoder(folder: Path, calibration: Calibration) -> LogitSource | str:
    """Return the encoder, or in words why it can't be had."""
    wrong = broken_file(folder, calibration, (ENCODER,))
    if wrong is not None:
        return wrong
    try:
        from bot.models.encoder import Encoder  # onnxruntime may be missing on an odd platform
    except ImportError as problem:
        return f"onnxruntime can't be used here ({problem})"
    try:
        loaded = Encoder(folder / ENCODER, read_vocabulary(folder))
        probe = np.asarray(loaded.logits(["hello"]))
    except (OSError, RuntimeError, ValueError, TypeError) as problem:
        return f"{type(problem).__name__}: {problem}"
    return (
        loaded if probe.shape == (1, len(calibration.labels)) else "its outputs are not this model's labels"
    )
