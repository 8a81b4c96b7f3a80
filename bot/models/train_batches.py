"""Which rows the encoder sees, and when: balanced draws in chunks, disguised, and sorted by length."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from queue import Queue
from threading import Thread
from typing import Final

from bot.models.canonical import canonical
from bot.models.families import LABELS
from bot.models.train_cuts import cut_out, everyday
from bot.models.train_disguise import disguise
from bot.models.train_rows import NEAR_MISS, OWN, Row
from bot.models.wordpiece import SPECIAL, WordPieces, windows
from bot.policy.normalise import fold

PIECES: Final = 56
"""Pieces a window has, marks included; nine in ten messages fit."""

DISGUISED: Final = 1 / 6
FOLDED: Final = 0.3
"""Share of undisguised rows read through the strict view; in service both readings are judged."""

CUT: Final = 0.35
"""Share of the everyday rows of which a few words are read, so that no short turn of a chat looks odd."""

_CHUNK: Final = 2048

Batch = tuple[list[list[int]], list[list[int]]]
"""Piece numbers (padded with 0) and targets."""


def line_shares(rows: Sequence[Row]) -> list[float]:
    """Return a weight per row, so that a line counts by the root of the rows made of it, not by all."""
    sizes = Counter(row.pattern for row in rows if row.pattern)
    return [sizes[row.pattern] ** -0.5 if row.pattern else 1.0 for row in rows]


def shares(rows: Sequence[Row], own: float) -> list[float]:
    """Return a weight per row: sources count by the root of their size, our own as ``own`` of all.

    Within a source, rarer label sets count more, so that threats are not lost among harmless rows; of our
    own, a sentence written out counts more than one of the many rows of a line with holes, and what holds for
    no family is parted by what it was written to look like.
    """
    keys = [
        (row.source, _likeness(row), tuple(sorted(k for k, v in row.labels.items() if v == 1)))
        for row in rows
    ]
    cells = Counter(keys)
    mass: dict[str, float] = defaultdict(float)
    raw = [cells[key] ** -0.4 * share for key, share in zip(keys, line_shares(rows), strict=True)]
    for row, weight in zip(rows, raw, strict=True):
        mass[row.source] += weight
    sizes = Counter(row.source for row in rows)
    wanted = {source: size**0.5 for source, size in sizes.items() if source != OWN}
    total = sum(wanted.values()) or 1.0
    part = {source: (1 - own) * value / total for source, value in wanted.items()} | {OWN: own}
    return [weight * part[row.source] / mass[row.source] for row, weight in zip(rows, raw, strict=True)]


def _likeness(row: Row) -> str:
    """Return what a harmless row of ours was written to look like.

    In one cell, near-misses were seen a third as often as attacks, and one in eight of those taught was
    still flagged.
    """
    apart = row.phenomenon == "ordinary" or row.phenomenon.startswith(NEAR_MISS)
    return row.phenomenon if apart and 1 not in row.labels.values() else ""


def batches(
    rows: Sequence[Row], pieces: WordPieces, *, size: int, own: float, seed: int, skip: int = 0
) -> Iterator[Batch]:
    """Yield batches for ever; ``skip`` batches of the same seed are passed over when a run is resumed."""
    chance = random.Random(seed + skip)  # noqa: S311 - not for secrets
    weights = shares(rows, own)
    cumulative = _running(weights)
    while True:
        drawn = chance.choices(range(len(rows)), cum_weights=cumulative, k=_CHUNK)
        ready = sorted((_prepared(rows[number], pieces, chance) for number in drawn), key=lambda x: len(x[0]))
        cut = [ready[start : start + size] for start in range(0, len(ready), size)]
        chance.shuffle(cut)
        for batch in cut:
            longest = len(batch[-1][0])
            yield [ids + [0] * (longest - len(ids)) for ids, _ in batch], [target for _, target in batch]


def ahead(source: Iterator[Batch], depth: int = 8) -> Iterator[Batch]:
    """Yield the same batches for ever, made in a thread of their own while the processor multiplies."""
    ready: Queue[Batch] = Queue(maxsize=depth)

    def fill() -> None:
        for batch in source:
            ready.put(batch)

    Thread(target=fill, daemon=True).start()
    while True:
        yield ready.get()


def _prepared(row: Row, pieces: WordPieces, chance: random.Random) -> tuple[list[int], list[int]]:
    cut = chance.random() < CUT and everyday(row)
    text = reading(cut_out(row.text, chance) if cut else row.text, chance)
    return windows(pieces.pieces(text), PIECES, 1)[0], row.target()


def reading(text: str, chance: random.Random) -> str:
    """Return one way in which the model may meet a text: as written, folded, disguised, or both."""
    if chance.random() < DISGUISED:
        text = disguise(text, chance)
        return canonical(fold(text).text if chance.random() < 0.75 else text)
    return canonical(fold(text).text if chance.random() < FOLDED else text)


def _running(weights: Sequence[float]) -> list[float]:
    total, sums = 0.0, []
    for weight in weights:
        total += weight
        sums.append(total)
    return sums


def cut_vocabulary(full: Sequence[str], rows: Sequence[Row], *, most: int) -> tuple[list[str], list[int]]:
    """Return the pieces worth keeping and their old numbers: letters, what the rows use, the common ones."""
    reader = WordPieces(full)
    used: Counter[int] = Counter()
    for row in rows:
        used.update(reader.pieces(canonical(row.text)))
    old = {piece: number for number, piece in enumerate(full)}
    keep = [old[mark] for mark in SPECIAL]
    letters = [n for p, n in old.items() if len(p.removeprefix("##")) == 1 and p.isascii()]
    frequent = [n for n, count in used.most_common() if count >= 2 and not full[n].startswith("[")]
    # The start point's vocabulary is roughly ordered by how common a piece is.
    common = [n for p, n in old.items() if p.isascii() and not p.startswith("[")]
    ordered = list(dict.fromkeys([*keep, *letters, *frequent, *common]))[:most]
    pieces = [full[number] for number in ordered]
    return [*SPECIAL, *pieces[len(SPECIAL) :]], ordered


def labels_seen(rows: Sequence[Row]) -> dict[str, tuple[int, int]]:
    """Return per label how many rows say yes and how many say no."""
    return {
        label: (sum(r.labels.get(label) == 1 for r in rows), sum(r.labels.get(label) == 0 for r in rows))
        for label in LABELS
    }
