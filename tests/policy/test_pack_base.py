"""A pack that extends another holds its rules, in its own modes, and tells what it got wrong."""

import pytest

from bot.paths import data_dir
from bot.policy.rule_parsing import parse_pack
from bot.policy.rules import Pack
from bot.policy.verdict import Mode
from bot.services.rule_scopes import load_packs
from tests.policy.packs import rule

BASE = Pack(
    id="base",
    title="Base",
    description="For tests.",
    rules=(rule("zonk", mode=Mode.ENFORCE), rule("blarg.loud", mode=Mode.FLAG)),
)
HEAD = 'id = "trial"\ntitle = "Trial"\ndescription = "For tests."\n'
MORE = """
[[rule]]
id = "fnord"
description = "No fnords."
clause = "profanity"
detector = "terms"
[rule.terms]
words = ["fnord"]
"""


def parse(text: str) -> Pack | str:
    parsed = parse_pack(HEAD + text, "trial.toml", bases={"base": BASE})
    return parsed if isinstance(parsed, Pack) else "\n".join(map(str, parsed))


def modes(pack: Pack | str) -> dict[str, Mode]:
    assert isinstance(pack, Pack), pack
    return {rule.id: rule.mode for rule in pack.rules}


def test_rules_are_taken_over_in_other_modes() -> None:
    found = modes(parse('extends = "base"\n[modes]\n"blarg.loud" = "off"\n'))
    assert found == {"zonk": Mode.ENFORCE, "blarg.loud": Mode.OFF}


def test_rules_of_its_own_stand_behind_those_taken_over() -> None:
    found = modes(parse('extends = "base"\n' + MORE))
    assert list(found) == ["zonk", "blarg.loud", "fnord"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('extends = "bose"\n', "trial.toml:4:1: There is no pack “bose” to extend.\n"),
        ('extends = "bose"\n', "hint: Did you mean “base”?"),
        ("extends = 3\n", "There is no pack “3” to extend."),
        ('extends = "base"\n[modes]\nzank = "off"\n', "trial.toml:6:1: The extended pack has no rule “zank”"),
        ('extends = "base"\n[modes]\nzonk = "of"\n', "trial.toml:6:1: “of” is not a mode."),
        ('extends = "base"\n[modes]\nzonk = ["off"]\n', "is not a mode."),
        ('extends = "base"\nmodes = "off"\n', "“modes” must be a table of rules and modes."),
        ('[modes]\nzonk = "off"\n' + MORE, "changes rules of another pack, but this pack extends none."),
        ('extends = "base"\n' + MORE.replace("fnord", "zonk"), "There is a rule “zonk” already."),
        ('extends = "base"\nrule = []\n[modes]\nzonk = "loud"\n', "“loud” is not a mode."),
        ("", "There is no rule in this pack."),
    ],
)
def test_mistakes_are_told_with_their_place(text: str, says: str) -> None:
    found = parse(text)
    assert isinstance(found, str)
    assert says in found


def test_the_packs_differ_in_modes_alone() -> None:
    packs = load_packs(data_dir())
    assert list(packs) == ["calm", "standard", "strict"]
    calm, standard, strict = (modes(pack) for pack in packs.values())
    assert list(calm) == list(standard) == list(strict)
    assert Mode.ENFORCE not in calm.values()
    assert all(calm[rule].rank <= standard[rule].rank <= strict[rule].rank for rule in standard)
