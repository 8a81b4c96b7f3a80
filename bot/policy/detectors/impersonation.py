"""Posing as staff: a name that members would take for a moderator's or for the team's.

Judged when somebody comes or changes a name or picture (``policy.occasion``). The staff themselves are left
out by the caller: it knows who they are, a name does not tell.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from bot.policy.content import PartKind
from bot.policy.detectors import options
from bot.policy.detectors.protocol import Matcher, Needs, Problem, Scan
from bot.policy.occasion import Introduction
from bot.policy.phrase import Phrase, phrase
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
    pictures: bool = True
    """Whether the very picture of somebody on the staff counts."""


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


def explain_kind(kind: str) -> Phrase:
    """Say in one sentence whom the name poses as."""
    what, _, known = kind.partition(":")
    return phrase(f"detector.impersonation.{what}", name=known)


def _finding(kind: str, name: str) -> Finding:
    return Finding(
        detector="impersonation",
        part=PartKind.NICKNAME,
        end=len(name),
        view=View.LOOSE,
        matched=kind,
        explanation=explain_kind(kind),
    )


@dataclass(frozen=True, slots=True)
class Impersonation:
    """The compiled detector."""

    config: Config

    @property
    def needs(self) -> Needs:
        """Return that no message asks for it: only a name does."""
        return Needs()

    def match(self, scan: Scan) -> tuple[Finding, ...]:
        """Return whom a name or a picture poses as; at most one finding for each name."""
        occasion = scan.facts.occasion
        if not isinstance(occasion, Introduction):
            return ()
        staff = [face.name for face in occasion.staff]
        found = [
            replace(finding, part_index=place)
            for place, part in enumerate(scan.content.parts)
            if part.kind is PartKind.NICKNAME and (finding := judge(part.text, staff, self.config))
        ]
        if self.config.pictures and occasion.picture:
            same = [face.name for face in occasion.staff if face.picture == occasion.picture]
            found += [replace(_finding(f"picture:{name}", ""), view=View.NONE) for name in same[:1]]
        # Whose name it is stands in the explanation only, which is kept sealed.
        return tuple(replace(finding, matched=finding.matched.partition(":")[0]) for finding in found)


class ImpersonationDetector:
    """The detector ``impersonation``."""

    name = "impersonation"

    def compile(self, table: Mapping[str, object]) -> Matcher | tuple[Problem, ...]:
        """Turn a rule's table into a matcher, or say what is wrong with it."""
        config = options.read(Config, table)
        return config if isinstance(config, tuple) else Impersonation(config)

    def explain(self, finding: Finding) -> Phrase:
        """Say that it looks like somebody's; whose, the finding's own explanation tells."""
        return phrase("detector.impersonation.somebody")


DETECTOR: Final = ImpersonationDetector()
