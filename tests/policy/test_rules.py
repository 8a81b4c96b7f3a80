"""Rules: every mistake is told with its place, layers only tighten, and a broken rule sinks no other."""

import json
import tomllib

import pytest

from bot.policy.content import PartKind
from bot.policy.ids import RoleId
from bot.policy.lexicon import parse_lexicon
from bot.policy.rule_parsing import parse_pack, rule_from_mapping
from bot.policy.rule_writing import rule_to_mapping
from bot.policy.rules import Pack, RuleSpec, compile_rules
from bot.policy.verdict import Mode, Route
from tests.policy.packs import compiled, hits, rule

PACK = """id = "trial"
title = "Trial"
description = "For tests."

[[rule]]
id = "zonk"
description = "No zonking."
clause = "profanity"
detector = "terms"
mode = "enforce"
severity = 3
examples = { match = ["z0nk"], clean = ["zonkey"] }
[rule.terms]
words = ["zonk"]
lexicon = "more"

[[rule]]
id = "trade"
description = "No trade."
clause = "academic-integrity"
detector = "patterns"
route = "faculty"
[rule.patterns]
patterns = ["trade zonks"]
"""
LEXICONS = {"more": "blarg  # a comment\n! blarg house\n\n# nothing else\n"}


def parse(text: str) -> Pack | str:
    parsed = parse_pack(text, "trial.toml", LEXICONS, clauses=("profanity", "academic-integrity"))
    return parsed if isinstance(parsed, Pack) else "\n".join(map(str, parsed))


def test_a_pack_is_read() -> None:
    pack = parse(PACK)
    assert isinstance(pack, Pack)
    zonk, trade = pack.rules
    assert (zonk.mode, zonk.severity, zonk.route) == (Mode.ENFORCE, 3, Route.QUEUE)
    assert (trade.mode, trade.route) == (Mode.FLAG, Route.FACULTY)
    assert (zonk.lexicon_words, zonk.lexicon_allow) == (("blarg",), ("blarg house",))
    assert hits(compiled(pack.rules), "a blarg")
    assert not hits(compiled(pack.rules), "the blarg house")


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (
            '"enforce"',
            '"enforced"',
            "trial.toml:10:1: “enforced” is not a mode.\n"
            '    mode = "enforced"\n'
            "    ^\n"
            "    hint: Did you mean “enforce”?",
        ),
        (
            "severity = 3",
            "severity = 9",
            "trial.toml:11:1: “severity” must be a whole number from 1 (mild) to 5 (danger).\n"
            "    severity = 9\n"
            "    ^",
        ),
        (
            '"terms"',
            '"term"',
            "trial.toml:9:1: There is no detector “term”.\n"
            '    detector = "term"\n'
            "    ^\n"
            "    hint: Did you mean “terms”?",
        ),
        (
            '"profanity"',
            '"profanty"',
            "trial.toml:8:1: The code of conduct has no clause “profanty”.\n"
            '    clause = "profanty"\n'
            "    ^\n"
            "    hint: Did you mean “profanity”?",
        ),
        (
            '"more"',
            '"mere"',
            "trial.toml:15:1: There is no word list “mere”.\n"
            '    lexicon = "mere"\n'
            "    ^\n"
            "    hint: Did you mean “more”?",
        ),
        (
            '["trade zonks"]',
            '["(?!trade) zonks"]',
            "trial.toml:24:1: The pattern “(?!trade) zonks” can't be read: invalid perl operator: (?!.\n"
            '    patterns = ["(?!trade) zonks"]\n'
            "    ^\n"
            "    hint: Looking ahead or behind is not possible; use `unless`, or \\b for the edge of a word.",
        ),
        (
            '["zonkey"]',
            '["fine", "a zonk"]',
            "trial.toml:12:49: Rule “zonk”: the example “a zonk” should be clean, but matches.\n"
            '    examples = { match = ["z0nk"], clean = ["fine", "a zonk"] }\n'
            "                                                    ^\n"
            "    hint: Mend the rule, or take the example out if it was wrong.",
        ),
        (
            '["z0nk"]',
            '["zink"]',
            "trial.toml:12:23: Rule “zonk”: the example “zink” should match, but does not.\n"
            '    examples = { match = ["zink"], clean = ["zonkey"] }\n'
            "                          ^\n"
            "    hint: Mend the rule, or take the example out if it was wrong.",
        ),
        (
            'id = "trade"',
            'id = "zonk"',
            "trial.toml:18:1: There is a rule “zonk” already.\n"
            '    id = "zonk"\n'
            "    ^\n"
            "    hint: Every rule needs an id of its own.",
        ),
        (
            "[rule.patterns]",
            "[rule.terms]",
            "trial.toml:23:1: The rule has a table for “terms”, but its detector is another one.\n"
            "    [rule.terms]\n"
            "    ^\n"
            "    hint: Keep only the table that is named like the detector.",
        ),
        (
            'title = "Trial"',
            "title = 3",
            "trial.toml:2:1: The pack needs “title”, a text in quotes.\n    title = 3\n    ^",
        ),
    ],
    ids=lambda value: None,
)
def test_mistakes_are_shown_where_they_are(old: str, new: str, shown: str) -> None:
    assert old in PACK
    said = parse(PACK.replace(old, new, 1))
    assert isinstance(said, str)
    assert said.splitlines()[: len(shown.splitlines())] == shown.splitlines()


def test_all_mistakes_are_told_at_once_in_order() -> None:
    said = parse(PACK.replace("severity = 3", "severity = 0").replace('"faculty"', '"facult"'))
    assert isinstance(said, str)
    assert [line for line in said.splitlines() if line.startswith("trial")] == [
        "trial.toml:11:1: “severity” must be a whole number from 1 (mild) to 5 (danger).",
        "trial.toml:22:1: “facult” is not a route.",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "There is no rule in this pack."),
        ("[[rule", "This is not valid TOML"),
        ("rule = 3", "There is no rule in this pack."),
        (PACK + "[[rule]]\n", "The rule needs “detector”, a text in quotes."),
        (PACK.replace("severity = 3", "exempt_roles = 4"), "“exempt_roles” must be a list of role ids."),
        (PACK.replace("severity = 3", "weaken_quotes = 4"), "“weaken_quotes” must be true or false."),
        (PACK.replace("severity = 3", "second_opinion = 1"), "“second_opinion” must be true or false."),
        (PACK.replace("severity = 3", 'parts = "body"'), "“parts” must be a list in [ ]."),
        (PACK.replace("severity = 3", 'parts = ["boddy"]'), "“boddy” is not a part."),
        (PACK.replace("severity = 3", "sverity = 3"), "Nothing is called “sverity” here."),
        (PACK.replace('id = "zonk"', 'id = "Zonk!"'), "“Zonk!” can't be an id."),
        (PACK.replace('match = ["z0nk"]', "match = 3"), "“match” must be a list of texts."),
        (PACK.replace('match = ["z0nk"]', 'mtch = ["x"]'), "“examples” must hold “match” and “clean” only."),
        (PACK.replace('lexicon = "more"', "lexicon = 3"), "“lexicon” must be the name of a word list"),
        (PACK.replace("[rule.patterns]\npatterns = ", "patterns = "), "“patterns” must be a table."),
    ],
    ids=range(15),
)
def test_bad_input_gets_one_clear_sentence(text: str, says: str) -> None:
    said = parse(text)
    assert isinstance(said, str)
    assert says in said


def test_examples_may_not_be_endless() -> None:
    said = parse(PACK.replace('["z0nk"]', json.dumps(["zonk"] * 201)))
    assert isinstance(said, str)
    assert "A rule takes 200 examples of a kind at most." in said


def full_rule() -> RuleSpec:
    return rule(
        words=('zo"nk\\', "blärg\x7f"),
        mode=Mode.ENFORCE,
        severity=5,
        route=Route.CARE,
        parts=(PartKind.TITLE, PartKind.BODY),
        exempt_roles=(RoleId(2**63),),
        weaken_quotes=False,
        second_opinion=True,
        examples_match=("blärg",),
        examples_clean=("nothing",),
    )


@pytest.mark.parametrize("spec", [rule(), full_rule()], ids=["short", "full"])
def test_a_rule_survives_mapping_json_and_toml(spec: RuleSpec) -> None:
    stored = json.loads(json.dumps(rule_to_mapping(spec)))
    assert rule_from_mapping(stored, "stored") == spec
    written = tomllib.loads(spec.to_toml())["rule"][0]
    assert rule_from_mapping(written, "written") == spec


def test_mistakes_in_a_mapping_name_the_key() -> None:
    problems = rule_from_mapping(
        {**rule_to_mapping(rule()), "mode": "hard", "terms": {"word": "x" * 100}}, "r"
    )
    assert isinstance(problems, tuple)
    assert str(problems[0]).startswith('r:1:1: “hard” is not a mode.\n    mode = "hard"')
    refused = rule_from_mapping({**rule_to_mapping(rule()), "terms": {"word": "x" * 100}}, "r")
    assert isinstance(refused, tuple)
    assert [problem.excerpt[-1] for problem in refused if "word" in problem.message] == ["…"]


def test_a_mapping_must_pass_its_examples_too() -> None:
    problems = rule_from_mapping(rule_to_mapping(rule(examples_clean=("a zonk",))), "r")
    assert isinstance(problems, tuple)
    assert "should be clean, but matches" in problems[0].message


def test_a_broken_rule_sinks_no_other() -> None:
    broken = rule("broken", detector="patterns", table={"patterns": ["("]})
    unknown = rule("unknown", detector="divination", table={})
    live = compiled((broken, unknown, rule()))
    assert [problem.file for problem in live.failed] == ["rule broken", "rule unknown"]
    assert hits(live, "a zonk")


def test_two_rules_with_one_id_are_refused_together() -> None:
    problems = compile_rules((rule(), rule()))
    assert isinstance(problems, tuple)
    assert problems[0].message == "Two rules have this id."


def test_one_word_stands_for_a_list_of_one() -> None:
    assert hits(compiled((rule(table={"words": "zonk"}, lexicon_words=("blarg",)),)), "blarg")


def test_lexicon_lines() -> None:
    lexicon = parse_lexicon("one\none\n  two words # why\n!\n! fine\n#\n")
    assert (lexicon.words, lexicon.allow) == (("one", "two words"), ("fine",))


def test_every_kind_of_value_is_written_as_toml() -> None:
    spec = rule(detector="links", table={"only_allowed": True, "allow": ["example.org"], "most": 3})
    assert tomllib.loads(spec.to_toml())["rule"][0]["links"] == spec.table


def test_examples_of_titles_are_tried_as_titles() -> None:
    titled = rule(parts=(PartKind.TITLE,), examples_match=("a zonk",))
    assert rule_from_mapping(rule_to_mapping(titled), "r") == titled
