"""Words and fixed phrases, found under disguise too, and never inside other words.

All rules' terms are matched together in one pass (``bot.policy.words``); this module only reads the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.policy.detectors.options import read
from bot.policy.detectors.protocol import Matcher, Problem
from bot.policy.phrase import Phrase, phrase
from bot.policy.verdict import Finding
from bot.policy.words import MAX_TERMS, TermList, unusable_term


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The table ``[rule.terms]``."""

    words: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    """Words and phrases that are fine although a term stands in them."""
    inflect: bool = False
    """Whether ``-s``, ``-ed``, ``-ing`` and the like may follow."""
    loose: bool = True
    """Whether to look for heavy disguise too, which never does more than flag."""


class Terms:
    """The detector ``terms``."""

    name = "terms"

    def compile(self, table: Mapping[str, object]) -> Matcher | tuple[Problem, ...]:
        """Return the terms as a part for the shared index, or every mistake in the table."""
        config = read(Config, table)
        if not isinstance(config, Config):
            return config
        problems = tuple(_doubts(config))
        return problems or TermList(
            terms=tuple(dict.fromkeys(config.words)),
            allow=config.allow,
            inflect=config.inflect,
            loose=config.loose,
        )

    def explain(self, finding: Finding) -> Phrase:
        """Name the term and how it was written."""
        return phrase(f"detector.terms.{finding.view.value}", term=finding.matched)


def _doubts(config: Config) -> list[Problem]:
    problems = [
        Problem(message=f"The term “{term}” {why}.", key="words")
        for term in config.words
        if (why := unusable_term(term))
    ]
    if not config.words:
        hint = "Give words = [...] or the name of a lexicon that isn't empty."
        problems.append(Problem(message="There is no term to look for.", hint=hint, key="words"))
    if len(config.words) > MAX_TERMS:
        hint = "Split it into several rules."
        problems.append(Problem(message=f"One rule takes {MAX_TERMS} terms at most.", hint=hint, key="words"))
    return problems


DETECTOR: Final = Terms()
