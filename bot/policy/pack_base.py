"""What a pack takes over from another: its rules, with other modes; so packs that differ in nothing else
needn't repeat them."""

from collections.abc import Mapping
from dataclasses import replace

from bot.policy.problems import Table, did_you_mean
from bot.policy.rule_reading import Note
from bot.policy.rules import Pack, RuleSpec
from bot.policy.verdict import Mode


def taken_over(table: Table, bases: Mapping[str, Pack], note: Note) -> tuple[RuleSpec, ...]:
    """Return the rules of the pack that ``table`` extends, in the modes that it gives them.

    None where it extends no pack. ``bases`` are the packs that may be extended, by their ids; mistakes are
    noted at their keys.
    """
    modes = table.get("modes", {})
    if not isinstance(modes, Mapping):
        note(("modes",), "“modes” must be a table of rules and modes.", 'Write lines like slurs = "flag".')
        return ()
    if "extends" not in table:
        if modes:
            hint = "Name the other pack with “extends”, or give the mode where the rule stands."
            note(("modes",), "“modes” changes rules of another pack, but this pack extends none.", hint)
        return ()
    name = table["extends"]
    base = bases.get(name) if isinstance(name, str) else None
    if base is None:
        hint = did_you_mean(str(name), bases) or f"Can be extended: {', '.join(sorted(bases)) or 'none'}."
        note(("extends",), f"There is no pack “{name}” to extend.", hint)
        return ()
    chosen = _modes(modes, {rule.id for rule in base.rules}, note)
    return tuple(replace(rule, mode=chosen.get(rule.id, rule.mode)) for rule in base.rules)


def _modes(modes: Mapping[str, object], rules: set[str], note: Note) -> dict[str, Mode]:
    chosen: dict[str, Mode] = {}
    for rule, mode in modes.items():
        if rule not in rules:
            hint = did_you_mean(rule, rules)
            note(("modes", rule), f"The extended pack has no rule “{rule}”.", hint)
        elif not isinstance(mode, str) or mode not in list(Mode):
            hint = did_you_mean(str(mode), list(Mode)) or f"Known here: {', '.join(Mode)}."
            note(("modes", rule), f"“{mode}” is not a mode.", hint)
        else:
            chosen[rule] = Mode(mode)
    return chosen
