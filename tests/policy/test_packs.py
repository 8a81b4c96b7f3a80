"""The packs that ship: they load, cite real clauses, pass their own examples and keep their promises."""

import tomllib
from pathlib import Path

import pytest

from bot.policy.content import Content
from bot.policy.detectors.protocol import Facts
from bot.policy.detectors.registry import DETECTORS
from bot.policy.verdict import Mode, Route
from tests.policy.factories import content
from tests.policy.packs import DATA, PACKS, hits, judge, pack, rule_set

BENIGN = (Path(__file__).parents[1] / "corpus" / "benign.txt").read_text(encoding="utf-8").splitlines()
CHAT = (Path(__file__).parents[1] / "corpus" / "chat.txt").read_text(encoding="utf-8").splitlines()
WORDY = {"terms", "patterns", "personal_data", "links", "invites", "shouting"}


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_loads_whole_and_cites_the_code(name: str) -> None:
    document = tomllib.loads((DATA / "conduct" / "en.toml").read_text(encoding="utf-8"))
    clauses = {clause["id"] for clause in document["clauses"]}
    assert {rule.clause for rule in pack(name).rules} <= clauses
    assert rule_set(name).failed == ()


@pytest.mark.parametrize("name", PACKS)
def test_every_rule_says_why_and_shows_examples(name: str) -> None:
    for rule in pack(name).rules:
        assert len(rule.description) > 20
        if rule.detector in WORDY:
            assert rule.examples_match, rule.id
            assert rule.examples_clean, rule.id


def test_every_detector_of_messages_is_in_use() -> None:
    assert {rule.detector for rule in pack("standard").rules} == set(DETECTORS)


def test_packs_hold_the_same_rules_and_grow_in_strength() -> None:
    calm, standard, strict = ({rule.id: rule for rule in pack(name).rules} for name in PACKS)
    assert calm.keys() == standard.keys() == strict.keys()
    for rule_id, rule in standard.items():
        assert calm[rule_id].mode.rank <= rule.mode.rank <= strict[rule_id].mode.rank
        assert calm[rule_id].table == rule.table == strict[rule_id].table
    assert all(rule.mode is not Mode.ENFORCE for rule in calm.values())


@pytest.mark.parametrize("name", PACKS)
def test_self_harm_is_never_enforced(name: str) -> None:
    care = [rule for rule in pack(name).rules if rule.route is Route.CARE]
    assert care
    assert all(rule.mode.rank <= Mode.FLAG.rank for rule in care)


@pytest.mark.parametrize(
    ("text", "rule_id", "mode"),
    [
        ("get lost, f4ggot", "slurs", Mode.ENFORCE),
        ("he called me a faggot, what can I do?", "slurs", Mode.FLAG),
        ("kill yourself", "self-harm.encouragement", Mode.ENFORCE),
        ("I don't want to live anymore", "self-harm.disclosure", Mode.FLAG),
        ("i will kill you", "threats", Mode.FLAG),
        ("selling answers for the quiz", "academic-integrity", Mode.FLAG),
        ("who reported me?", "retaliation", Mode.FLAG),
        ("you're an idiot", "harassment.insult", Mode.FLAG),
        ("did you even try?", "belittling", Mode.FLAG),
        ("send nudes", "sexual-attention", Mode.FLAG),
        ("what the f u c k", "profanity.strong", Mode.FLAG),
        ("mail me: ada@mail.example.net", "privacy.personal-data", Mode.ENFORCE),
    ],
)
def test_the_standard_pack_knows_each_clause(text: str, rule_id: str, mode: Mode) -> None:
    assert {hit.rule_id: hit.mode for hit in hits(rule_set("standard"), text)}.get(rule_id) is mode


@pytest.mark.parametrize(
    ("judged", "facts", "rule_id"),
    [
        (content("hi", users=tuple(range(100, 112))), Facts(), "disruption.mentions"),
        (content("hi", attachments=("essay.pdf.exe",)), Facts(), "disruption.files"),
        (content("hi"), Facts(recent_messages=30, window_seconds=4.0), "disruption.flood"),
        (
            content("buy my course today"),
            Facts(repeats=9, repeat_channels=5, repeat_authors=1),
            "disruption.repetition",
        ),
    ],
    ids=["mentions", "files", "flood", "repetition"],
)
def test_behaviour_is_judged_too(judged: Content, facts: Facts, rule_id: str) -> None:
    assert rule_id in [hit.rule_id for hit in hits(rule_set("standard"), judged, facts)]


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("line", [*BENIGN, *CHAT])
def test_ordinary_talk_is_clean(name: str, line: str) -> None:
    verdict = judge(rule_set(name), line)
    assert verdict is None or verdict.mode is Mode.SHADOW, verdict
