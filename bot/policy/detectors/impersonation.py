"""Posing as staff: a name that members would take for a moderator's or for the team's.

Names are not parts of a rule's text, so the caller hands over the staff's names; everything here is pure.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from bot.policy.content import PartKind
from bot.policy.skeleton import is_one_slip_apart, skeleton
from bot.policy.verdict import Finding, View

_LONG_ENOUGH: Final = 6
"""Shorter names are one letter apart from many others."""
_OFFICES: Final = "admin administrator mod moderator staff support team official owner system helpdesk"
_WORDS: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What a member's name may not look like."""

    names: tuple[str, ...] = ("Discord", "Steward")
    """Names that nobody may pose as, next to the staff's own."""
    offices: tuple[str, ...] = tuple(_OFFICES.split())
    """Words that make a name sound like the team's when they stand with a protected name."""
    slips: bool = True
    """Whether names that differ from a protected one by one letter count."""
    shortest: int = field(default=3, metadata={"least": 1})
    """Protected names with fewer letters are left alone."""


def judge(name: str, staff: Iterable[str], config: Config) -> Finding | None:
    """Return a finding when ``name`` poses as one of ``staff`` or of the protected names.

    The caller leaves staff members themselves out: it knows who they are, a name does not tell.
    """
    shape = skeleton(name[:100])
    offices = {skeleton(office) for office in config.offices}
    # "Ada | Moderator" is read word by word, and with the office taken away.
    words = [skeleton(word) for word in _WORDS.findall(name[:100])]
    bare = "".join(word for word in words if word not in offices)
    for protected in (*staff, *config.names):
        known = skeleton(protected)
        if len(known) < config.shortest or not shape:
            continue
        if known == shape or (known == bare and bare != shape):
            return _finding(f"same:{protected}", name)
        if config.slips and len(known) >= _LONG_ENOUGH and is_one_slip_apart(shape, known):
            return _finding(f"slip:{protected}", name)
    return None


def explain_kind(kind: str) -> str:
    """Say in one sentence whom the name poses as."""
    what, _, known = kind.partition(":")
    if what == "slip":
        return f"This name differs from {known}'s by one letter only."
    return f"This name looks like {known}'s."


def _finding(kind: str, name: str) -> Finding:
    return Finding(
        detector="impersonation",
        part=PartKind.NICKNAME,
        end=len(name),
        view=View.LOOSE,
        matched=kind,
        explanation=explain_kind(kind),
    )
