"""Parts of harmless texts: they are like the short turns of a chat, and there is no end of them."""

import random
from typing import Final

from bot.models.families import LABELS
from bot.models.train_rows import OWN, Row

PLAIN_SOURCES: Final = frozenset({"civil_safe", "cad", "wiki_nf", "davidson"})
"""Public sets whose harmless rows are everyday talk."""

_WORDS_MOST: Final = 9


def everyday(row: Row) -> bool:
    """Say whether a row is ordinary talk of which every part is ordinary too.

    Of a near-miss, such as a quoted insult, a part may be the very thing.
    """
    if any(row.labels.get(label) == 1 for label in LABELS):
        return False
    if row.source == OWN:
        return row.phenomenon == "ordinary" and not row.group
    return row.source in PLAIN_SOURCES and row.labels.get("toxicity") == 0


def cut_out(text: str, chance: random.Random) -> str:
    """Return one to nine neighbouring words of a text."""
    parts = text.split()
    size = min(len(parts), chance.randint(1, _WORDS_MOST))
    start = chance.randint(0, len(parts) - size)
    return " ".join(parts[start : start + size])
