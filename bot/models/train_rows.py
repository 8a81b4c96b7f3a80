"""Reads the public training texts and our own sentences as rows with one value per label, or none."""

import gzip
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import orjson

from bot.models.families import FAMILIES, HOSTILE, LABELS, TOXICITY

OWN: Final = "own"

NEAR_MISS: Final = "near-miss: "
"""How the phenomenon of a near-miss begins; behind it stands the family that it was written to look like."""

_SELF_HARM_PUSH: Final = re.compile(
    r"\bkys\b|\bkill (?:your|ur) ?sel(?:f|ves)|\b(?:neck|hang|off) (?:your|ur) ?self|\bgo die\b|drink bleach",
    re.IGNORECASE,
)
_SELF_HARM_OWN: Final = re.compile(r"\b(?:kill|hurt|cut|hate) myself|\bwant to die\b|suicid", re.IGNORECASE)
_STRONG_WORDS: Final = re.compile(
    r"\b(?:f+u+c+k\w*|\w*fucking?|motherfuck\w*|shit\w*|bullshit|damn\w*|ass|asses|asshole\w*|crap\w*|piss\w*"
    r"|bitch\w*|bastard\w*|wtf|stfu|dick\w*|bollocks|goddamn\w*|dumbass|jackass)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One text to learn from."""

    text: str
    source: str
    labels: Mapping[str, int] = field(default_factory=dict)
    """1 or 0 by label; a label that isn't here is unknown and teaches nothing."""
    phenomenon: str = ""
    pattern: str = ""
    """The line of ours that it was made of; all rows of a line are learnt from, or none is."""
    group: str = ""
    """The identity group it speaks of, where our own sentences or templates say so."""

    def target(self) -> list[int]:
        """Return one value per label, with -1 for unknown."""
        return [self.labels.get(label, -1) for label in LABELS]


def own_labels(positive: Sequence[str], unknown: Sequence[str] = ()) -> dict[str, int]:
    """Return the labels of a sentence of ours: all families are known but those named."""
    labels = {family: int(family in positive) for family in FAMILIES if family not in unknown}
    if HOSTILE & set(positive):
        labels[TOXICITY] = 1
    elif not set(positive) - {"self_harm_disclosure", "academic_integrity"}:
        labels[TOXICITY] = 0
    return labels


def public_labels(raw: Mapping[str, object]) -> dict[str, int]:
    """Return what a public row tells about each label, with what follows from its being benign."""
    text = str(raw["text"])
    labels: dict[str, int] = {}
    for key, label in (
        ("tox", TOXICITY),
        ("hate", "identity_attack"),
        ("threat", "threat"),
        ("insult", "harassment"),
    ):
        value = raw.get(key)
        if isinstance(value, int):
            labels[label] = value
    labels["profanity_mild"] = int(bool(_STRONG_WORDS.search(text)))
    # No public set speaks of these; news, Reddit and tweets are next to never about them.
    labels.update(academic_integrity=0, retaliation=0)
    if labels.get(TOXICITY) == 0:
        for family in FAMILIES:
            labels.setdefault(family, 0)
    labels["self_harm_encouragement"] = int(bool(_SELF_HARM_PUSH.search(text)) and labels.get(TOXICITY) != 0)
    if _SELF_HARM_OWN.search(text):
        labels.pop("self_harm_disclosure", None)
    else:
        labels["self_harm_disclosure"] = 0
    if labels["self_harm_encouragement"]:
        labels.pop("threat", None)
    return labels


def read_public(path: Path) -> Iterator[Row]:
    """Yield the rows of a file of JSON lines, gzipped or not, as described beside the data."""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
        for line in lines:
            raw = orjson.loads(line)
            if isinstance(raw.get("text"), str) and raw["text"].strip():
                yield Row(text=raw["text"], source=str(raw.get("src", "public")), labels=public_labels(raw))
