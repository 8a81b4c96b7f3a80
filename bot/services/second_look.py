"""The second look: the text model, asked about the few messages that its gate finds worth it.

Only what the model is sure enough of reaches the rules; without a model, or past its deadline, a message is
judged by the rules alone.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bot import paths
from bot.models.text import ModelMissing, TextModel
from bot.policy.detectors.protocol import Facts
from bot.policy.opinion import may_change, settled
from bot.policy.rules import RuleSet
from bot.policy.verdict import Verdict
from bot.settings import Settings

_log = logging.getLogger("steward")

_UNLIKELY: Final = 0.2
"""Probability below which a family is unlikely. Of the attacks that patterns find in sentences that taught
nothing, one in a hundred scores below; of what they find wrongly nearly half (see the model card)."""

_READ_WHOLE: Final = 400
"""Letters of a text up to which the model's doubts count: of longer ones it reads parts, and what a pattern
found may stand in another."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model says of one text."""

    sure: Mapping[str, float]
    """The families that it is sure enough of, with their probabilities."""
    unlikely: frozenset[str] = frozenset()
    """Those that it finds unlikely."""

    def bears_on(self, verdict: Verdict | None) -> bool:
        """Say whether judging again could come to another verdict (None: clean)."""
        return bool(self.sure) or verdict is not None

    def with_facts(self, facts: Facts) -> Facts:
        """Return what is known besides, with what the model says."""
        return replace(facts, scores=self.sure, unlikely=self.unlikely)


@dataclass(slots=True)
class SecondLook:
    """The loaded model and its thresholds."""

    model: TextModel

    def wants(self, *texts: str) -> bool:
        """Say, in microseconds, whether one of the texts is worth asking about."""
        return self.model.wants(*texts)

    def worth_asking(self, rules: RuleSet, verdict: Verdict | None, *texts: str) -> bool:
        """Say whether the model could change the verdict that the rules alone come to (None: clean)."""
        if verdict is not None:
            if settled(rules, verdict):
                return False
            if may_change(rules, verdict):
                return True
        return self.wants(*texts)

    async def ask(self, text: str) -> Opinion | None:
        """Return what the model says of a text, or None past the deadline."""
        scores = await self.model.score(text)
        return None if scores is None else self.opinion(text, scores)

    def opinion(self, text: str, scores: Mapping[str, float]) -> Opinion:
        """Return what the probabilities of a text mean for its verdict."""
        doubts = len(text) <= _READ_WHOLE and not self.model.degraded
        low = (family for family, score in scores.items() if score < _UNLIKELY) if doubts else ()
        return Opinion(self._sure(scores), frozenset(low))

    def judge(self, text: str) -> dict[str, float]:
        """Return all probabilities of one text here and now; for measuring, never on the event loop."""
        return self.model.judge([text])[0]

    def margins(self, scores: Mapping[str, float]) -> dict[str, float]:
        """Return the scores stretched so that one half is the threshold of each family.

        So families with different thresholds can be compared, and one half or more means flagged.
        """
        limits = self.model.thresholds
        return {
            family: _margin(score, limits[family].flag)
            for family, score in scores.items()
            if family in limits
        }

    def _sure(self, scores: Mapping[str, float]) -> dict[str, float]:
        limits = self.model.thresholds
        return {
            family: score
            for family, score in scores.items()
            if family in limits and score >= limits[family].flag
        }

    def close(self) -> None:
        """End the model's thread."""
        self.model.close()


def _margin(score: float, threshold: float) -> float:
    if score < threshold:
        return score / threshold / 2
    return 0.5 + (score - threshold) / max(1.0 - threshold, 1e-9) / 2


def of(settings: Settings) -> SecondLook | None:
    """Return what the settings ask for; the log says why there is none where one was wanted."""
    if not settings.text_model:
        return None
    found = load(paths.data_dir() / "models" / "text")
    if isinstance(found, str):
        _log.warning("The text model is off: %s.", found)
        return None
    return found


def load(folder: Path) -> SecondLook | str:
    """Return the second look, or why there is none."""
    found = TextModel.load(folder)
    return found.reason if isinstance(found, ModelMissing) else SecondLook(found)
