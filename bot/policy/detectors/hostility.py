"""Sustained hostility over days. Counted outside of the core, so no message by itself is ever found here.

A rule with this detector says from when on people are told, for which clause and how gravely
(``policy.contacts``); switched off, nothing is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.policy.contacts import Limits
from bot.policy.detectors import options
from bot.policy.detectors.protocol import Matcher, Needs, Problem, Scan
from bot.policy.phrase import Phrase, phrase
from bot.policy.verdict import Finding


@dataclass(frozen=True, slots=True)
class Hostility:
    """The compiled detector: it holds the limits."""

    config: Limits

    @property
    def needs(self) -> Needs:
        """Return that no message asks for it."""
        return Needs()

    def match(self, scan: Scan) -> tuple[Finding, ...]:
        """Return nothing: no single message shows it."""
        return ()


class HostilityDetector:
    """The detector ``hostility``."""

    name = "hostility"

    def compile(self, table: Mapping[str, object]) -> Matcher | tuple[Problem, ...]:
        """Turn a rule's table into its limits, or say what is wrong with it."""
        config = options.read(Limits, table)
        return config if isinstance(config, tuple) else Hostility(config)

    def explain(self, finding: Finding) -> Phrase:
        """Say what it is about."""
        return phrase("detector.hostility.found")


DETECTOR: Final = HostilityDetector()
