"""What one place says about rules, as a value that is stored; and the packs that every server starts from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from bot.errors import StewardError
from bot.policy.rule_parsing import parse_pack, rule_from_mapping
from bot.policy.rule_writing import rule_to_mapping
from bot.policy.rules import Pack, RuleSpec
from bot.policy.verdict import Mode
from bot.storage.rules import RuleVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeRules:
    """What one place says: rules of its own and modes for rules that it inherits."""

    rules: tuple[RuleSpec, ...] = ()
    modes: Mapping[str, Mode] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the document that is stored."""
        return {
            "rules": [rule_to_mapping(rule) for rule in self.rules],
            "modes": {rule: mode.value for rule, mode in self.modes.items()},
        }

    def holds(self, rule_id: str) -> bool:
        """Return whether the place itself made this rule."""
        return any(rule.id == rule_id for rule in self.rules)

    def with_rule(self, spec: RuleSpec) -> "ScopeRules":
        """Return this with a rule added, in the place of the one of the same id."""
        others = tuple(rule for rule in self.rules if rule.id != spec.id)
        modes = {rule: mode for rule, mode in self.modes.items() if rule != spec.id}
        return ScopeRules(rules=(*others, spec), modes=modes)

    def without(self, rule_id: str) -> "ScopeRules":
        """Return this without a rule and without what was said about it."""
        return ScopeRules(
            rules=tuple(rule for rule in self.rules if rule.id != rule_id),
            modes={rule: mode for rule, mode in self.modes.items() if rule != rule_id},
        )

    def with_mode(self, rule_id: str, mode: Mode) -> "ScopeRules":
        """Return this with another mode for a rule."""
        return ScopeRules(rules=self.rules, modes={**self.modes, rule_id: mode})


NOTHING: Final = ScopeRules()

BASE: Final = "standard"
"""The pack that is read first, so that others may extend it."""


def read_scope(document: Mapping[str, Any]) -> ScopeRules:
    """Return what was stored; a rule that can't be read any more is left out, not the rest (F42)."""
    rules = [rule_from_mapping(each, "stored rule") for each in document.get("rules", ())]
    return ScopeRules(
        rules=tuple(rule for rule in rules if isinstance(rule, RuleSpec)),
        modes={rule: Mode(mode) for rule, mode in document.get("modes", {}).items()},
    )


def over(pack: Iterable[RuleSpec], server: ScopeRules) -> tuple[RuleSpec, ...]:
    """Return a pack with a server's changes; the server owns its floor, so it may loosen too."""
    rules = {rule.id: rule for rule in (*pack, *server.rules)}
    return tuple(replace(rule, mode=server.modes.get(rule_id, rule.mode)) for rule_id, rule in rules.items())


def undone_by(past: Sequence[RuleVersion]) -> int:
    """Return the version that the next undo takes back, 0 for none; ``past`` is newest first.

    Undoing again goes one step further back instead of bringing back what was just undone.
    """
    if not past:
        return 0
    verb, _, number = past[0].change.partition(" ")
    return int(number) - 1 if verb == "undo" else past[0].version


def load_packs(data: Path) -> dict[str, Pack]:
    """Read the packs that ship with the program.

    Raises:
        StewardError: a pack has a mistake or fails its own examples; the text says where.
    """
    lexicons = {
        path.stem: path.read_text(encoding="utf-8") for path in sorted((data / "lexicons").glob("*.txt"))
    }
    packs: dict[str, Pack] = {}
    for path in sorted((data / "packs").glob("*.toml"), key=lambda path: (path.stem != BASE, path.stem)):
        found = parse_pack(path.read_text(encoding="utf-8"), path.name, lexicons, bases=packs)
        if not isinstance(found, Pack):
            raise StewardError(f"The rules in {path.name} can't be used:\n" + "\n".join(map(str, found)))
        packs[path.stem] = found
    return dict(sorted(packs.items()))
