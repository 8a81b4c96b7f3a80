"""What the text model is sure of: one rule a clause family, so that each has its own mode, route and clause.

The model runs outside of the core, off the event loop; what it is sure enough of stands in ``Facts.scores``
when a message is judged for the second time. Without the model nothing is found here and all else works.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from bot.policy.detectors import options
from bot.policy.detectors.protocol import Matcher, Needs, Problem, Scan
from bot.policy.detectors.scored import sure_enough
from bot.policy.families import FAMILIES
from bot.policy.phrase import Phrase, phrase
from bot.policy.verdict import Finding

KNOWN: Final = (*FAMILIES, "toxicity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Which score counts."""

    family: str = ""
    """A clause family of the model, such as ``threat``."""
    at_least: float = field(default=0.0, metadata={"least": 0.0})
    """A server may ask for more than the model's own threshold, 0 … 1."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """The compiled detector."""

    config: Config

    @property
    def needs(self) -> Needs:
        """Return that no text asks for it: only a second look, with scores, does."""
        return Needs()

    def match(self, scan: Scan) -> tuple[Finding, ...]:
        """Return a finding when the model is sure enough of the family."""
        family, at_least = self.config.family, self.config.at_least
        return sure_enough("classifier", scan, family, at_least, partial(explain_family, family))


_SUREST: Final = 0.99
"""Most that is said: the scores end at 1, but no model is ever quite sure."""


def explain_family(family: str, score: float) -> Phrase:
    """Say what the model takes the text for, and how sure it is."""
    what = phrase(f"detector.classifier.family.{family}")
    return phrase("detector.classifier.found", family=what, score=f"{min(score, _SUREST):.0%}")


class ClassifierDetector:
    """The detector ``classifier``."""

    name = "classifier"

    def compile(self, table: Mapping[str, object]) -> Matcher | tuple[Problem, ...]:
        """Turn a rule's table into a matcher, or say what is wrong with it."""
        config = options.read(Config, table)
        if isinstance(config, tuple):
            return config
        if config.family not in KNOWN:
            known = ", ".join(KNOWN)
            message = f"There is no family “{config.family}”."
            return (Problem(message=message, hint=f"One of: {known}", key="family"),)
        return Classifier(config)

    def explain(self, finding: Finding) -> Phrase:
        """Say what the model takes the text for."""
        return explain_family(finding.matched, finding.score)


DETECTOR: Final = ClassifierDetector()
