"""One content under evaluation: its texts and, on first use, their folded views."""

from datetime import datetime

from bot.policy.content import Content
from bot.policy.detectors.protocol import Facts
from bot.policy.folding.traced import Folded
from bot.policy.normalise import fold


class TextScan:
    """What detectors are given; see ``protocol.Scan``."""

    __slots__ = ("_folds", "content", "facts", "now")

    def __init__(self, content: Content, facts: Facts, now: datetime) -> None:
        self.content = content
        self.facts = facts
        self.now = now
        self._folds: dict[int, Folded] | None = None

    def raw(self, index: int) -> str:
        """Return the text of part ``index`` as written."""
        return self.content.parts[index].text

    def strict(self, index: int) -> str:
        """Return the strictly folded text of part ``index``."""
        return self._folded(index).text

    def origin(self, index: int, start: int, end: int) -> tuple[int, int]:
        """Map a half-open span of the strict view of part ``index`` back to the original text."""
        return self._folded(index).origin(start, end)

    def _folded(self, index: int) -> Folded:
        if self._folds is None:
            self._folds = {}
        if index not in self._folds:
            self._folds[index] = fold(self.raw(index))
        return self._folds[index]
