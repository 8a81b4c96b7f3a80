"""The second look: the text model, asked about the few messages that its gate finds worth it.

Only what the model is sure enough of reaches the rules; without a model, or past its deadline, a message is
judged by the rules alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.models.text import ModelMissing, TextModel


@dataclass(slots=True)
class SecondLook:
    """The loaded model and its thresholds."""

    model: TextModel

    def wants(self, *texts: str) -> bool:
        """Say, in microseconds, whether one of the texts is worth asking about."""
        return self.model.wants(*texts)

    async def score(self, text: str) -> Mapping[str, float] | None:
        """Return the families that the model is sure enough of, with their probabilities."""
        scores = await self.model.score(text)
        return None if scores is None else self.sure(scores)

    def sure(self, scores: Mapping[str, float]) -> dict[str, float]:
        """Return the scores that reach the threshold of their family."""
        limits = self.model.thresholds
        return {
            family: score
            for family, score in scores.items()
            if family in limits and score >= limits[family].flag
        }

    def close(self) -> None:
        """End the model's thread."""
        self.model.close()


def load(folder: Path) -> SecondLook | str:
    """Return the second look, or why there is none."""
    found = TextModel.load(folder)
    return found.reason if isinstance(found, ModelMissing) else SecondLook(found)
