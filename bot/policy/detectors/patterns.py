"""Patterns in RE2, whose time grows only with the length of the text, whoever wrote the pattern (fault F36).

All rules' patterns are matched together in one pass (``bot.policy.words``); this module only reads the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.policy.detectors.options import read
from bot.policy.detectors.protocol import Matcher, Problem
from bot.policy.phrase import Phrase, phrase
from bot.policy.verdict import Finding, View
from bot.policy.words import MAX_PATTERNS, PatternList, unusable_pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The table ``[rule.patterns]``. Capitals and small letters are never told apart."""

    patterns: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    """Patterns that, when they match in the same sentence, make the match void (“please don't …”)."""
    label: str = ""
    """What to call it in explanations; empty shows the pattern itself."""
    view: str = field(default="strict", metadata={"choices": ("raw", "strict")})
    """``strict`` also looks under disguises; ``raw`` takes the text as written (for numbers and signs)."""


class Patterns:
    """The detector ``patterns``."""

    name = "patterns"

    def compile(self, table: Mapping[str, object]) -> Matcher | tuple[Problem, ...]:
        """Return the patterns as a part for the shared index, or every mistake in the table."""
        config = read(Config, table)
        if not isinstance(config, Config):
            return config
        problems = tuple(_doubts(config))
        return problems or PatternList(
            patterns=config.patterns,
            unless=config.unless,
            label=config.label,
            strict=config.view == "strict",
        )

    def explain(self, finding: Finding) -> Phrase:
        """Name the pattern by its label and how it was written."""
        how = "raw" if finding.view is View.RAW else "disguised"
        return phrase(f"detector.patterns.{how}", label=finding.matched)


def _doubts(config: Config) -> list[Problem]:
    problems = []
    for key, group in (("patterns", config.patterns), ("unless", config.unless)):
        for pattern in group:
            wrong = unusable_pattern(pattern)
            if wrong:
                message, hint = wrong
                shown = pattern if len(pattern) <= 60 else pattern[:57] + "…"
                problems.append(Problem(message=f"The pattern “{shown}” {message}.", hint=hint, key=key))
    if not config.patterns:
        problems.append(Problem(message="There is no pattern to look for.", key="patterns"))
    if len(config.patterns) + len(config.unless) > MAX_PATTERNS:
        hint = "Split it into several rules."
        problems.append(
            Problem(message=f"One rule takes {MAX_PATTERNS} patterns.", hint=hint, key="patterns")
        )
    return problems


DETECTOR: Final = Patterns()
