"""How log odds become probabilities, and from which probability on a family is flagged or enforced."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import Final

import orjson

FORMAT: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """From which score on a family counts."""

    flag: float
    """At least this: to the queue."""
    enforce: float
    """At least this: sure enough to act by itself; above 1 means never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """All numbers beside the weights; kept as ``model.json``."""

    version: str
    labels: tuple[str, ...]
    encoder_share: float
    """Weight of the encoder's log odds against the linear model's, 0 … 1."""
    slopes: tuple[float, ...]
    offsets: tuple[float, ...]
    linear_slopes: tuple[float, ...]
    """For the linear model on its own, when the encoder is missing."""
    linear_offsets: tuple[float, ...]
    glance: float
    """Log odds of the gate's glance from which on a text gets its second look."""
    gate: float
    """Log odds of both looks together from which on a text is given to the model."""
    thresholds: Mapping[str, Thresholds]
    digests: Mapping[str, str]
    """SHA-256 of each file of the model, so that a broken one is never opened."""

    def scores(self, encoder: Iterable[float] | None, linear: Iterable[float]) -> dict[str, float]:
        """Return a probability per label; ``encoder`` is None when only the linear model ran."""
        if encoder is None:
            parts = zip(self.labels, linear, self.linear_slopes, self.linear_offsets, strict=True)
            return {label: sigmoid(a * float(z) + b) for label, z, a, b in parts}
        mixed = (
            self.encoder_share * float(e) + (1 - self.encoder_share) * float(z)
            for e, z in zip(encoder, linear, strict=True)
        )
        rows = zip(self.labels, mixed, self.slopes, self.offsets, strict=True)
        return {label: sigmoid(a * z + b) for label, z, a, b in rows}


def sigmoid(value: float) -> float:
    """Return the probability of log odds, without overflow."""
    return 1 / (1 + exp(-max(-40.0, min(40.0, value))))


def read(path: Path) -> Calibration:
    """Read ``model.json``; raises OSError, KeyError, TypeError or ValueError when it is not one."""
    table = orjson.loads(path.read_bytes())
    if table["format"] != FORMAT:
        raise ValueError(f"format {table['format']} is not {FORMAT}")
    thresholds = {family: Thresholds(**given) for family, given in table["thresholds"].items()}
    numbers = ("labels", "slopes", "offsets", "linear_slopes", "linear_offsets")
    rows = {name: tuple(table[name]) for name in numbers}
    if len({len(row) for row in rows.values()}) != 1:
        raise ValueError("the rows of numbers differ in length")
    return Calibration(
        version=table["version"],
        encoder_share=table["encoder_share"],
        glance=table["glance"],
        gate=table["gate"],
        thresholds=thresholds,
        digests=table["digests"],
        **rows,
    )


def write(path: Path, calibration: Calibration) -> None:
    """Write ``model.json``, readable by people too."""
    path.write_bytes(orjson.dumps({"format": FORMAT, **_plain(calibration)}, option=orjson.OPT_INDENT_2))


def _plain(calibration: Calibration) -> dict[str, object]:
    table: dict[str, object] = {name: getattr(calibration, name) for name in Calibration.__dataclass_fields__}
    return {name: _rounded(value) for name, value in table.items()}


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, tuple):
        return [_rounded(entry) for entry in value]
    if isinstance(value, Mapping):
        return {key: _rounded(entry) for key, entry in value.items()}
    if isinstance(value, Thresholds):
        return {"flag": round(value.flag, 4), "enforce": round(value.enforce, 4)}
    return value
