"""Raids: many accounts come at once, young ones, or ones with names alike.

A join is not a text: ``JoinWindow.observe`` keeps the last joins of each server, and what it tells is judged
as an occasion (``policy.occasion``). A young account by itself is no raid; it only makes one more likely.
"""

import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from bot.policy.content import PartKind
from bot.policy.detectors import options
from bot.policy.detectors.protocol import Matcher, Needs, Problem, Scan
from bot.policy.ids import GuildId, UserId
from bot.policy.occasion import Introduction, Join, JoinFacts
from bot.policy.phrase import Phrase, phrase
from bot.policy.skeleton import skeleton
from bot.policy.verdict import Finding, View

__all__ = ["DETECTOR", "Config", "Join", "JoinFacts", "JoinWindow", "Joins", "judge", "stem"]

_MOST: Final = 500
"""So many joins of one server are kept; a raid is plain long before."""
_MOST_SERVERS: Final = 5_000
_TAIL: Final = re.compile(r"[\d_.\-\s]+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """When joins look like a raid; 0 switches a limit off."""

    youngest_hours: float = 24.0
    """Accounts younger than this count."""
    burst: int = field(default=10, metadata={"least": 0})
    """So many joins, this one included, count …"""
    burst_seconds: float = field(default=60.0, metadata={"least": 1})
    """… when they come within this time; an hour is remembered."""
    alike: int = field(default=4, metadata={"least": 0})
    """So many joins with names alike within that time count."""
    without_avatar: bool = False
    """Whether a missing picture counts when the account is young too."""


class _Seen(NamedTuple):
    at: datetime
    user: UserId
    stem: str


class JoinWindow:
    """Bounded memory of the last hour's joins."""

    def __init__(self, *, memory: timedelta = timedelta(hours=1)) -> None:
        """Set for how long joins are remembered."""
        self._memory = memory
        self._servers: dict[GuildId, deque[_Seen]] = {}

    def observe(self, join: Join, now: datetime) -> JoinFacts:
        """Remember a join and return what is known with it; the same person at the same time counts once."""
        seen = self._servers.pop(join.guild_id, None)
        if seen is None:
            seen = deque(maxlen=_MOST)
        # Put back last, so that the first server is always the one that was quiet longest.
        self._servers[join.guild_id] = seen
        if len(self._servers) > _MOST_SERVERS:
            del self._servers[next(iter(self._servers))]
        while seen and now - seen[0].at > self._memory:
            seen.popleft()
        one = _Seen(join.joined_at, join.user_id, stem(join.name))
        if one not in seen:
            seen.append(one)
        alike = [other for other in seen if one.stem and other.stem == one.stem]
        return JoinFacts(
            ages=tuple(_age(join, other) for other in seen),
            alike_ages=tuple(_age(join, other) for other in alike),
            alike=tuple(dict.fromkeys(other.user for other in alike)),
            recent=tuple(dict.fromkeys(other.user for other in seen)),
        )


def judge(join: Join, facts: JoinFacts, config: Config) -> tuple[Finding, ...]:
    """Return why a join looks like part of a raid; each reason is one finding on the name."""
    age = join.joined_at - join.account_created_at
    young = age < timedelta(hours=config.youngest_hours)
    kinds = []
    if young:
        hours = max(0, age // timedelta(hours=1))
        kinds.append(f"young:{hours}")
        if config.without_avatar and not join.has_avatar:
            kinds.append("no_avatar")
    together = sum(one <= config.burst_seconds for one in facts.ages)
    if config.burst and together >= config.burst:
        kinds.append(f"burst:{together}")
    named = sum(one <= config.burst_seconds for one in facts.alike_ages)
    if config.alike and named >= config.alike:
        kinds.append(f"alike:{named}")
    return tuple(
        Finding(
            detector="joins",
            part=PartKind.NICKNAME,
            view=View.NONE,
            matched=kind,
            explanation=explain_kind(kind),
        )
        for kind in kinds
    )


def stem(name: str) -> str:
    """Return what names like "raider_01" and "R4ider 2" share: the skeleton without numbers at the end."""
    return skeleton(_TAIL.sub("", name[:100]))


def explain_kind(kind: str) -> Phrase:
    """Say in one sentence what is striking about a join."""
    what, _, count = kind.partition(":")
    if what == "no_avatar":
        return phrase("detector.joins.no_avatar")
    if kind == "young:0":
        return phrase("detector.joins.new")
    return phrase(f"detector.joins.{what}", count=int(count))


@dataclass(frozen=True, slots=True)
class Joins:
    """The compiled detector."""

    config: Config

    @property
    def needs(self) -> Needs:
        """Return that no message asks for it: only a join does."""
        return Needs()

    def match(self, scan: Scan) -> tuple[Finding, ...]:
        """Return what makes this join look like part of a raid; nothing for one that comes alone."""
        occasion = scan.facts.occasion
        if not isinstance(occasion, Introduction) or occasion.join is None:
            return ()
        findings = judge(occasion.join, occasion.joined, self.config)
        together = any(finding.matched.startswith(("burst", "alike")) for finding in findings)
        # What many do together comes first, as the first finding is the one that is told.
        return tuple(sorted(findings, key=lambda finding: _SIGNS[finding.matched[:5]])) if together else ()


_SIGNS: Final = {"burst": 0, "alike": 1, "young": 2, "no_av": 3}


class JoinsDetector:
    """The detector ``joins``."""

    name = "joins"

    def compile(self, table: Mapping[str, object]) -> Matcher | tuple[Problem, ...]:
        """Turn a rule's table into a matcher, or say what is wrong with it."""
        config = options.read(Config, table)
        return config if isinstance(config, tuple) else Joins(config)

    def explain(self, finding: Finding) -> Phrase:
        """Say what is striking about a join."""
        return explain_kind(finding.matched)


DETECTOR: Final = JoinsDetector()


def _age(join: Join, other: _Seen) -> float:
    return max(0.0, (join.joined_at - other.at).total_seconds())
