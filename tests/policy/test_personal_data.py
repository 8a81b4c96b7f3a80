"""Personal data: a measured corpus, exact spans, and no exception on any text."""

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.policy.content import Content, PartKind
from bot.policy.detectors.personal_data import DETECTOR, KINDS, find
from bot.policy.detectors.personal_data_span import Span, apart
from bot.policy.detectors.protocol import Problem
from bot.policy.verdict import Finding
from tests.policy.factories import content, found, part, said

FOLDER: Final = Path(__file__).parents[1] / "corpus"
# The first list shaped the finders; the other was written before they were last changed.
CORPORA: Final = {
    name: tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8").replace("¦", ""))
    for name in ("personal_data", "personal_data_blind")
}
GOAL: Final = 0.98


def found_in(judged: str | Content, **table: object) -> tuple[Finding, ...]:
    """Return the detector's findings."""
    return found(DETECTOR, judged, table)


def kinds(text: str, **table: object) -> list[str]:
    """Return the kinds found in a text."""
    return [finding.matched for finding in found_in(text, **table)]


def unmarked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Take the marks out of a corpus text and return where the marked data stands."""
    plain, places = "", []
    for piece in text.split("«"):
        data, mark, rest = piece.partition("»")
        if mark:
            places.append((len(plain), len(plain) + len(data)))
        plain += data + rest
    return plain, places


def is_covered(kind: str, text: str) -> bool:
    """Tell whether all marked data is found with its kind, hiding it all but for a sign at its edge."""
    plain, places = unmarked(text)
    spans = [span for span in find(plain) if span.family == kind and found_in(plain)]
    return all(
        any(span.start <= start + 1 and span.end >= end - 1 for span in spans) for start, end in places
    )


def rows(name: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the marked texts with their kinds, and the near misses, of a list."""
    tables = CORPORA[name].items()
    kinds = [kinds for title, kinds in tables if title.startswith("positive")]
    marked = [(kind, text) for table in kinds for kind, texts in table.items() for text in texts]
    misses = [table for title, table in tables if title.startswith("near_miss")]
    return marked, [text for table in misses for texts in table.values() for text in texts]


@pytest.mark.parametrize("name", CORPORA)
def test_the_corpus_is_large_enough(name: str) -> None:
    marked, misses = rows(name)
    assert len(marked) >= 120
    assert len(misses) >= 150
    assert set(CORPORA[name]["positive"]) == set(KINDS)


@pytest.mark.parametrize("name", CORPORA)
def test_recall_and_precision_reach_the_goal(name: str) -> None:
    marked, misses = rows(name)
    missed = [text for kind, text in marked if not is_covered(kind, text)]
    wrong = [(text, find(text)) for text in misses if find(text)]
    for kind, text in marked:
        plain = unmarked(text)[0]
        wrong += [(plain, (span,)) for span in find(plain) if span.family != kind]
    right = len(marked) - len(missed)
    assert right / len(marked) >= GOAL, missed
    assert right / (right + len(wrong)) >= GOAL, wrong


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ada\u200b@exam\u2060ple.org ok", "ada\u200b@exam\u2060ple.org"),
        ("４１１１ １１１１ １１１１ １１１１", "４１１１ １１１１ １１１１ １１１１"),
        ("call ２０２-５５５-０１２３", "２０２-５５５-０１２３"),
    ],
)
def test_what_nobody_sees_hides_nothing(text: str, shown: str) -> None:
    (span,) = find(text)
    assert text[span.start : span.end] == shown


def test_a_finding_names_the_kind_and_the_place_and_never_the_data() -> None:
    (finding,) = found_in("call me at 202-555-0123 now")
    assert (finding.start, finding.end) == (11, 23)
    assert finding.matched == "phone"
    assert "555" not in repr(finding)
    assert finding.explanation == DETECTOR.explain(finding)
    assert (
        said(finding.explanation) == "This looks like a telephone number, which should not stand in public."
    )


def test_a_national_id_tells_its_country() -> None:
    (finding,) = found_in("mi DNI es 12345678Z")
    assert finding.matched == "national_id:es_dni"
    assert "(ES)" in said(finding.explanation)


def test_every_part_is_read() -> None:
    judged = content(
        parts=(part("Title", PartKind.TITLE), part("ada@example.org", PartKind.EMBED), part("plain words"))
    )
    (finding,) = found_in(judged)
    assert (finding.part, finding.part_index) == (PartKind.EMBED, 1)


def test_only_the_kinds_that_were_asked_for_count() -> None:
    text = "ada@example.org or 202-555-0123"
    assert kinds(text, kinds=["phone"]) == ["phone"]
    assert kinds(text, kinds="email") == ["email"]


def test_what_is_allowed_may_stand() -> None:
    text = "ada@example.org, bob@club.example, +1 202 555 0123"
    assert kinds(text, allow=["@club.example", "+12025550123"]) == ["email"]


def test_student_ids_follow_the_server_s_pattern() -> None:
    assert kinds("I am s1234567", student_ids=["s[0-9]{7}"]) == ["student_id"]
    assert kinds("I am s12345678", student_ids=["s[0-9]{7}"]) == []
    assert kinds("lower case words abcd", student_ids=["abcd"]) == ["student_id"]
    assert kinds("é\ud800 s1234567", student_ids=["s[0-9]{7}"]) == ["student_id"]


def problem(**table: object) -> Problem:
    """Return the first problem of a table."""
    result = DETECTOR.compile(table)
    assert isinstance(result, tuple)
    return result[0]


def test_mistakes_are_told() -> None:
    assert problem(kinds=["fone"]).hint == "Did you mean “phone”?"
    assert problem(regions=["Atlantis"]).key == "regions"
    assert problem(student_ids=["(?<=x)y"]).key == "student_ids"
    assert problem(student_ids=["x*"]).message == "The pattern “x*” matches an empty text."


def test_regions_decide_whose_notation_counts() -> None:
    assert kinds("020 7946 0018", regions=["GB"]) == ["phone"]
    assert kinds("020 7946 0018", regions=["US"]) == []


def test_a_paper_of_no_known_country_names_none() -> None:
    (finding,) = found_in("my passport number is X1234567")
    assert finding.matched == "national_id"
    assert (
        said(finding.explanation)
        == "This looks like a national identity number, which should not stand in public."
    )


def test_overlapping_data_is_one_span() -> None:
    assert apart([Span("phone", 5, 9), Span("email", 0, 6)]) == (Span("overlap", 0, 9),)
    assert apart([Span("phone", 5, 9), Span("phone", 9, 12)]) == (Span("phone", 5, 9), Span("phone", 9, 12))


ALPHABET: Final = "@ . - + ( ) : / 1 4111 07700 DE89 eyJ key Street straße x <@1> 2020- A1 ٣ ²"
SIGNS: Final = ALPHABET.split()
PIECES: Final = (
    *SIGNS,
    " ",
    "\n",
    "password: ",
    "-----BEGIN PRIVATE KEY-----",
    " at ",
    " dot ",
    "\ud800",
    "\u200b",
)


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=60).map("".join)))
@settings(max_examples=400)
def test_any_text_is_judged(text: str) -> None:
    spans = find(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))


HEAVY: Final = (
    "a|1|1 |1.|12-|a@|a.|@a.|+1 |4111 |DE89|eyJa.|key=|password: a|a:|\ud800|www |12 Main Street |Calle "
    "Mayor 5 |Weg 1, |(at) | dot |-----BEGIN PRIVATE KEY-----|A1|0 |07700 900123 |key "
    "|x is |<@|<@1> |https://a |1:|five |a_at_|a at b dot |po box 1 |東京都港区1|〒1|ул. а |flat 1, a "
    "|a 1, 12345 |x://a:|curl -u |login: a/|seed phrase: abc |Caddesi No |a b c @ d . |123-45-6789 |A1234567"
)


# A message with all its embeds holds no more than 10,000; what grows with the square would show here too.
LONG: Final = 25_000


@pytest.mark.parametrize("piece", HEAVY.split("|"))
def test_more_than_any_message_holds_ends(piece: str) -> None:
    text = (piece * (LONG // len(piece) + 1))[:LONG]
    assert all(span.end <= len(text) for span in find(text))


@pytest.mark.parametrize(
    "text",
    ["my codice fiscale RSSMRA85Z10A562S", "my cpf 11111111111", "pesel 44951401359", "bsn 000000000"],
)
def test_a_number_that_was_never_given_is_none(text: str) -> None:
    assert kinds(text) == []


def test_an_address_at_a_disguised_office_is_none() -> None:
    assert kinds("write to support (at) example (dot) org") == []
    assert kinds("email me: look at example dot notatop1") == []


@pytest.mark.parametrize(
    "figures", ["mobile 1920 1080 60", "mobile: 800 600 1024 768", "phone 390 844 60", "cell 640 480 30"]
)
def test_a_screen_is_not_a_number_to_call(figures: str) -> None:
    assert kinds(figures) == []


@pytest.mark.parametrize(
    "number",
    ["my mobile is 1920 1080 60", "mobile 412 555 0190", "mobile 0491 570 060", "phone 360 640 7810"],
)
def test_a_number_that_looks_like_a_screen_is_still_one(number: str) -> None:
    assert kinds(number) == ["phone"]


PUBLIC: Final = (
    "the help desk is on (555) 013-4220, they pick up fast",
    "Helpline: 020 7946 0958, open all night",
    "library's number is 555-014-2231, ask about late fees",
    "call the vet on 01632 960 555 if the cat eats it",
    "(555) 010-2277 is the pizza place",
    "+44 20 7946 0321 – the embassy, for lost passports",
    "the clinic, 12 High Street, Springfield, IL 62704, has walk-ins on monday",
    "here's the help desk's phone number, 555 019 0233, they're in from nine",
    "museum address is 4 Dock Street, meet by the whale",
    "the shop moved to 14 Birch Lane, opening hours are the same",
    "the hackspace has moved to 14 larch lane",
)
PRIVATE: Final = (
    "my shop number is (555) 013-4220",
    "he works at the library, call (555) 014-2231 and ask for him",
    "her desk at reception: 020 7946 0958",
    "that's Nadia's café, 555-014-2231",
    "(555) 010-2277 is the gym where she trains",
    "she is at the clinic, 12 High Street, Springfield, IL 62704",
    "his ex from the gym moved to 14 Birch Lane, I live at 12 High Street",
    "Nadia from the museum lives at 4 Dock Street",
)


@pytest.mark.parametrize("text", PUBLIC)
def test_what_a_place_gives_to_anybody_is_nobodys(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize("text", PRIVATE)
def test_a_place_that_is_named_beside_a_person_hides_nothing(text: str) -> None:
    assert kinds(text) != []
