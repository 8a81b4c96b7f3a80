"""``python -m bot.models.evaluate --model PATH``: figures by family, on texts held out.

The frozen sentences (``data/models/sentences/test``) were written apart from those that taught the model.
Rows of the public sets come with ``--data``; those set aside by ``train_split`` are used, no others.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from bot.models.evaluate_groups import rates_by_group, report
from bot.models.families import FAMILIES, LABELS
from bot.models.figures import auc, average_precision, balanced, rates
from bot.models.scorer import Scorer, load_encoder, load_parts
from bot.models.train_rows import Row, read_public
from bot.models.train_sentences import read_own
from bot.models.train_split import split
from bot.paths import data_dir

DATA: Final = data_dir() / "models"
FROZEN_DRAWS: Final = 12
"""Rows made of each frozen line that has slots; figures are comparable at this number only."""

DISGUISES: Final[dict[str, Callable[[str], str]]] = {
    "zero-width characters": "\u200b".join,
    "full width": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    "leet": lambda text: text.lower().translate(str.maketrans("aeios", "43105")),
    "spoiler in the words": lambda text: " ".join(
        f"{w[:2]}||{w[2:]}" if len(w) > 3 else w for w in text.split()
    ),
    "drawn out": lambda text: " ".join(w[:-1] + w[-1] * 4 for w in text.split()),
    "capitals": str.upper,
    "no spaces": lambda text: text.replace(" ", ""),
}
"""Ways to write the same thing so that word lists miss it."""

Write = Callable[[str], object]
Scored = list[tuple[Row, dict[str, float], bool]]
"""Row, probabilities, and whether the gate lets it pass."""


def score_all(scorer: Scorer, rows: Sequence[Row], *, gated: bool) -> Scored:
    """Return the scores of rows; with ``gated`` those that the gate stops count as 0, as in service."""
    passed = [scorer.wants(row.text) for row in rows]
    judged: list[dict[str, float]] = []
    for start in range(0, len(rows), 256):
        judged.extend(scorer.judge([row.text for row in rows[start : start + 256]]))
    return [
        (row, {k: v if passes or not gated else 0.0 for k, v in scores.items()}, passes)
        for row, scores, passes in zip(rows, judged, passed, strict=True)
    ]


def by_family(scored: Scored, scorer: Scorer, write: Write) -> None:
    """Print for each label what is found and what is a false alarm at its two thresholds."""
    write(
        f"{'family':24}{'yes':>6}{'no':>7}{'auc':>7}{'ap':>7}{'bal':>7}{'recall':>8}{'alarms':>8}{'enf.rec':>9}{'enf.al':>8}"
    )
    for label in LABELS:
        known = [(row.labels[label], scores[label]) for row, scores, _ in scored if label in row.labels]
        truth, values = [y for y, _ in known], [s for _, s in known]
        if not any(truth):
            continue
        limits = scorer.calibration.thresholds[label]
        gates = [passes for row, _, passes in scored if row.labels.get(label) == 1]
        through = sum(gates) / len(gates)
        recall, alarms = rates(truth, values, limits.flag)
        sure, wrong = rates(truth, values, limits.enforce)
        write(
            f"{label:24}{sum(truth):6}{len(truth) - sum(truth):7}{auc(truth, values):7.3f}"
            f"{average_precision(truth, values):7.3f}{balanced(truth, values, limits.flag):7.3f}"
            f"{recall:8.3f}{alarms:8.3f}{sure:9.3f}{wrong:8.4f}{through:7.3f}"
        )


def by_key(scored: Scored, scorer: Scorer, label: str, key: Callable[[Row], str], write: Write) -> None:
    """Print for one label how often it is right, by phenomenon, source or group."""
    limit = scorer.calibration.thresholds[label].flag
    cells: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for row, scores, _ in scored:
        if label in row.labels and key(row):
            cells[key(row)].append((row.labels[label], scores[label] >= limit))
    for name, cell in sorted(cells.items()):
        found = [fired for truth, fired in cell if truth]
        alarms = [fired for truth, fired in cell if not truth]
        text = f"recall {sum(found) / len(found):.3f} of {len(found)}" if found else ""
        more = f"false alarms {sum(alarms) / len(alarms):.3f} of {len(alarms)}" if alarms else ""
        write(f"  {name:34} {text:22} {more}")


def any_flag(scored: Scored, scorer: Scorer, write: Write) -> None:
    """Print how many texts that concern no family are flagged or enforced by any, by phenomenon."""
    limits = scorer.calibration.thresholds
    cells: dict[str, list[tuple[bool, bool, bool]]] = defaultdict(list)
    for row, scores, passes in scored:
        if any(row.labels.values()):
            continue
        families = [label for label in scores if label != "toxicity"]
        flagged = any(scores[label] >= limits[label].flag for label in families)
        enforced = any(scores[label] >= limits[label].enforce for label in families)
        cells[f"{row.source} {row.phenomenon}"].append((passes, flagged, enforced))
    for name, cell in sorted(cells.items()):
        parts = [sum(column) / len(cell) for column in zip(*cell, strict=True)]
        write(
            f"  {name:40} n {len(cell):5}  past gate {parts[0]:.3f}"
            f"  flagged {parts[1]:.3f}  enforced {parts[2]:.4f}"
        )


def worst(scored: Scored, scorer: Scorer, count: int, write: Write) -> None:
    """Print the sentences judged most wrongly."""
    misses: list[tuple[float, str, str]] = []
    for row, scores, _ in scored:
        for label, truth in row.labels.items():
            over = scores[label] - scorer.calibration.thresholds[label].flag
            if (over >= 0) != bool(truth):
                misses.append((abs(over), f"{label}={truth}", row.text))
    for size, what, text in sorted(misses, reverse=True)[:count]:
        write(f"  {size:.2f} {what:28} {text[:110]}")


def disguised(scored: Scored, scorer: Scorer, write: Write) -> None:
    """Print how many of the texts flagged as written are still flagged under each disguise, by any family."""
    limits = scorer.calibration.thresholds

    def fires(scores: Mapping[str, float]) -> bool:
        return any(scores[label] >= limits[label].flag for label in FAMILIES)

    found = [row.text for row, scores, _ in scored if any(row.labels.values()) and fires(scores)]
    for name, trick in DISGUISES.items():
        again = scorer.judge([trick(text) for text in found])
        write(f"  {name:34} kept {sum(map(fires, again)) / max(1, len(found)):.3f} of {len(found)}")


def load(folder: Path) -> Scorer:
    """Load the model in ``folder`` or leave with the reason."""
    parts = load_parts(folder)
    if isinstance(parts, str):
        sys.exit(f"No model: {parts}")
    encoder = load_encoder(folder, parts.calibration)
    if isinstance(encoder, str):
        sys.stderr.write(f"linear model only: {encoder}\n")
    return Scorer(parts, None if isinstance(encoder, str) else encoder)


def main(argv: Sequence[str] | None = None) -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(prog="python -m bot.models.evaluate", description=__doc__)
    parser.add_argument("--model", type=Path, default=DATA / "text")
    parser.add_argument("--sentences", type=Path, default=DATA / "sentences" / "test")
    parser.add_argument("--data", type=Path, help="folder with train.jsonl.gz: also its held-out rows")
    parser.add_argument("--gated", action="store_true", help="count what the gate stops as not found")
    parser.add_argument("--worst", type=int, default=0, help="also print this many sentences judged wrongly")
    options = parser.parse_args(argv)

    def write(line: str) -> None:
        sys.stdout.write(line + "\n")

    scorer = load(options.model)
    write("== our frozen sentences")
    own = score_all(scorer, read_own(options.sentences, draws=FROZEN_DRAWS, seed=1), gated=options.gated)
    by_family(own, scorer, write)
    write("-- attacks on groups, by phenomenon")
    by_key(own, scorer, "identity_attack", lambda row: row.phenomenon, write)
    write("-- the same sentences about each group")
    for line in report(rates_by_group(scorer, options.sentences.parent)):
        write(line)
    write("-- any family on texts that concern none")
    any_flag(own, scorer, write)
    write("-- flagged texts that are still flagged in disguise")
    disguised(own, scorer, write)
    worst(own, scorer, options.worst, write)
    if options.data is not None:
        public(scorer, options, write)


def public(scorer: Scorer, options: argparse.Namespace, write: Write) -> None:
    """Print the figures on held-out rows of the public sets."""
    path = options.data / "train.jsonl.gz" if options.data.is_dir() else options.data
    scored = score_all(scorer, split(read_public(path))[2], gated=options.gated)
    write("== held-out public rows")
    by_family(scored, scorer, write)
    for label in ("identity_attack", "toxicity"):
        write(f"-- {label} by source")
        by_key(scored, scorer, label, lambda row: row.source, write)
    any_flag(scored, scorer, write)


if __name__ == "__main__":
    main()
