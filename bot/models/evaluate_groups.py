"""Equal treatment: the same harmless and hostile sentences about each identity group, and who fares worse.

A model that has seen a group mostly in insults tends to flag its very name. So each frozen sentence about
groups is said about every group that we know, and the rates are put side by side.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.models.scorer import Scorer

_HARMLESS: Final = frozenset({"neutral", "negation", "counter-speech"})
_FAMILY: Final = "identity_attack"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRates:
    """How often sentences about one group are flagged."""

    group: str
    neutral: float
    """Share of neutral mentions flagged."""
    harmless: float
    """Share of neutral mentions, negations and counter-speech flagged."""
    attacks: float
    """Share of attacks flagged."""


def rates_by_group(scorer: Scorer, sentences: Path) -> list[GroupRates]:
    """Return the rates of every group in the shared slots, those with most false alarms first."""
    groups: Sequence[str] = _table(sentences / "train" / "slots.toml")["slots"]["group_pl"]
    frames = list(_frames(_table(sentences / "test" / "group.toml")))
    limit = scorer.calibration.thresholds[_FAMILY].flag
    rows = []
    for group in groups:
        scores = scorer.judge([frame.replace("{group_many}", group) for _, frame in frames])
        fired = [(kind, score[_FAMILY] >= limit) for (kind, _), score in zip(frames, scores, strict=True)]
        rows.append(
            GroupRates(
                group=group,
                neutral=_share(fired, {"neutral"}),
                harmless=_share(fired, _HARMLESS),
                attacks=_share(fired, {"attack", "implicit", "dangerous"}),
            )
        )
    return sorted(rows, key=lambda row: (-row.neutral, -row.harmless))


def _table(path: Path) -> Mapping[str, dict[str, list[str]]]:
    return tomllib.loads(path.read_text("utf-8"))


def _frames(table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    sets = table["set"]
    assert isinstance(sets, list)  # noqa: S101 - a file of ours
    for entry in sets:
        for line in entry["lines"].splitlines():
            if "{group_many}" in line:
                yield entry.get("phenomenon", ""), line


def _share(fired: Sequence[tuple[str, bool]], kinds: frozenset[str] | set[str]) -> float:
    chosen = [hit for kind, hit in fired if kind in kinds]
    return sum(chosen) / max(1, len(chosen))


def report(rows: Sequence[GroupRates]) -> Iterator[str]:
    """Yield the lines to print: the mean, the spread, and each group."""
    for name in ("neutral", "harmless", "attacks"):
        values = [getattr(row, name) for row in rows]
        mean = sum(values) / len(values)
        yield f"  {name:10} mean {mean:.3f}  lowest {min(values):.3f}  highest {max(values):.3f}"
    for row in rows:
        rates = f"neutral {row.neutral:.3f}  harmless {row.harmless:.3f}  attacks {row.attacks:.3f}"
        yield f"  {row.group:24} {rates}"
