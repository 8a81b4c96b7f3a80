"""Flooding: too many messages of one member in too short a time, counted by ``policy.window``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.policy.detectors import options
from bot.policy.detectors.protocol import Facts, Matcher, Needs, Problem, Scan
from bot.policy.phrase import Phrase, phrase
from bot.policy.verdict import Finding, View
from bot.policy.window import FEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How fast a member may write."""

    messages: int = field(default=8, metadata={"least": FEW})
    """So many messages, this one included, are a flood; at least 4, at most 32 are remembered."""
    seconds: float = field(default=10.0, metadata={"least": 1})
    """… when they come within this time; the window remembers a minute."""


@dataclass(frozen=True, slots=True)
class Flood:
    """The compiled detector."""

    config: Config

    @property
    def needs(self) -> Needs:
        """Return what must be there."""
        return Needs(recent=self.config.messages)

    def match(self, scan: Scan) -> tuple[Finding, ...]:
        """Return a finding when this message completes a flood."""
        facts = scan.facts
        if facts.recent_messages < self.config.messages:
            return ()
        count = self._count(facts)
        if count < self.config.messages:
            return ()
        kind = f"{count}:{self.config.seconds:g}"
        return (
            Finding(
                detector="flood",
                view=View.NONE,
                threshold=self.config.messages,
                matched=kind,
                explanation=explain_kind(kind),
            ),
        )

    def _count(self, facts: Facts) -> int:
        if facts.sent_ago:
            return sum(age <= self.config.seconds for age in facts.sent_ago)
        # Facts made without single times (a back-test) still tell something if their span is short enough.
        return facts.recent_messages if facts.window_seconds <= self.config.seconds else 0


def explain_kind(kind: str) -> Phrase:
    """Say in one sentence how many messages came in what time."""
    count, _, seconds = kind.partition(":")
    length = int(seconds) if seconds.isdecimal() else float(seconds)
    return phrase("detector.flood", count=int(count), time=phrase("detector.seconds", count=length))


class FloodDetector:
    """The detector ``flood``."""

    name = "flood"

    def compile(self, table: Mapping[str, object]) -> Matcher | tuple[Problem, ...]:
        """Turn a rule's table into a matcher, or say what is wrong with it."""
        config = options.read(Config, table)
        return config if isinstance(config, tuple) else Flood(config)

    def explain(self, finding: Finding) -> Phrase:
        """Say how many messages came."""
        return explain_kind(finding.matched)


DETECTOR: Final = FloodDetector()
