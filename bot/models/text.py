"""The text model as the bot uses it: a gate on the event loop, scores from a thread, never an exception.

Without the model every rule still works; a broken or missing file is a value with a reason, for the admins.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.models.batcher import Batcher
from bot.models.calibration import Thresholds

if TYPE_CHECKING:
    from bot.models.gate import Gate
    from bot.models.scorer import Scorer

DEADLINE: Final = 0.25
"""Seconds that a message waits for its scores before it is judged without them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelMissing:
    """There is no text model, and why."""

    reason: str


class TextModel:
    """The loaded model."""

    def __init__(self, scorer: "Scorer", *, degraded: str = "", deadline: float = DEADLINE) -> None:
        self._scorer = scorer
        self._deadline = deadline
        self._batcher = Batcher(scorer.judge)
        self.degraded = degraded
        """Why only the linear model runs; empty when all is well."""

    @staticmethod
    def load(folder: Path, *, deadline: float = DEADLINE) -> "TextModel | ModelMissing":
        """Load the model in ``folder`` (about 0.2 s), or say why there is none; never raises."""
        try:
            from bot.models.scorer import Scorer, load_encoder, load_parts
        except ImportError as problem:
            return ModelMissing(reason=f"numpy can't be used here ({problem})")
        parts = load_parts(folder)
        if isinstance(parts, str):
            return ModelMissing(reason=parts)
        encoder = load_encoder(folder, parts.calibration)
        degraded = encoder if isinstance(encoder, str) else ""
        found = None if isinstance(encoder, str) else encoder
        return TextModel(Scorer(parts, found), degraded=degraded, deadline=deadline)

    @property
    def version(self) -> str:
        """Return the version of the weights, for verdicts and the model card."""
        return self._scorer.calibration.version

    @property
    def thresholds(self) -> Mapping[str, Thresholds]:
        """Return by family from which score it is flagged and enforced."""
        return self._scorer.calibration.thresholds

    @property
    def failure(self) -> str:
        """Return why the last batch failed, or an empty text."""
        return self._batcher.failure

    @property
    def gate(self) -> "Gate":
        """Return the gate, for measuring it."""
        return self._scorer.gate

    def wants(self, *texts: str) -> bool:
        """Say at once whether one of these texts is worth asking the model."""
        return any(map(self._scorer.wants, texts))

    async def score(self, text: str) -> Mapping[str, float] | None:
        """Return a probability by label, computed off the event loop, or None past the deadline."""
        return await self._batcher.ask(text, self._deadline)

    def judge(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """Return the scores of many texts at once, here and now; for evaluation, never on the event loop."""
        return self._scorer.judge(texts)

    def close(self) -> None:
        """End the thread; later texts are judged without the model."""
        self._batcher.close()
