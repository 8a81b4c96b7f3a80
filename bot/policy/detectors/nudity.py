"""Naked bodies in pictures: what the image model of the extra ``vision`` is sure enough of.

The model runs outside of the core, in a process of its own; its score stands in ``Facts.scores`` when the
pictures of a message are judged. Without the extra nothing is found here and all else works.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.policy.detectors import options
from bot.policy.detectors.protocol import Matcher, Needs, Problem, Scan
from bot.policy.detectors.scored import sure_enough
from bot.policy.phrase import Phrase, phrase
from bot.policy.verdict import Finding

SCORE: Final = "nudity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Which score counts, and where."""

    at_least: float = field(default=0.8, metadata={"least": 0.0})
    """0 … 1; the model's makers call 0.8 and more very likely."""
    age_gated: bool = False
    """Whether channels that Discord shows to adults only count too."""


@dataclass(frozen=True, slots=True)
class Nudity:
    """The compiled detector."""

    config: Config

    @property
    def needs(self) -> Needs:
        """Return that no text asks for it: only pictures that were looked at do."""
        return Needs()

    def match(self, scan: Scan) -> tuple[Finding, ...]:
        """Return a finding when the model is sure enough."""
        if scan.content.age_gated and not self.config.age_gated:
            return ()
        return sure_enough("nudity", scan, SCORE, self.config.at_least, explain_score)


def explain_score(score: float) -> Phrase:
    """Say what the model sees, how sure it is, and what it gets wrong."""
    return phrase("detector.nudity", score=f"{score:.0%}")


class NudityDetector:
    """The detector ``nudity``."""

    name = "nudity"

    def compile(self, table: Mapping[str, object]) -> Matcher | tuple[Problem, ...]:
        """Turn a rule's table into a matcher, or say what is wrong with it."""
        config = options.read(Config, table)
        return config if isinstance(config, tuple) else Nudity(config)

    def explain(self, finding: Finding) -> Phrase:
        """Say what the model sees."""
        return explain_score(finding.score or 0.0)


DETECTOR: Final = NudityDetector()
