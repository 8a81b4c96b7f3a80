"""Gates: what stands around a gap is looked for apart, and nothing that would match is passed over."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.gates import GateSet

PATTERNS = (r"(?s)ab.*cd", r"x[0-9]+|y.*z", r"(?s)(?:<@.*){3}", r"(?:a|b.*c)d", r"[.*|]q", r"\.\*!")


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        ("ab and\nthen cd", [0]),
        ("AB only", []),
        ("x7", [1]),
        ("y to z", [1]),
        ("<@1> <@2>", []),
        ("<@1> <@2>\n<@3>", [2]),
        ("ad", [3]),
        ("b and cd", [3]),
        ("|q", [4]),
        (".*!", [5]),
        ("", []),
    ],
)
def test_each_pattern_opens_its_gate(text: str, opened: list[int]) -> None:
    assert GateSet(PATTERNS).open(text) == opened
    assert GateSet(PATTERNS).open(text.encode()) == opened


@given(st.text(alphabet="abcdxyz07<@ \nq.*|!", max_size=40))
def test_what_matches_is_never_passed_over(text: str) -> None:
    opened = GateSet(PATTERNS).open(text)
    for place, pattern in enumerate(PATTERNS):
        if re.search(pattern, text, re.IGNORECASE):
            assert place in opened


def test_no_patterns_open_nothing() -> None:
    assert GateSet(()).open("anything") == []
