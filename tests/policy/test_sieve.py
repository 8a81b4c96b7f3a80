"""The sieve: it may doubt in vain, but what it lets pass must be clean for every pattern, term and gate."""

import re
from functools import cache

import pytest
import re2
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.policy import sieve
from bot.policy.pattern_index import compile_pattern, options
from bot.policy.pattern_parts import BLANKS, needs_of
from bot.policy.sieve import CLEAN, GATES, PATTERNS, PIECES, TERMS, WORDS, Gate, Sieve
from bot.policy.words import TermList, WordIndex
from tests.policy.packs import PACKS, pack, rule_set
from tests.policy.test_quick import TEXTS, known

SIGNS = st.sampled_from([*"abs01", "é", ".", "'", "-"])
BLANK_SIGNS = st.sampled_from([" ", r"\s", r"\W", ".", "[^a]", r"[ \t]", r"\n"])
ATOMS = SIGNS.map(re.escape) | BLANK_SIGNS | st.sampled_from([r"\b", "^", "$", "[ab]", r"\w", r"\d", "[^b ]"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    group = st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})")
    counted = st.tuples(group, st.sampled_from(["", "?", "*", "+", "{2}", "{0,2}", "{1,2}"])).map("".join)
    return st.lists(inner | counted, min_size=1, max_size=4).map("".join)


PATTERNS_MADE_UP = st.recursive(ATOMS, _grown, max_leaves=12)
TEXTS_MADE_UP = st.text(
    alphabet=st.sampled_from([*"abs01é.'- \n\tAS", "\u00a0", "\u2003", "\x1c", "ſ"]), max_size=14
)


def nothing(word: str) -> int:
    return CLEAN


def look(some: Sieve, text: str) -> int:
    """Look for the second time, when the words are known."""
    some.look(text)
    return some.look(text)


@settings(max_examples=400)
@given(PATTERNS_MADE_UP, TEXTS_MADE_UP)
@example(r"(?:(?:^|\W)(?:ab|b)){3}[\s,.]", "ab b.ab ")
@example("a(?: b)?s", "a bs")
@example(r"\n{2}", "\n\n")
@example(r"(?:s|a )\b", "ſ")
def test_where_a_pattern_matches_its_words_are_there(pattern: str, text: str) -> None:
    if re2.compile(pattern, options()).search(text) is not None:
        assert look(Sieve((pattern,), (), nothing), text) & PATTERNS
        assert look(Sieve((), (Gate(pattern),), nothing), text) & GATES


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("go and die", True),
        ("GO\tdie!", True),
        ("die, go", True),
        ("going to die", False),
        ("go home", False),
    ],
)
def test_only_the_words_of_a_pattern_together_raise_doubt(text: str, doubt: bool) -> None:
    pattern = compile_pattern(r"\bgo (?:and |just )?(?:die|hang)\b").pattern
    assert (look(Sieve((pattern,), (), nothing), text) == PATTERNS) is doubt


@pytest.mark.parametrize("pattern", ["(?P<a>b", "a**", r"(?i-s:a)", r"\Qa\E", "(?=a)", "a{2"])
def test_what_can_not_be_read_asks_for_nothing(pattern: str) -> None:
    assert needs_of(pattern) is None
    assert look(Sieve((pattern,), (), nothing), "hello") == PATTERNS


def test_most_patterns_of_the_packs_can_be_read() -> None:
    for name in PACKS:
        assert all(map(needs_of, rule_set(name).words.patterns))


def test_words_part_where_python_parts_them() -> None:
    assert "".join(BLANKS.split()) == ""
    assert all(sign in BLANKS for sign in map(chr, range(0x110000)) if sign.isspace())


@settings(max_examples=300)
@given(TEXTS_MADE_UP, st.integers(1, 4))
def test_a_gate_that_counts_opens_where_there_are_enough(text: str, least: int) -> None:
    gate = Gate(rf"(?s)(?:(?:[0-9]).*){{{least}}}", sign="[0-9]", least=least)
    enough = sum(map(text.count, "0123456789")) >= least
    doubts = look(Sieve((), (gate,), nothing), text)
    assert doubts & GATES or not enough
    assert bool(doubts & GATES) == enough or not text.isprintable()


def test_signs_are_counted_over_all_words_of_a_text() -> None:
    some = Sieve((), (Gate("(?s)b.*b", sign="[ab]", least=3), Gate("zz")), nothing)
    assert look(some, "bc bc") == CLEAN
    assert look(some, "bc bc ca") == GATES
    assert look(some, "zz bc") == GATES


def test_a_piece_that_is_in_no_term_raises_no_doubt() -> None:
    index = WordIndex((TermList(terms=("zonk", "foul play")),))
    assert index.doubtful("nk,") == index.doubtful("kn") == index.doubtful("pl") == PIECES
    assert index.doubtful("btw") == CLEAN


def test_three_letters_alone_may_be_a_word() -> None:
    some = Sieve((), (), nothing)
    assert look(some, "I am a friend") == CLEAN
    assert look(some, "s-h it i t") == TERMS
    assert look(some, "a b.c") == TERMS


def test_of_a_new_word_everything_is_in_doubt() -> None:
    some = Sieve((), (), nothing)
    assert some.look("hello there") == WORDS | GATES
    assert some.look("hello") == CLEAN
    assert some.look("hello you") == WORDS | GATES


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sieve, "_REMEMBERED", 10)
    some = Sieve((), (), nothing)
    for number in range(35):
        look(some, str(number))
    some.look(" ".join(map(str, range(100, 135))))
    assert 0 < len(some._known) <= 10
    assert 0 < len(some._known._old) <= 10
    assert len(some._known._once) <= 10
    assert some.look("x" * 1000) == WORDS | GATES


def test_a_word_that_goes_on_coming_is_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sieve, "_REMEMBERED", 10)
    some = Sieve((), (Gate("(?s)7.*7", sign="7", least=2),), nothing)
    for number in range(100, 160):
        look(some, str(number))
        assert look(some, "hello") == CLEAN
        assert look(some, "7a a7") == GATES


@pytest.mark.parametrize("name", PACKS)
def test_what_passes_is_clean_for_words_and_gates(name: str) -> None:
    for folder in ("benign", "chat", "personal_data", "packs"):
        for text in known(folder):
            passes(name, text)


@cache
def _examples() -> list[str]:
    rules = [each for name in PACKS for each in pack(name).rules]
    return [word for each in rules for text in each.examples_match for word in re.findall(r"\S+\s*", text)]


@settings(max_examples=150)
@given(st.lists(st.deferred(lambda: st.sampled_from(_examples())), max_size=8).map("".join) | TEXTS)
@example("0\x1f\x80")
@example("\x80 0\x1b")
def test_made_up_texts_pass_only_when_clean(text: str) -> None:
    passes("strict", text)


def passes(name: str, text: str) -> None:
    """Assert that the sieve leaves open whatever looking at the whole text would find."""
    rules = rule_set(name)
    doubts = look(rules.quick._sieve, text)
    found = doubts & WORDS and rules.words.suspicious(text, doubts)
    if not found and rules.words.suspicious(text):
        assert next(rules.words.find(text), None) is None
    assert doubts & GATES or not rules.quick._opened(text)


def test_a_term_is_doubtful_in_every_word_of_it() -> None:
    index = WordIndex((TermList(terms=("foul play", "zonk")),))
    assert index.doubtful("zonk") == index.doubtful("foul,") == index.doubtful("Z0NK") == TERMS
    assert index.doubtful("hello") == CLEAN
    assert index.doubtful("zo-nk") & TERMS
