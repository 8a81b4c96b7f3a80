"""Terms: found under every classic disguise, never inside other words, at a cost that does not grow."""

import random
import string
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.policy.detectors.terms import DETECTOR
from bot.policy.verdict import Finding, View
from bot.policy.words import TermList, WordIndex
from tests.corpus.disguises import LOOSE, STRICT
from tests.policy.factories import PlainScan, content, matcher, said
from tests.policy.packs import hits, rule_set

WORD = "spanker"
INDEX = WordIndex([TermList(terms=(WORD,))])
BENIGN = (Path(__file__).parents[1] / "corpus" / "benign.txt").read_text(encoding="utf-8").splitlines()
SWEARING = TermList(
    terms=(
        "fuck",
        "shit",
        "ass",
        "cunt",
        "dick",
        "cock",
        "piss",
        "rape",
        "nigger",
        "spic",
        "fag",
        "tit",
        "cum",
    ),
    inflect=True,
)


def found(index: WordIndex, text: str) -> list[Finding]:
    """Return what the index finds, and hold the screen to its promise."""
    findings = [finding for _, finding in index.find(text)]
    assert index.suspicious(text) or not findings
    return findings


def test_there_are_enough_disguises() -> None:
    assert len(STRICT) + len(LOOSE) >= 23


@pytest.mark.parametrize("name", STRICT)
@pytest.mark.parametrize("word", ["spanker", "blast"])
def test_strict_view_sees_through(name: str, word: str) -> None:
    index = WordIndex([TermList(terms=(word,))])
    text = f"you {STRICT[name](word)} there"
    findings = found(index, text)
    assert [finding.matched for finding in findings] == [word]
    assert findings[0].view in {View.RAW, View.STRICT}
    # Signs around the first and the last letter need not belong to the span.
    assert text[findings[0].start : findings[0].end].strip("*|") in STRICT[name](word)


@pytest.mark.parametrize("name", LOOSE)
def test_loose_view_guesses_the_rest(name: str) -> None:
    findings = found(INDEX, f"you {LOOSE[name](WORD)} there")
    assert [finding.view for finding in findings] == [View.LOOSE]


@pytest.mark.parametrize("name", LOOSE)
def test_loose_view_can_be_switched_off(name: str) -> None:
    assert not found(WordIndex([TermList(terms=(WORD,), loose=False)]), f"you {LOOSE[name](WORD)} there")


@pytest.mark.parametrize("line", BENIGN)
def test_benign_lines_stay_quiet(line: str) -> None:
    assert found(WordIndex([SWEARING]), line) == []


@pytest.mark.parametrize("name", [name for name in STRICT if name not in {"percent-encoding"}])
def test_benign_words_stay_quiet_under_the_same_tricks(name: str) -> None:
    index = WordIndex([SWEARING])
    for word in ("class", "assassin", "scunthorpe", "cocktail", "grape", "title", "dickens"):
        assert [
            item for item in found(index, f"my {STRICT[name](word)} here") if item.view is not View.LOOSE
        ] == []


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("zonk", True), ("Zonk!", True), ("(zonk)", True), ("zonks", False), ("zonked", False),
        ("big_zonk", True), ("zonk123", True), ("zo nk", False), ("zzoonnkk", True), ("ZONK ZONK", True),
        ("azonk", False),
    ],
)  # fmt: skip
def test_boundaries(text: str, matches: bool) -> None:
    index = WordIndex([TermList(terms=("zonk",), loose=False)])
    assert bool(found(index, text)) is matches


@pytest.mark.parametrize(
    "text",
    ["a z o n k", "z o n k y o u", "z.o.n.k y.o.u", "y o u z o n k o f f", "z.o.n.k z.o.n.k", "z.o n-k"],
)
def test_letters_apart_along_with_other_words(text: str) -> None:
    assert found(WordIndex([TermList(terms=("zonk",), loose=False)]), text)


def test_endings_only_where_asked() -> None:
    assert found(WordIndex([TermList(terms=("zonk",), inflect=True)]), "zonking zonks")


@pytest.mark.parametrize(
    ("text", "matches"), [("as", False), ("ass", True), ("asss", True), ("bob", True), ("boob", False)]
)
def test_repeated_letters_never_make_a_shorter_word_longer(text: str, matches: bool) -> None:
    assert bool(found(WordIndex([TermList(terms=("ass", "bob"))]), text)) is matches


def test_allowed_phrases_cover_a_term() -> None:
    index = WordIndex([TermList(terms=("zonk",), allow=("zonk free zone",))])
    assert not found(index, "a Zonk-free zone")
    assert found(index, "a zonk-free zone, zonk!")


def test_one_rules_allowance_is_not_anothers() -> None:
    index = WordIndex([TermList(terms=("zonk",), allow=("big zonk",)), TermList(terms=("zonk",))])
    assert [source for source, _ in index.find("big zonk")] == [1]


def test_scripts_without_spaces_and_other_alphabets() -> None:
    index = WordIndex([TermList(terms=("馬鹿", "дурак", "바보"))])
    assert found(index, "お前は馬鹿だな")
    assert found(index, "ты дурак, да")
    assert found(index, "야 바보")


def test_phrases_bridge_gaps() -> None:
    assert found(WordIndex([TermList(terms=("blue zonk",))]), "BLUE,   zonk")


def test_finding_says_where_and_how() -> None:
    finding = found(INDEX, "oh SPANKER")[0]
    assert (finding.start, finding.end, finding.view, finding.score) == (3, 10, View.RAW, 1.0)


def test_explanation_names_the_view() -> None:
    assert "as written" in said(DETECTOR.explain(Finding(detector="terms", matched="x", view=View.RAW)))
    assert "heavy disguise" in said(DETECTOR.explain(Finding(detector="terms", matched="x", view=View.LOOSE)))


def test_matcher_works_alone_too() -> None:
    alone = matcher(DETECTOR, {"words": ["zonk"]})
    assert [finding.matched for finding in alone.match(PlainScan(content("a z.o.n.k")))] == ["zonk"]


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({}, "There is no term to look for."),
        ({"words": ["..."]}, "The term “...” holds neither letter nor digit."),
        ({"words": ["a"]}, "The term “a” is a single letter, which would match everywhere."),
        ({"word": ["x"]}, "Nothing is called “word” here."),
        ({"words": [f"x{n}" for n in range(20_001)]}, "One rule takes 20000 terms at most."),
    ],
    ids=range(5),
)
def test_mistakes_are_told(table: dict[str, object], says: str) -> None:
    problems = DETECTOR.compile(table)
    assert isinstance(problems, tuple)
    assert says in [problem.message for problem in problems]


ANYTHING = st.text(
    alphabet=st.one_of(st.sampled_from("spanker SPANKER.-_*|`%\n\u200b1!🙂ѕа\ud800"), st.characters()),
    max_size=80,
)


@given(ANYTHING)
@example("4\x1fS")
@settings(max_examples=400)
def test_the_screen_never_hides_a_strict_finding(text: str) -> None:
    index = WordIndex([TermList(terms=("span", "as", "rank"), loose=False)])
    if list(index.find(text)):
        assert index.suspicious(text)


@given(ANYTHING)
def test_spans_lie_in_the_text(text: str) -> None:
    for finding in found(INDEX, text):
        assert 0 <= finding.start < finding.end <= len(text)


def test_ten_thousand_terms_cost_like_ten() -> None:
    random.seed(7)
    words = tuple({"".join(random.choices(string.ascii_lowercase, k=8)) for _ in range(10_000)})
    few, many = WordIndex([TermList(terms=words[:10])]), WordIndex([TermList(terms=words)])
    text = "Hey, could somebody look at my pull request when they're free?"

    def cost(index: WordIndex) -> float:
        began = time.process_time()
        for _ in range(500):
            index.suspicious(text)
        return time.process_time() - began

    # Turn about, so that whatever else the machine does meets both alike.
    rounds = [(cost(few), cost(many)) for _ in range(25)]
    few_cost, many_cost = (min(costs) for costs in zip(*rounds, strict=True))
    # Measured 1.04; the bound leaves room for a busy machine, an alternation of words would cost 500 times.
    assert many_cost < 1.6 * few_cost


def test_the_standard_pack_hears_swearing() -> None:
    assert hits(rule_set("standard"), "what the f.u.c.k")


def test_findings_of_one_rule_are_bounded() -> None:
    assert len(found(WordIndex([TermList(terms=("zonk",))]), "zonk " * 50)) == 20


def test_words_masked_by_one_sign_need_letters_at_both_ends() -> None:
    index = WordIndex([TermList(terms=("blargs",))])
    assert [finding.view for finding in found(index, "you bl*rgs")] == [View.LOOSE]
    assert not found(index, "you bl*xgs")
    assert not found(index, "5*6 and a*b")
