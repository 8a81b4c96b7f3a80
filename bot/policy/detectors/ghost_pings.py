"""Ghost pings: mentions that are deleted or edited away within seconds. People look up and find nothing.

Everybody deletes a slip of the fingers now and then, so one mention of one person is none yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.policy.detectors import options
from bot.policy.detectors.protocol import Matcher, Needs, Problem, Scan
from bot.policy.occasion import GhostPing
from bot.policy.phrase import Phrase, phrase
from bot.policy.verdict import Finding, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """When a mention that was taken back counts; 0 switches a limit off."""

    seconds: float = field(default=30.0, metadata={"least": 1})
    """Longer than that (at most a minute is remembered), and whoever was meant has seen it."""
    people: int = field(default=3, metadata={"least": 0})
    """So many people at once count; a role counts as many."""
    times: int = field(default=2, metadata={"least": 0})
    """So many times within ten minutes count, whoever was meant."""


@dataclass(frozen=True, slots=True)
class GhostPings:
    """The compiled detector."""

    config: Config

    @property
    def needs(self) -> Needs:
        """Return that no message asks for it: only its end does."""
        return Needs()

    def match(self, scan: Scan) -> tuple[Finding, ...]:
        """Return a finding when the mention that was taken back is more than a slip."""
        ghost = scan.facts.occasion
        if not isinstance(ghost, GhostPing) or ghost.seconds > self.config.seconds:
            return ()
        if self.config.people and (ghost.groups or ghost.people >= self.config.people):
            return (
                _finding("groups" if ghost.groups else "people", ghost.people, self.config.people, ghost),
            )
        if self.config.times and ghost.times >= self.config.times:
            return (_finding("times", ghost.times, self.config.times, ghost),)
        return ()


def _finding(what: str, count: int, least: int, ghost: GhostPing) -> Finding:
    kind = f"{what}:{count}:{ghost.seconds:.0f}"
    return Finding(
        detector="ghost_pings",
        view=View.NONE,
        threshold=0 if what == "groups" else least,
        matched=kind,
        explanation=explain_kind(kind),
    )


def explain_kind(kind: str) -> Phrase:
    """Say in one sentence what was taken back."""
    what, count, seconds = kind.split(":")
    time = phrase("detector.seconds", count=int(seconds))
    return phrase(f"detector.ghost_pings.{what}", count=int(count), time=time)


class GhostPingsDetector:
    """The detector ``ghost_pings``."""

    name = "ghost_pings"

    def compile(self, table: Mapping[str, object]) -> Matcher | tuple[Problem, ...]:
        """Turn a rule's table into a matcher, or say what is wrong with it."""
        config = options.read(Config, table)
        return config if isinstance(config, tuple) else GhostPings(config)

    def explain(self, finding: Finding) -> Phrase:
        """Say what was taken back."""
        return explain_kind(finding.matched)


DETECTOR: Final = GhostPingsDetector()
