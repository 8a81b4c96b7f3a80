"""What a model outside of the core is sure enough of, for the detectors that only read its scores."""

from collections.abc import Callable

from bot.policy.detectors.protocol import Scan
from bot.policy.phrase import Phrase
from bot.policy.verdict import Finding, View


def sure_enough(
    detector: str, scan: Scan, name: str, at_least: float, explain: Callable[[float], Phrase]
) -> tuple[Finding, ...]:
    """Return a finding when the score of this name is there and reaches ``at_least`` (0 … 1)."""
    score = scan.facts.scores.get(name)
    if score is None or score < at_least:
        return ()
    return (
        Finding(
            detector=detector,
            view=View.NONE,
            score=score,
            threshold=at_least,
            matched=name,
            explanation=explain(score),
        ),
    )
