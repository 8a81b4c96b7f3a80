"""Whatever somebody writes is judged by the whole standard pack: never an exception, never for long.

The texts are longer than Discord lets anybody write, so that the bound holds with room to spare.
"""

from __future__ import annotations

import time
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.policy.content import Part, PartKind
from bot.policy.detectors.protocol import Facts
from bot.policy.evaluate import evaluate, explain_hit
from bot.policy.masking import returnable
from bot.policy.occasion import Face, GhostPing, Introduction
from tests.policy.factories import NOW, content, said
from tests.policy.packs import rule_set

SECONDS: Final = 0.25
"""CPU time for one text; a clean one of this length takes a thousandth of it."""
SLUR: Final = "f4ggot"
NASTY: Final = {
    "zero-width": "\u200b" * 10_000,
    "zero-width inside words": "\u200b".join(SLUR * 1_000),
    "lone surrogates": "\ud800" * 4_000 + "\udfff" + SLUR,
    "right-to-left overrides": "\u202e\u2066" * 2_000 + "toggaf \u202c" * 300,
    "combining marks": "a" + "\u0301" * 4_000 + SLUR,
    "combining marks on each letter": "".join(letter + "\u0336" * 40 for letter in SLUR * 20),
    "2,000 mentions": "".join(f"<@{number}>" for number in range(10**17, 10**17 + 2_000)),
    "nested markdown": "**__~~||`" * 800 + SLUR + "`||~~__**" * 800,
    "nested quotes": "> " * 2_000 + SLUR,
    "unclosed code": "```" * 1_400 + SLUR,
    "nested links": "[" * 2_000 + "https://" + "](https://a.example/" * 200,
    "almost mail addresses": "a@" * 2_000,
    "almost numbers": "+1 " * 1_500 + "4111-" * 800,
    "spoiler per letter": "".join(f"||{letter}||" for letter in "kys " * 300),
    "percent signs": "%66%" * 1_200,
    "one letter": "A" * 8_000,
    "one emoji": "😂" * 4_000,
    "blank lines": "\n" * 4_000 + "\x00\x0b\x1f" * 300,
    "dots": "a." * 2_000 + "exe",
    "every plane": "".join(chr(code) for code in range(0x21, 0x1FFFF, 37)),
}
RULES: Final = rule_set("standard")


def judge(text: str, facts: Facts | None = None) -> None:
    """Judge a text as a message, its file's name and a member's name, with and without the quick look."""
    parts = tuple(
        Part(kind=kind, text=text) for kind in (PartKind.BODY, PartKind.ATTACHMENT, PartKind.NICKNAME)
    )
    judged = content(
        parts=parts,
        attachments=(text,),
        users=tuple(range(2_000)),
        roles=(5,) * 300,
    )
    given_facts = facts or Facts()
    verdict = evaluate(RULES, judged, given_facts, now=NOW, trace=True)
    assert verdict is not None
    failed = [step for step in verdict.trace if step.outcome == "failed"]
    assert failed == []
    for hit in verdict.hits:
        assert said(*explain_hit(hit))
        for finding in hit.findings:
            assert 0 <= finding.start <= finding.end <= len(text)
    returnable(judged, verdict.hits)
    # What the quick look passes over, judging must find clean too.
    plain = content(parts=(Part(kind=PartKind.BODY, text=text),))
    doubts = RULES.quick.doubts((text,), Facts())
    thorough = evaluate(RULES, plain, now=NOW)
    quick = None if doubts is None else evaluate(RULES, plain, now=NOW, doubts=doubts)
    assert [hit.rule_id for hit in (thorough.hits if thorough else ())] == [
        hit.rule_id for hit in (quick.hits if quick else ())
    ]


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_text_is_judged_in_time(name: str) -> None:
    plain = content(parts=(Part(kind=PartKind.BODY, text=NASTY[name]),))
    started = time.process_time()
    evaluate(RULES, plain, now=NOW)
    assert time.process_time() - started < SECONDS
    judge(NASTY[name])


MARKS: Final = (
    "\u200b",
    "\ud800",
    "\udc00",
    "\u202e",
    "\u0301",
    "**",
    "||",
    "`",
    "```",
    "> ",
    "](",
    "\n",
    "😂",
)
WORDS: Final = (
    SLUR,
    "kys",
    "<@123456789012345678>",
    "https://",
    "discord.gg/",
    "4111 1111 1111 1111",
    "a@b.",
)
PIECES: Final = st.sampled_from((*MARKS, *WORDS))


@settings(max_examples=60)
@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=40))
def test_any_mixture_is_judged(pieces: list[str]) -> None:
    text = "".join(pieces)
    judge(text)
    judge(text, Facts(occasion=Introduction(picture=text, staff=(Face(name=text), Face(name="")))))
    judge(text, Facts(occasion=GhostPing(people=len(text), groups=1, times=9)))
