"""The script of disturbances of requests: seeded, weighted, counted.

Each fault imitates one that bots really meet (FAULTS rows F3, F48; the 429s differ as discord.py 2.7.1 treats
them differently). Faults *after* the act are the mean ones: the world has changed and the bot can't know.
"""

import random
from dataclasses import dataclass, field
from enum import StrEnum

from tests.faults.ledger import Ledger


class Fault(StrEnum):
    """What is done to one request; the first group keeps the act from happening."""

    LIMIT = "429 with Via"
    """discord.py waits and repeats."""
    LIMIT_GLOBAL = "429 global"
    """discord.py holds back everything."""
    LIMIT_LONG = "429 long"
    """Beyond ``max_ratelimit_timeout``: raised as RateLimited."""
    LIMIT_EDGE = "429 without Via"
    """From the edge network, raised at once."""
    ERROR_500 = "500"
    ERROR_502 = "502"
    ERROR_503 = "503"
    CUT_BEFORE = "socket cut before the act"
    CUT_AFTER = "answer dropped after the act"
    ERROR_AFTER = "500 after the act"
    LATE = "answer held back after the act"


BEFORE = frozenset(
    {
        Fault.LIMIT, Fault.LIMIT_GLOBAL, Fault.LIMIT_LONG, Fault.LIMIT_EDGE,
        Fault.ERROR_500, Fault.ERROR_502, Fault.ERROR_503, Fault.CUT_BEFORE,
    }
)  # fmt: skip

WEIGHTS: dict[Fault, float] = {
    Fault.LIMIT: 14,
    Fault.LIMIT_GLOBAL: 4,
    Fault.LIMIT_LONG: 1,
    Fault.LIMIT_EDGE: 10,
    # discord.py repeats 500 and 502 itself, a second or more each, so a few of them cost much time.
    Fault.ERROR_500: 5,
    Fault.ERROR_502: 5,
    Fault.ERROR_503: 14,
    Fault.CUT_BEFORE: 14,
    Fault.CUT_AFTER: 24,
    Fault.ERROR_AFTER: 5,
    Fault.LATE: 4,
}

SPARED = frozenset({"/users/@me", "/gateway/bot", "/oauth2/applications/@me"})
"""Log-in: a failure there ends a process that then starts again, which the kills test already."""


@dataclass(slots=True, kw_only=True)
class Script:
    """Decides for each request whether something happens to it; the same seed decides the same."""

    ledger: Ledger
    seed: int = 0
    rate: float = 0.0
    """Share of requests that get a fault, 0 … 1."""
    weights: dict[Fault, float] = field(default_factory=lambda: dict(WEIGHTS))
    planned: list[Fault] = field(default_factory=list)
    """Faults for the very next requests, first come first served; for single tests."""
    at: dict[str, list[Fault]] = field(default_factory=dict)
    """The same for the next requests of one route, as ``POST /channels/{channel_id}/messages``."""
    long_wait: float = 31.0
    """Seconds that a long 429 asks for; discord.py can't be told to raise below 30."""
    late_by: float = 6.0
    """Seconds for which an answer is held back."""
    quiet: bool = False
    """No more faults: the run waits for the bot to finish."""
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def choose(self, method: str, template: str) -> Fault | None:
        """Return the fault for a request, already counted, or None."""
        fault = self._pick(method, template)
        if fault is not None:
            self.ledger.fault(fault.value)
        return fault

    def _pick(self, method: str, template: str) -> Fault | None:
        if template in SPARED or self.quiet:
            return None
        if here := self.at.get(f"{method} {template}"):
            return here.pop(0)
        if self.planned:
            return self.planned.pop(0)
        if self.dice.random() >= self.rate:
            return None
        names = list(self.weights)
        return self.dice.choices(names, [self.weights[name] for name in names])[0]

    def short_wait(self) -> float:
        """Return the seconds that an ordinary 429 asks for."""
        return round(self.dice.uniform(0.02, 0.3), 3)
