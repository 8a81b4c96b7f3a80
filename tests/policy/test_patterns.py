"""Patterns: linear time for anybody's pattern, clear words for what can't be expressed."""

import time

import pytest

from bot.policy import pattern_index
from bot.policy.detectors.patterns import DETECTOR
from bot.policy.verdict import Finding, View
from bot.policy.words import PatternList, WordIndex
from tests.policy.factories import PlainScan, content, matcher, said


def found(text: str, *patterns: str, **more: object) -> list[Finding]:
    index = WordIndex([PatternList(patterns=patterns, **more)])  # type: ignore[arg-type]
    findings = [finding for _, finding in index.find(text)]
    assert index.suspicious(text) or not findings
    return findings


def test_capitals_do_not_matter_and_spans_are_of_the_original() -> None:
    finding = found("ünd TRADE   Zonks now", r"trade zonks")[0]
    assert (finding.start, finding.end, finding.view) == (4, 17, View.RAW)


@pytest.mark.parametrize(
    "text", ["tr4de z0nks", "t r a d e zonks", "𝐭𝐫𝐚𝐝𝐞 zonks", "tra**de** zonks", "trade|| ||z0nks"]
)
def test_strict_patterns_see_through_disguises(text: str) -> None:
    assert [finding.view for finding in found(text, r"trade+ zonks")] == [View.STRICT]


def test_raw_patterns_take_the_text_as_it_is() -> None:
    assert found("id S1234567", r"\bS\d{7}\b", strict=False)
    assert not found("tr4de zonks", r"trade zonks", strict=False)


def test_strict_patterns_leave_addresses_alone() -> None:
    assert not found("https://example.org/trade-zonks", r"trade.zonks")
    assert found("https://example.org/trade-zonks", r"trade.zonks", strict=False)


def test_unless_voids_a_match_in_the_same_sentence_only() -> None:
    assert not found("please don't trade zonks", r"trade zonks", unless=(r"don'?t",))
    assert found("I don't know. Trade zonks!", r"trade zonks", unless=(r"don'?t",))


def test_label_is_shown_instead_of_the_pattern() -> None:
    assert found("trade zonks", r"trade zonks", label="a trade")[0].matched == "a trade"
    assert "a trade" in said(
        DETECTOR.explain(Finding(detector="patterns", matched="a trade", view=View.STRICT))
    )


def test_other_scripts_and_lone_surrogates() -> None:
    assert found("ой дурак\ud800", r"дурак")[0].end == 8


def test_matcher_works_alone_too() -> None:
    alone = matcher(DETECTOR, {"patterns": ["zo+nk"]})
    assert alone.match(PlainScan(content("zooonk")))
    assert not alone.match(PlainScan(content("znk")))


def test_a_pattern_that_freezes_other_engines_is_quick() -> None:
    index = WordIndex([PatternList(patterns=(r"(a+)+$", r"(x|xx)*y"))])
    began = time.process_time()
    list(index.find("a" * 4_000 + "!" + "x" * 4_000))
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize(
    ("pattern", "message", "hint"),
    [
        ("(?=a)b", "can't be read: invalid perl operator: (?=", "Looking ahead or behind is not possible"),
        (
            r"(a)\1",
            "can't be read: invalid escape sequence: \\1",
            "Referring back to a group is not possible",
        ),
        ("zonk(", "can't be read: missing ): zonk(", "Brackets need their partner"),
        ("a*", "matches an empty text", "use + instead of *"),
        (r"\w{500}\pL{400}", "grows too large", "Use smaller counts"),
        ("x" * 1_001, "has more than 1000 characters", "Split it into several."),
        ("\ud800", "can't be read", "Brackets"),
    ],
    ids=range(7),
)
def test_what_cannot_be_used_is_said(pattern: str, message: str, hint: str) -> None:
    problems = DETECTOR.compile({"patterns": [pattern]})
    assert isinstance(problems, tuple)
    assert message in problems[0].message
    assert hint in problems[0].hint
    assert problems[0].key == "patterns"


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({}, "There is no pattern to look for."),
        ({"patterns": ["x"] * 201}, "One rule takes 200 patterns."),
        ({"patterns": ["x"], "view": "loose"}, "“loose” is not known for “view”."),
    ],
    ids=range(3),
)
def test_mistakes_are_told(table: dict[str, object], says: str) -> None:
    problems = DETECTOR.compile(table)
    assert isinstance(problems, tuple)
    assert says in [problem.message for problem in problems]


def test_findings_of_one_pattern_are_bounded() -> None:
    assert len(found("zonk " * 50, "zonk")) == 5


def test_more_patterns_than_one_set_takes_are_all_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pattern_index, "_SET_PROGRAM", 60)
    words = tuple(f"zonk{letter}rp" for letter in "abcdefgh")
    index = WordIndex(tuple(PatternList(patterns=(word,)) for word in words))
    for place, word in enumerate(words):
        assert index.suspicious(f"so {word} it is")
        assert [source for source, _ in index.find(f"so {word} it is")] == [place]
    assert not index.suspicious("so zonk it is")
