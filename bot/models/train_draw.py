"""Which texts the gate learns from: rows of three kinds, each pool in its turn, whole and altered."""

import random
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from math import sqrt
from typing import Final, Generic, Literal, TypeAlias, TypeVar

from bot.models.families import LABELS
from bot.models.train_batches import line_shares
from bot.models.train_cuts import PLAIN_SOURCES
from bot.models.train_disguise import disguise
from bot.models.train_rows import OWN, Row

Kind: TypeAlias = Literal["concerned", "near", "plain"]
Key = TypeVar("Key")

_SHARES: Final[dict[Kind, float]] = {"concerned": 0.45, "near": 0.2, "plain": 0.35}
_OWN_PART: Final = 5.0
"""How much more often a sentence of ours comes than a public one of a pool of the same size."""

_WHOLE: Final = 0.45
_CUT: Final = 0.25
_WORDS_CHANGED: Final = 0.18
"""Shares of the texts that are left as they are, cut down, or get some words of other texts; the rest is
joined with a second text."""

_DISGUISED: Final = 0.15
_CUT_MOST: Final = 14


def kind(row: Row) -> Kind:
    """Return what a row is to the gate: about some clause, ordinary talk, or near the one and yet not it."""
    if any(row.labels.get(label) == 1 for label in LABELS if label != "profanity_mild"):
        return "concerned"
    if row.source == OWN:
        return "plain" if row.phenomenon == "ordinary" and not row.group else "near"
    return "plain" if row.source in PLAIN_SOURCES and row.labels.get("toxicity") == 0 else "near"


class Turns(Generic[Key]):
    """Draws rows of groups: in each group every pool gets its turn, and in it each line of ours."""

    def __init__(
        self,
        groups: Mapping[Key, Sequence[Row]],
        mass: Callable[[Sequence[Row]], float],
        chance: random.Random,
    ) -> None:
        self._chance = chance
        self._pools = {key: _pools(rows) for key, rows in groups.items()}
        self._mass = {key: list(accumulate(map(mass, pools))) for key, pools in self._pools.items()}
        self._lines = {
            key: [list(accumulate(line_shares(pool))) for pool in pools] for key, pools in self._pools.items()
        }

    def row(self, key: Key) -> Row:
        """Return a row of that group."""
        (number,) = self._chance.choices(range(len(self._pools[key])), cum_weights=self._mass[key])
        (row,) = self._chance.choices(self._pools[key][number], cum_weights=self._lines[key][number])
        return row


class Draw:
    """Draws texts, of which the teacher says later what they are."""

    def __init__(self, rows: Sequence[Row], chance: random.Random) -> None:
        self._chance = chance
        groups = {name: [row for row in rows if kind(row) == name] for name in _SHARES}
        groups = {name: found for name, found in groups.items() if found}
        self._kinds, self._turns = list(groups), Turns(groups, _mass, chance)
        self._words = [
            word for name in groups for _ in range(4000) for word in self._turns.row(name).text.split()
        ]

    def __call__(self) -> str:
        """Return one text."""
        (name,) = self._chance.choices(self._kinds, weights=[_SHARES[each] for each in self._kinds])
        return self.altered(self._turns.row(name).text)

    def altered(self, text: str) -> str:
        """Return the text or one that is made of it."""
        chance, parts = self._chance, text.split()
        way = chance.random()
        if way < _WHOLE:
            return disguise(text, chance) if chance.random() < _DISGUISED else text
        if way < _WHOLE + _CUT:
            size = chance.randint(1, max(1, min(len(parts), _CUT_MOST)))
            start = chance.randint(0, max(0, len(parts) - size))
            return " ".join(parts[start : start + size])
        if way < _WHOLE + _CUT + _WORDS_CHANGED:
            share = chance.uniform(0.1, 0.35)
            return " ".join(chance.choice(self._words) if chance.random() < share else p for p in parts)
        other = self._turns.row(chance.choice(self._kinds))
        return text + chance.choice((". ", " ", ", ", "\n")) + other.text


def _pools(rows: Sequence[Row]) -> list[list[Row]]:
    """Sort rows by source, and our own by families or else phenomenon, so that each gets its turn."""
    pools: dict[object, list[Row]] = {}
    for row in rows:
        about = tuple(label for label, known in row.labels.items() if known == 1) or (row.phenomenon,)
        pools.setdefault((row.source, about if row.source == OWN else ()), []).append(row)
    return list(pools.values())


def _mass(pool: Sequence[Row]) -> float:
    return sqrt(min(len(pool), 3000)) * (_OWN_PART if pool[0].source == OWN else 1.0)
