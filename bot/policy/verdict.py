"""What judging returns: findings of detectors, and the verdict that rules make of them."""

from dataclasses import dataclass
from enum import StrEnum

from bot.policy.aim import NOWHERE, Aim
from bot.policy.content import PartKind
from bot.policy.phrase import Phrase


class Mode(StrEnum):
    """How far a rule may go. ``shadow`` only counts; ``flag`` asks people; ``enforce`` acts."""

    OFF = "off"
    SHADOW = "shadow"
    FLAG = "flag"
    ENFORCE = "enforce"

    @property
    def rank(self) -> int:
        """Return the strength of the mode, 0 (off) … 3 (enforce)."""
        return _RANKS[self]


_RANKS = {Mode.OFF: 0, Mode.SHADOW: 1, Mode.FLAG: 2, Mode.ENFORCE: 3}


class View(StrEnum):
    """Which reading of the text matched: as written, strictly folded, or loosely folded."""

    RAW = "raw"
    STRICT = "strict"
    LOOSE = "loose"
    NONE = "none"
    """The finding is not about words (a flood, a mention count)."""


class Route(StrEnum):
    """Where a hit is brought to."""

    QUEUE = "queue"
    FACULTY = "faculty"
    """Academic integrity has a channel of its own (mission row M13)."""
    CARE = "care"
    """Self-harm: help and a quiet alert, never a sanction (mission row M8)."""
    AUTHOR = "author"
    """A nudge to the author only (mission row M15)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing a detector found."""

    detector: str
    part: PartKind = PartKind.BODY
    part_index: int = 0
    """Which part of the content, counted from 0."""
    start: int = 0
    end: int = 0
    """Half-open span in the original text of the part; equal when no words are meant."""
    view: View = View.RAW
    score: float = 1.0
    """How sure, 0 … 1."""
    threshold: float = 0.0
    """From which score or count on it counts, as the rule says; 0 where any find does."""
    matched: str = ""
    """The rule's own term or the kind of data that was found, never a member's private data."""
    explanation: Phrase | None = None
    """Why; where the detector gives none, the evaluator asks its ``explain``."""
    aim: Aim = NOWHERE
    """Whom the words are aimed at; known of words only (``policy.aim``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One rule that matched, with the mode that holds for this content."""

    rule_id: str
    clause: str
    """Clause id of the code of conduct."""
    severity: int
    """1 (mild) … 5 (danger)."""
    mode: Mode
    """After weakening, for instance to ``flag`` because the words were quoted."""
    route: Route
    findings: tuple[Finding, ...]
    description: str = ""
    weakened: str = ""
    """Why the mode is weaker than the rule's own (``quote``, ``academic``, ``loose view``); or empty."""

    @property
    def aim(self) -> Aim:
        """Return whom it is aimed at: a person who is known before one who is not, and both before work."""
        return max((each.aim for each in self.findings), key=lambda aim: aim.weight, default=NOWHERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceStep:
    """One line of the answer to "why (not)?"."""

    rule_id: str
    outcome: str
    """``matched``, ``no match``, ``exempt``, ``off`` or ``failed``."""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The judgement on one content: every hit, strongest first, and the trace when it was asked for."""

    hits: tuple[Hit, ...]
    trace: tuple[TraceStep, ...] = ()

    @property
    def mode(self) -> Mode:
        """Return the strongest mode among the hits, or ``off`` when there is none."""
        return max((hit.mode for hit in self.hits), key=lambda mode: mode.rank, default=Mode.OFF)
