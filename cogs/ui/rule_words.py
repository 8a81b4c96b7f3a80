"""From the options of /rules to a rule, and from what came of a change to words."""

from __future__ import annotations

from typing import Any

from bot.policy.phrase import Phrase, Value, phrase
from bot.policy.rules import Refusal, RuleProblem
from bot.services.orders import Unmoved
from bot.services.rules import Changed, RuleVersion
from cogs.ui.rule_places import Place


def sought(words: str | None, pattern: str | None, allow: str | None) -> dict[str, Any]:
    """Return the part of a rule that says what it looks for, from the options of a command."""
    if pattern is not None:
        return {"detector": "patterns", "patterns": {"patterns": [pattern]}}
    table = {"words": _split(words), **({"allow": _split(allow)} if allow else {})}
    return {"detector": "terms", "terms": table}


def _split(typed: str | None) -> list[str]:
    pieces = (typed or "").replace("\n", ",").split(",")
    return list(dict.fromkeys(piece.strip() for piece in pieces if piece.strip()))


def why_not(changed: Refusal | Unmoved | tuple[RuleProblem, ...]) -> Unmoved | Phrase:
    """Return why rules were not changed, or can't work."""
    if isinstance(changed, Refusal):
        return phrase("rules.below_floor", rule=changed.rule_id, floor=mode_word(changed.floor.value))
    if isinstance(changed, Unmoved):
        return changed
    lines = [f"– {problem.message} {problem.hint}".rstrip() for problem in changed[:5]]
    return phrase("rules.problems", list="\n".join(lines))


def undone(changed: Changed, where: Place) -> Phrase:
    """Return what was brought back."""
    verb, _, number = changed.change.partition(" ") if isinstance(changed, RuleVersion) else ("", "", "1")
    version = int(number) - 1 if verb == "undo" else int(number)
    if not version:
        return phrase("rules.saved_undo_all", place=where.name)
    return phrase("rules.saved_undo", place=where.name, version=version)


def mode_word(mode: str) -> Value:
    """Return a mode in one word."""
    return phrase(f"rules.mode.{mode}")


def unknown(rule: str) -> Unmoved:
    """Say that no rule has this id."""
    return Unmoved(key="no_such_rule", values={"rule": rule[:60]})
