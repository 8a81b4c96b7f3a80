"""The ladder: from an offence and a record to a proposed step, with the reasons a moderator can check.

It proposes and never decides. Points grow with severity and record and halve with time; harassment and hatred
start at suspension; expulsion is proposed only for a pattern or for extreme harm (mission row M38).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import fsum, inf, log2
from typing import Final

from bot.policy.conduct import Category, Clause
from bot.policy.durations import format_duration
from bot.policy.phrase import Phrase, phrase
from bot.policy.sanctions import SanctionKind


class Aggravation(StrEnum):
    """What makes an offence weigh more; established by a person, or recorded before."""

    IGNORED_DIRECTION = "ignored_direction"
    PERSISTENT = "persistent"
    SEVERAL_TARGETS = "several_targets"
    ABUSE_OF_TRUST = "abuse_of_trust"
    """Committed by somebody in a role of trust, by means of it."""
    EXTREME_HARM = "extreme_harm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offence:
    """What is to be answered now."""

    clause: str
    category: Category
    severity: int
    """1 … 5; 0 for clauses that can't be broken."""
    aggravating: frozenset[Aggravation] = frozenset()

    @classmethod
    def against(cls, clause: Clause, *aggravating: Aggravation, severity: int | None = None) -> "Offence":
        """Return an offence against ``clause``, with its own severity unless another was found."""
        return cls(
            clause=clause.id,
            category=clause.category,
            severity=clause.severity if severity is None else severity,
            aggravating=frozenset(aggravating),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PastSanction:
    """One entry of the record that still stands; void and overturned ones are not passed in."""

    kind: SanctionKind
    severity: int
    at: datetime
    """When it was imposed, aware UTC."""
    clause: str = ""
    case: int | None = None
    """Several sanctions of one case count once, by the gravest; None stands alone."""


@dataclass(frozen=True, slots=True)
class Step:
    """From so many points on, this for so long."""

    points: float
    kind: SanctionKind
    duration: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderConfig:
    """The constants, which a server may set. They are house rules, not science: see each field."""

    points: tuple[float, ...] = (0, 1, 2, 4, 8, 16)
    """Points by severity 0 … 5: each grade weighs as much as two of the one below."""
    half_life: timedelta = timedelta(days=90)
    """After this time a past offence weighs half; after a year about a sixteenth."""
    forgotten_below: float = 0.25
    """A past offence of fewer points counts no more."""
    direction_weight: float = 0.5
    """A recorded "please stop" weighs half of a warning."""
    aggravation: float = 1.25
    """Each aggravating fact multiplies the points of the new offence by this."""
    steps: tuple[Step, ...] = (
        Step(0, SanctionKind.WARNING),
        Step(6, SanctionKind.MUTE, timedelta(hours=1)),
        Step(8, SanctionKind.MUTE, timedelta(days=1)),
        Step(10, SanctionKind.SUSPENSION, timedelta(days=3)),
        Step(12, SanctionKind.SUSPENSION, timedelta(days=7)),
        Step(16, SanctionKind.SUSPENSION, timedelta(days=30)),
        Step(24, SanctionKind.SUSPENSION, timedelta(days=90)),
    )
    """Rising in points and in weight. A first offence of severity 3 or less stays a warning."""
    ceilings: tuple[float, ...] = (0, 8, 12, inf, inf, inf)
    """By severity: no record lifts the step above this, so that a swear word never costs months."""
    from_suspension: frozenset[Category] = frozenset({Category.HARASSMENT, Category.BIGOTRY, Category.DANGER})
    """What starts at suspension even the first time."""
    pattern_count: int = 3
    """So many grave cases within ``pattern_window``, with the new one, are a pattern."""
    pattern_severity: int = 4
    pattern_from: int = 3
    """A milder new offence never completes a pattern."""
    pattern_window: timedelta = timedelta(days=365)
    expulsion_points: float = 24


DEFAULT: Final = LadderConfig()
_RANK: Final = {
    None: 0,
    SanctionKind.WARNING: 1,
    SanctionKind.MUTE: 2,
    SanctionKind.SUSPENSION: 3,
    SanctionKind.EXPULSION: 4,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the ladder suggests; a person accepts it or chooses otherwise with a reason."""

    kind: SanctionKind | None
    """None: nothing to sanction."""
    duration: timedelta | None = None
    """None for a warning, and for an expulsion, which holds until lifted."""
    reasons: tuple[Phrase, ...] = ()
    """Why, in the order in which it was weighed; for the moderators."""
    score: float = 0
    """Points of the offence and of what is left of the record."""

    @property
    def weight(self) -> tuple[int, float]:
        """Return how heavy the step is, to compare proposals."""
        seconds = self.duration.total_seconds() if self.duration else 0.0
        return _RANK[self.kind], seconds

    @property
    def automatic(self) -> bool:
        """Return whether the machine may do it without a person (mission row M3)."""
        return self.kind is SanctionKind.WARNING


def residual(past: PastSanction, now: datetime, config: LadderConfig = DEFAULT) -> float:
    """Return the points that are left of a past sanction at ``now``; 0 once it is forgotten."""
    # A clock that jumped back must not make old entries heavier than new ones (F10).
    age = max(now - past.at, timedelta(0))
    points = _weight(past, config) * 0.5 ** (age / config.half_life)
    return points if points >= config.forgotten_below else 0.0


def fades_at(past: PastSanction, config: LadderConfig = DEFAULT) -> datetime:
    """Return when a past sanction counts no more, for ``/my record``."""
    weight = _weight(past, config)
    halvings = log2(weight / config.forgotten_below) if weight > config.forgotten_below else 0.0
    return past.at + config.half_life * halvings


def propose(
    offence: Offence, record: Sequence[PastSanction], now: datetime, config: LadderConfig = DEFAULT
) -> Proposal:
    """Return the step for an offence, given the record of the person.

    A matter of care is never answered with a sanction (F34), and guidance can't be broken.
    """
    if offence.category is Category.CARE:
        return Proposal(kind=None, reasons=(phrase("ladder.care"),))
    if offence.category is Category.GUIDANCE or offence.severity <= 0:
        return Proposal(kind=None, reasons=(phrase("ladder.guidance"),))
    own = _own(offence, config)
    before = _by_case(record, now, config)
    # fsum rounds once, so the order of the record can not tip the scale.
    score = fsum([own, *before])
    reasons = [_severity(offence)]
    reasons += [phrase(f"ladder.{fact.value}") for fact in sorted(offence.aggravating)]
    reasons.append(_history(record, before))
    ceiling = config.ceilings[_grade(offence.severity)]
    step = _step(min(score, ceiling), config)
    if step != _step(score, config):
        reasons.append(phrase("ladder.ceiling"))
    first = _first_suspension(config)
    if offence.category in config.from_suspension and step.points < first.points:
        step = first
        reasons.append(phrase("ladder.from_suspension"))
    expelled = _expulsion(offence, record, score, now, config)
    if expelled is not None:
        return Proposal(kind=SanctionKind.EXPULSION, reasons=(*reasons, expelled), score=score)
    reasons.append(_result(step))
    return Proposal(kind=step.kind, duration=step.duration, reasons=tuple(reasons), score=score)


def _grade(severity: int) -> int:
    return min(max(severity, 0), 5)


def _points(severity: int, config: LadderConfig) -> float:
    return config.points[_grade(severity)]


def _weight(past: PastSanction, config: LadderConfig) -> float:
    share = config.direction_weight if past.kind is SanctionKind.DIRECTION else 1.0
    return _points(past.severity, config) * share


def _own(offence: Offence, config: LadderConfig) -> float:
    return _points(offence.severity, config) * config.aggravation ** len(offence.aggravating)


def _by_case(record: Sequence[PastSanction], now: datetime, config: LadderConfig) -> list[float]:
    """Return what is left of each past case: a warning and a takedown for one deed are one deed."""
    gravest: dict[object, float] = {}
    for index, past in enumerate(record):
        key = ("alone", index) if past.case is None else past.case
        gravest[key] = max(gravest.get(key, 0.0), residual(past, now, config))
    return [points for points in gravest.values() if points > 0]


def _severity(offence: Offence) -> Phrase:
    return phrase("ladder.severity", severity=phrase(f"ladder.grade.{_grade(offence.severity)}"))


def _history(record: Sequence[PastSanction], before: list[float]) -> Phrase:
    if before:
        return phrase("ladder.record", count=len(before), points=f"{fsum(before):.1f}")
    return phrase("ladder.faded") if record else phrase("ladder.clean")


def _step(score: float, config: LadderConfig) -> Step:
    return max((step for step in config.steps if step.points <= score), key=lambda step: step.points)


def _first_suspension(config: LadderConfig) -> Step:
    return next(step for step in config.steps if step.kind is SanctionKind.SUSPENSION)


def _expulsion(
    offence: Offence, record: Sequence[PastSanction], score: float, now: datetime, config: LadderConfig
) -> Phrase | None:
    """Return why expulsion has to be considered, or None."""
    if Aggravation.EXTREME_HARM in offence.aggravating and offence.severity >= config.pattern_severity:
        return phrase("ladder.extreme")
    if offence.severity < config.pattern_from:
        return None
    grave = {
        past.case if past.case is not None else ("alone", index)
        for index, past in enumerate(record)
        if past.severity >= config.pattern_severity and now - past.at <= config.pattern_window
    }
    count = len(grave) + (offence.severity >= config.pattern_severity)
    if count >= config.pattern_count and score >= config.expulsion_points:
        return phrase("ladder.pattern", count=count)
    return None


def _result(step: Step) -> Phrase:
    if step.duration is None:
        return phrase(f"ladder.step.{step.kind.value}")
    return phrase(f"ladder.step.{step.kind.value}", length=format_duration(step.duration))
