"""How often a rule is right, as far as people have looked at what it brought them."""

from dataclasses import dataclass
from typing import Final

ENOUGH: Final = 10
"""Below so many cases a share says more about chance than about the rule."""
LOW: Final = 0.7
"""Below this share of right hits a rule costs more attention than it is worth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """What people found when they looked at a rule's hits, counted by case."""

    looked: int
    """Cases with this rule in which a person decided, or called the rule wrong."""
    wrong: int
    """Of these, the ones that ended as *no violation*, or in which the rule was called wrong."""

    @property
    def share(self) -> float:
        """Return the share of right ones, 0 … 1."""
        return (self.looked - self.wrong) / self.looked if self.looked else 1.0

    @property
    def percent(self) -> int:
        """Return the share in percent; 100 only where nothing was wrong, 0 only where nothing was right."""
        if self.wrong in (0, self.looked):
            return round(self.share * 100)
        return min(99, max(1, round(self.share * 100)))

    @property
    def is_low(self) -> bool:
        """Tell whether the rule is wrong so often that somebody should change it."""
        return self.looked >= ENOUGH and self.share < LOW
