"""Second opinions: what a rule still does where the text model doubts it, and when it is worth asking.

Patterns find "kill myself" in the title of a song, too; the model reads the whole sentence. Where it finds
what a rule is about unlikely, a rule with ``second_opinion`` does one step less: what would be removed goes
to people, what would go to people is only counted. Other rules hold whatever the model says.
"""

from collections.abc import Collection, Sequence
from typing import Final

from bot.policy.families import family
from bot.policy.rules import RuleSet, RuleSpec
from bot.policy.verdict import Finding, Mode, Verdict, View

UNLIKELY: Final = "unlikely"
"""Why a mode is weaker then (``Hit.weakened``)."""

_MILDER: Final = {Mode.ENFORCE: Mode.FLAG, Mode.FLAG: Mode.SHADOW}


def milder(spec: RuleSpec, mode: Mode, findings: Sequence[Finding], unlikely: Collection[str]) -> Mode:
    """Return what is left of ``mode`` when the model finds the families ``unlikely`` hardly likely.

    The loose view undoes disguises that the model can't read, so that its doubts say nothing there.
    """
    if not spec.second_opinion or family(spec.id, spec.clause) not in unlikely:
        return mode
    return mode if any(item.view is View.LOOSE for item in findings) else _MILDER.get(mode, mode)


def settled(rules: RuleSet, verdict: Verdict) -> bool:
    """Say whether something is removed whatever the model says, so that it needn't wait for it."""
    return any(hit.mode is Mode.ENFORCE and hit.rule_id not in rules.doubtable for hit in verdict.hits)


def may_change(rules: RuleSet, verdict: Verdict) -> bool:
    """Say whether the model's doubts could make the verdict milder."""
    return any(hit.mode.rank >= Mode.FLAG.rank and hit.rule_id in rules.doubtable for hit in verdict.hits)
