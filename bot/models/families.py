"""The labels that the model knows, so that training, evaluation and the rules speak of the same ones."""

from typing import Final

FAMILIES: Final = (
    "threat",
    "self_harm_encouragement",
    "self_harm_disclosure",
    "doxxing",
    "identity_attack",
    "misgendering",
    "harassment",
    "belittling",
    "sexual",
    "dangerous_speech",
    "incitement",
    "academic_integrity",
    "retaliation",
    "profanity_mild",
)
"""Clause families, in the order of the model's outputs."""

TOXICITY: Final = "toxicity"
"""Any hostility at all; for the queue's order and for figures, no clause cites it."""

LABELS: Final = (*FAMILIES, TOXICITY)

HOSTILE: Final = frozenset(
    {
        "threat",
        "self_harm_encouragement",
        "identity_attack",
        "misgendering",
        "harassment",
        "belittling",
        "sexual",
        "dangerous_speech",
        "incitement",
    }
)
"""Families that make a text toxic. Doxxing and retaliation can be perfectly polite, so they don't."""
