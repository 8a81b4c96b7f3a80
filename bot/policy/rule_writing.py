"""Rules back to text: as a mapping that can be stored as JSON, and as TOML that people can edit."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.policy.rules import RuleSpec


def rule_to_mapping(spec: "RuleSpec") -> dict[str, object]:
    """Return a rule as plain values, without what equals the default; ``rule_from_mapping`` reads it back."""
    mapping: dict[str, object] = {
        "id": spec.id,
        "description": spec.description,
        "clause": spec.clause,
        "detector": spec.detector,
        "mode": spec.mode.value,
        "severity": spec.severity,
        "route": spec.route.value,
    }
    if spec.parts:
        mapping["parts"] = [part.value for part in spec.parts]
    if spec.aimed:
        mapping["aimed"] = spec.aimed.value
    if spec.exempt_roles:
        # Text, since JSON readers in browsers can't hold 64 bits in a number.
        mapping["exempt_roles"] = [str(role) for role in spec.exempt_roles]
    if not spec.weaken_quotes:
        mapping["weaken_quotes"] = False
    if spec.second_opinion:
        mapping["second_opinion"] = True
    examples = {"match": list(spec.examples_match), "clean": list(spec.examples_clean)}
    if any(examples.values()):
        mapping["examples"] = {key: value for key, value in examples.items() if value}
    if spec.table:
        mapping[spec.detector] = {key: _plain(value) for key, value in spec.table.items()}
    return mapping


def rule_to_toml(spec: "RuleSpec") -> str:
    """Return a rule as a ``[[rule]]`` of a pack."""
    lines = ["[[rule]]"]
    tables: list[str] = []
    for key, value in rule_to_mapping(spec).items():
        if isinstance(value, Mapping):
            tables += ["", f"[rule.{key}]", *(f"{name} = {_toml(item)}" for name, item in value.items())]
        else:
            lines.append(f"{key} = {_toml(value)}")
    return "\n".join([*lines, *tables]) + "\n"


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_toml(str(key))} = {_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, str):
        # TOML's basic strings know all of JSON's escapes but "\/"; pairs of surrogates must be kept whole.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)
