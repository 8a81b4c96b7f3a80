"""Clause families: the grain in which noticing is measured, finer than clauses that hold two things."""

from collections.abc import Mapping
from typing import Final

from bot.policy.verdict import Hit

OF_CLAUSE: Final[Mapping[str, str]] = {
    "threats": "threat",
    "self-harm": "self_harm_disclosure",
    "doxxing": "doxxing",
    "privacy": "personal_data",
    "identity-attack": "identity_attack",
    "misgendering": "misgendering",
    "harassment": "harassment",
    "belittling": "belittling",
    "sexual-attention": "sexual",
    "dangerous-speech": "dangerous_speech",
    "incitement": "incitement",
    "disruption": "disruption",
    "impersonation": "disruption",
    "academic-integrity": "academic_integrity",
    "retaliation": "retaliation",
    "false-report": "retaliation",
    "profanity": "profanity_mild",
}
_OF_RULE: Final[Mapping[str, str]] = {
    # The code has no clause of its own for it: telling somebody to hurt themselves is violence.
    "self-harm.encouragement": "self_harm_encouragement",
    "model.self-harm-encouragement": "self_harm_encouragement",
}
FAMILIES: Final = tuple(dict.fromkeys([*OF_CLAUSE.values(), *_OF_RULE.values()]))


def family_of(hit: Hit) -> str:
    """Return the family of a hit; ``other`` for clauses without one."""
    return family(hit.rule_id, hit.clause)


def family(rule_id: str, clause: str) -> str:
    """Return the family that a rule is about; ``other`` for clauses without one."""
    return _OF_RULE.get(rule_id) or OF_CLAUSE.get(clause, "other")
