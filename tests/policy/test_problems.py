"""Mistakes are shown where they are: places in TOML text, carets, hints."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.problems import Source, SourceProblem, did_you_mean, locate
from bot.policy.toml_places import places

TEXT = '''# a comment with [brackets] and = signs
version = "1"
"quoted key" = 2

[[rules]]
id = "one"
text = """
id = "not a key"
[[rules]]
"""
terms = [
    "a",  # first
    "b]", "c",
]

[[rules]]
id = 'two'
mode = "flag"
limits = { count = 3, window = "10s" }
site.address = 1.5

[[rules.examples]]
ok = true

[names."x.y"]
z = 1
'''


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("version",), (2, 1)),
        (("quoted key",), (3, 1)),
        (("rules",), (5, 1)),
        (("rules", 0), (5, 1)),
        (("rules", 0, "id"), (6, 1)),
        (("rules", 0, "terms", 0), (12, 5)),
        (("rules", 0, "terms", 2), (13, 11)),
        (("rules", 1), (16, 1)),
        (("rules", 1, "id"), (17, 1)),
        (("rules", 1, "limits", "window"), (19, 23)),
        (("rules", 1, "site", "address"), (20, 6)),
        (("rules", 1, "examples", 0, "ok"), (23, 1)),
        (("names", "x.y", "z"), (26, 1)),
        (("rules", 1, "missing"), (16, 1)),
        (("rules", 9), (5, 1)),
        (("nowhere", "at all"), (1, 1)),
        ((), (1, 1)),
    ],
)
def test_a_key_is_found_where_it_stands(path: tuple[str | int, ...], expected: tuple[int, int]) -> None:
    tomllib.loads(TEXT)
    assert locate(TEXT, path) == expected


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path} | {found for key, item in inner for found in _paths(item, (*path, key))}


def test_every_path_of_a_document_has_a_place() -> None:
    assert _paths(tomllib.loads(TEXT)) - {(), ("names",)} <= places(TEXT).keys()


@given(st.text(alphabet="ab[]{}=,.\"'#\n \\", max_size=60))
def test_any_text_at_all_is_walked_to_its_end(text: str) -> None:
    assert all(0 <= offset < len(text) for offset in places(text).values())


def test_a_problem_shows_the_line_a_caret_and_a_hint() -> None:
    problem = Source("x.toml", TEXT).problem(("rules", 1, "mode"), "No such mode.", "Try “flag”.")
    assert str(problem) == ('x.toml:18:1: No such mode.\n    mode = "flag"\n    ^\n    hint: Try “flag”.')


def test_a_tab_keeps_the_caret_under_its_spot() -> None:
    problem = SourceProblem(file="x", line=1, column=2, message="m", excerpt="\ta = 1")
    assert str(problem).split("\n")[2] == "    \t^"


def test_a_problem_outside_the_text_shows_no_line() -> None:
    assert str(Source("x", "a = 1").problem_at(9, 1, "Gone.")) == "x:9:1: Gone."


@pytest.mark.parametrize(
    ("text", "line"), [("a = 1\nb = = 2\n", 2), ("a = 1\nb = [1,\n", 2), ('c = "open', 1)]
)
def test_a_syntax_error_is_a_problem_with_its_line(text: str, line: int) -> None:
    found = Source("x.toml", text).decode()
    assert isinstance(found, SourceProblem)
    assert found.line == line
    assert found.message.startswith("This is not valid TOML")
    assert "(at" not in found.message


def test_valid_text_is_decoded() -> None:
    assert Source("x.toml", "a = 1").decode() == {"a": 1}


def test_an_unknown_key_is_answered_with_the_likely_one() -> None:
    source = Source("x.toml", "severty = 1\nzzz = 2\nid = 3\n")
    first, second = source.unknown_keys((), {"severty": 1, "zzz": 2, "id": 3}, {"severity", "id"})
    assert (first.line, first.hint) == (1, "Did you mean “severity”?")
    assert (second.line, second.hint) == (2, "Known here: id, severity.")


def test_no_suggestion_when_nothing_is_close() -> None:
    assert did_you_mean("banana", ["id"]) == ""
