"""The same text again and again: by one member, over several channels, or by several accounts together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.policy.detectors import options
from bot.policy.detectors.protocol import Facts, Matcher, Needs, Problem, Scan
from bot.policy.phrase import Phrase, phrase
from bot.policy.verdict import Finding, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How often a text may come; 0 switches a limit off. The window remembers texts for ten minutes."""

    copies: int = field(default=4, metadata={"least": 0})
    """So many copies by one member, this one included, count."""
    channels: int = field(default=3, metadata={"least": 0})
    """Copies by one member in so many channels count."""
    accounts: int = field(default=4, metadata={"least": 0})
    """The same text from so many accounts counts."""
    shortest: int = 12
    """Texts with fewer characters never count: everybody says "good morning"."""


@dataclass(frozen=True, slots=True)
class Repetition:
    """The compiled detector."""

    config: Config

    @property
    def needs(self) -> Needs:
        """Return what must be there; the lowest limit that is on, and 2 where all are off."""
        limits = (self.config.accounts, self.config.channels, self.config.copies)
        return Needs(copies=max(2, min(filter(None, limits), default=2)))

    def match(self, scan: Scan) -> tuple[Finding, ...]:
        """Return one finding, for the gravest limit that was passed."""
        facts = scan.facts
        if facts.repeats < 2 and facts.repeat_authors < 2:
            return ()
        # Without words the files are what was repeated, and a file is never too short.
        size = sum(len(part.text) for part in scan.content.parts)
        if 0 < size < self.config.shortest:
            return ()
        kind, most = self._kind(facts)
        if not kind:
            return ()
        return (
            Finding(
                detector="repetition",
                view=View.NONE,
                threshold=most,
                matched=kind,
                explanation=explain_kind(kind),
            ),
        )

    def _kind(self, facts: Facts) -> tuple[str, int]:
        for name, count, most in (
            ("accounts", facts.repeat_authors, self.config.accounts),
            ("channels", facts.repeat_channels, self.config.channels),
            ("copies", facts.repeats, self.config.copies),
        ):
            if most and count >= max(2, most):
                return f"{name}:{count}", max(2, most)
        return "", 0


def explain_kind(kind: str) -> Phrase:
    """Say in one sentence how the text was repeated."""
    what, _, count = kind.partition(":")
    return phrase(f"detector.repetition.{what}", count=int(count))


class RepetitionDetector:
    """The detector ``repetition``."""

    name = "repetition"

    def compile(self, table: Mapping[str, object]) -> Matcher | tuple[Problem, ...]:
        """Turn a rule's table into a matcher, or say what is wrong with it."""
        config = options.read(Config, table)
        return config if isinstance(config, tuple) else Repetition(config)

    def explain(self, finding: Finding) -> Phrase:
        """Say how the text was repeated."""
        return explain_kind(finding.matched)


DETECTOR: Final = RepetitionDetector()
