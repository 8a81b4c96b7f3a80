"""Judging: modes, weakening, exemptions, traces, and one broken detector that sinks no other."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.content import PartKind
from bot.policy.detectors.protocol import Facts, Scan
from bot.policy.evaluate import evaluate, explain_hit
from bot.policy.ids import RoleId
from bot.policy.rules import NO_RULES, CompiledRule, RuleSet
from bot.policy.scan import TextScan
from bot.policy.verdict import Finding, Mode, View
from tests.policy.factories import NOW, author, content, part, said
from tests.policy.packs import compiled, hits, judge, rule

ENFORCING = rule(mode=Mode.ENFORCE, severity=4)
RULES = compiled((ENFORCING,))


def test_clean_is_none() -> None:
    assert judge(RULES, "hello there") is None
    assert judge(NO_RULES, "zonk") is None


def test_a_hit_tells_rule_clause_and_words() -> None:
    (hit,) = hits(RULES, "you Z.O.N.K")
    assert (hit.rule_id, hit.clause, hit.mode, hit.weakened) == ("words", "profanity", Mode.ENFORCE, "")
    (finding,) = hit.findings
    assert (finding.start, finding.end, finding.matched, finding.view) == (4, 11, "zonk", View.STRICT)
    assert finding.explanation


def test_every_part_is_judged_and_named() -> None:
    parts = (part("fine"), part("a zonk", PartKind.TITLE), part("zonk", PartKind.POLL))
    (hit,) = hits(RULES, content(parts=parts))
    assert [(item.part, item.part_index) for item in hit.findings] == [
        (PartKind.TITLE, 1),
        (PartKind.POLL, 2),
    ]


def test_a_rule_may_look_at_some_parts_only() -> None:
    titles = compiled((replace(ENFORCING, parts=(PartKind.TITLE,)),))
    assert not hits(titles, "zonk")
    assert hits(titles, content(parts=(part("zonk", PartKind.TITLE),)))


@pytest.mark.parametrize("mode", [Mode.SHADOW, Mode.FLAG, Mode.ENFORCE])
def test_modes_pass_through(mode: Mode) -> None:
    verdict = judge(compiled((replace(ENFORCING, mode=mode),)), "zonk")
    assert verdict is not None
    assert verdict.mode is mode


def test_off_rules_are_not_asked() -> None:
    assert judge(compiled((replace(ENFORCING, mode=Mode.OFF),)), "zonk") is None


def test_exempt_roles_are_left_alone() -> None:
    exempting = compiled((replace(ENFORCING, exempt_roles=(RoleId(7),)),))
    assert not hits(exempting, content("zonk", by=author(roles=(7, 8))))
    assert hits(exempting, content("zonk", by=author(roles=(8,))))


def test_the_strongest_hit_comes_first() -> None:
    ordered = compiled(
        (
            rule("a", mode=Mode.FLAG, severity=5),
            rule("b", mode=Mode.ENFORCE, severity=1),
            rule("c", severity=5),
        )
    )
    assert [hit.rule_id for hit in hits(ordered, "zonk")] == ["b", "a", "c"]


class Broken:
    """A matcher that fails."""

    def match(self, scan: Scan) -> tuple[Finding, ...]:
        """Fail."""
        raise RuntimeError("broken")


def with_broken() -> RuleSet:
    broken = CompiledRule(rule("broken"), Broken())
    return replace(RULES, rules=(*RULES.rules, broken), others=((1, Broken()),))


def test_a_detector_that_raises_sinks_no_other() -> None:
    rules = with_broken()
    verdict = judge(rules, "zonk")
    assert verdict is not None
    assert [hit.rule_id for hit in verdict.hits] == ["words"]
    assert [(step.rule_id, step.outcome, step.why) for step in verdict.trace][1] == (
        "broken",
        "failed",
        "RuntimeError",
    )
    assert judge(rules, "hello") is None
    assert rules.failures == {"broken": 2}


def test_trace_says_why_and_why_not() -> None:
    rules = compiled(
        (
            ENFORCING,
            rule("other", ("blarg",)),
            rule("off", mode=Mode.OFF),
            rule("exempt", exempt_roles=(RoleId(7),)),
            rule("bad", detector="patterns", table={}),
        )
    )
    verdict = judge(rules, content("> zonk", by=author(roles=(7,))), trace=True)
    assert verdict is not None
    assert {step.rule_id: step.outcome for step in verdict.trace} == {
        "words": "matched", "other": "no match", "off": "off", "exempt": "exempt", "bad": "failed",
    }  # fmt: skip
    assert verdict.trace[0].why == "only flagged: quote"
    nothing = judge(rules, "hello", trace=True)
    assert nothing is not None
    assert nothing.hits == ()


def test_matchers_get_the_facts_and_the_folded_text() -> None:
    flood = compiled((rule("flood", detector="flood", table={}, mode=Mode.ENFORCE, severity=2),))
    assert not hits(flood, "hello")
    assert hits(flood, "hello", Facts(recent_messages=20, window_seconds=3.0))
    scan = TextScan(content("A b.o.l.d word"), Facts(), NOW)
    assert scan.raw(0) == "A b.o.l.d word"
    assert scan.strict(0) == "abold word"
    assert scan.origin(0, 6, 10) == (10, 14)


def test_an_explanation_names_rule_view_span_and_certainty() -> None:
    told = said(*explain_hit(hits(RULES, "> oh z0nk")[0]))
    assert told == (
        "Rule “words”: A made-up word. "
        "The listed term “zonk” appears in a disguise (look-alike signs, spacing or symbols). "
        "Characters 6–9 of the text. Certainty 95%. "
        "It is only brought to people, as the words are quoted or reported."
    )


def test_an_explanation_is_given_in_other_languages() -> None:
    told = said(*explain_hit(hits(RULES, "> oh z0nk")[0]), locale="de")
    assert told == (
        "Regel „words“: A made-up word. "
        "Der gelistete Ausdruck „zonk“ kommt in einer Verkleidung vor "
        "(ähnliche Zeichen, Abstände oder Symbole). "
        "Zeichen 6–9 im Text. Zu 95% sicher. "
        "Abgeschwächt: nur Menschen vorgelegt, weil die Wörter zitiert oder gemeldet werden."
    )


def test_an_explanation_does_not_go_on_for_ever() -> None:
    assert "And 7 more like it." in said(*explain_hit(hits(RULES, "zonk " * 10)[0]))


TEXTS = st.sampled_from(["zonk", "> zonk", "he said “blarg”", "hello", "knoz", "`blarg`", "b l a r g zonk"])
SPECS = st.builds(
    lambda words, mode, severity: rule(words=words, mode=mode, severity=severity),
    st.sampled_from([("zonk",), ("blarg",), ("zonk", "blarg")]),
    st.sampled_from(list(Mode)),
    st.integers(1, 5),
)


@given(TEXTS, st.lists(SPECS, min_size=1, max_size=4))
def test_adding_a_rule_never_weakens_a_verdict(text: str, specs: list[object]) -> None:
    named = tuple(replace(spec, id=f"r{place}") for place, spec in enumerate(specs))  # type: ignore[type-var]
    before = evaluate(compiled(named[:-1]), content(text), now=NOW)  # type: ignore[arg-type]
    after = evaluate(compiled(named), content(text), now=NOW)  # type: ignore[arg-type]
    if before is not None:
        assert after is not None
        assert after.mode.rank >= before.mode.rank
        assert set(before.hits) <= set(after.hits)


@given(st.text(max_size=200))
def test_no_text_makes_judging_raise(text: str) -> None:
    judge(RULES, text, trace=True)
