"""Our own sentences: patterns with slots, written in TOML, spread out into many rows.

A file holds ``[[set]]`` tables: ``labels`` (the families that hold; none for a near-miss), ``unknown`` (those
that may), ``phenomenon``, ``lines`` (one a line) and ``weight`` (more or fewer draws). In a line, ``{a|b|c}``
chooses one (holes may stand inside holes) and ``{name}`` takes from the slot of that name: the file's own
``[slots]`` or the shared ``slots.toml``. A slot whose name begins with ``group`` names an identity group,
which the row remembers.
"""

import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bot.models.train_rows import OWN, Row, own_labels

_HOLE: Final = re.compile(r"\{([^{}]*)\}")
_TRIES: Final = 4
_HOLES_MOST: Final = 40
_ARTICLE: Final = re.compile(r"\b([Aa]) (?=[aeiouAEIOU](?!ser|ni|ne\b))")

Slots = Mapping[str, Sequence[str]]


def read_own(folder: Path, *, draws: int, seed: int) -> list[Row]:
    """Return the rows of all files in a folder: up to ``draws`` different ones of each line."""
    shared = _slots(folder / "slots.toml")
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    rows: list[Row] = []
    for path in sorted(folder.glob("*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))
        slots = {**shared, **table.get("slots", {})}
        for entry in table.get("set", ()):
            rows.extend(_spread(entry, slots, draws, chance))
    return rows


def _slots(path: Path) -> dict[str, list[str]]:
    return dict(tomllib.loads(path.read_text("utf-8")).get("slots", {})) if path.exists() else {}


def _spread(entry: Mapping[str, Any], slots: Slots, draws: int, chance: random.Random) -> Iterator[Row]:
    labels = own_labels(entry.get("labels", ()), entry.get("unknown", ()))
    wanted = max(1, round(draws * float(entry.get("weight", 1))))
    for line in _lines(entry["lines"]):
        seen: set[str] = set()
        for _ in range(wanted * _TRIES if "{" in line else 1):
            text, group = fill(line, slots, chance)
            if text in seen:
                continue
            seen.add(text)
            phenomenon = entry.get("phenomenon", "")
            yield Row(text=text, source=OWN, labels=labels, phenomenon=phenomenon, pattern=line, group=group)
            if len(seen) >= wanted:
                break


def _lines(given: str | Sequence[str]) -> Sequence[str]:
    return [line for line in given.splitlines() if line.strip()] if isinstance(given, str) else given


def fill(line: str, slots: Slots, chance: random.Random) -> tuple[str, str]:
    """Return a line with its holes filled, and the identity group that was chosen, if any."""
    group = ""
    for _ in range(_HOLES_MOST):
        hole = _HOLE.search(line)
        if hole is None:
            break
        name = hole.group(1)
        value = chance.choice(slots[name] if name in slots else name.split("|"))
        if name.startswith("group"):
            group = group or value
        line = line[: hole.start()] + value + line[hole.end() :]
    line = " ".join(line.split())
    return _ARTICLE.sub(r"\1n ", line), group
