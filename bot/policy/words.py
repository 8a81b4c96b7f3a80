"""Words and patterns of all rules, matched in one pass whose cost does not grow with their number."""

from dataclasses import dataclass
from typing import Final

import re2

from bot.policy.detectors.protocol import Scan
from bot.policy.verdict import Finding

MAX_TERMS: Final = 20_000
MAX_PATTERNS: Final = 200
MAX_PATTERN_LENGTH: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TermList:
    """The terms of one rule."""

    terms: tuple[str, ...]
    allow: tuple[str, ...] = ()
    inflect: bool = False
    loose: bool = True

    def match(self, scan: Scan) -> tuple[Finding, ...]:
        """Match alone, without the shared index."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternList:
    """The patterns of one rule."""

    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()
    label: str = ""
    strict: bool = True

    def match(self, scan: Scan) -> tuple[Finding, ...]:
        """Match alone, without the shared index."""
        return ()


def unusable_term(term: str) -> str:
    """Say why a term can't be looked for, or return nothing."""
    return "" if any(sign.isalnum() for sign in term) else "holds no letter"


def unusable_pattern(pattern: str) -> tuple[str, str] | None:
    """Say why a pattern can't be used, with a hint, or return None."""
    if len(pattern) > MAX_PATTERN_LENGTH:
        return f"is longer than {MAX_PATTERN_LENGTH} characters", "split it into several"
    try:
        re2.compile(pattern)
    except re2.error as fault:
        return "can't be used: " + str(fault), "look-around and back-references are not possible"
    return None
