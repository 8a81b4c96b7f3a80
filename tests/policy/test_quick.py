"""The quick look: it may ask in vain, but what it passes over must be clean for every detector."""

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.policy.content import PartKind
from bot.policy.detectors.protocol import NO_FACTS, Facts, Needs, Scan
from bot.policy.evaluate import evaluate
from bot.policy.quick import Doubts, QuickLook
from bot.policy.rules import RuleSpec
from bot.policy.verdict import Finding
from bot.policy.words import WordIndex
from tests.policy.factories import NOW, content, part
from tests.policy.packs import PACKS, compiled, pack, rule, rule_set

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
CHAT = Path(__file__).resolve().parents[2] / "bench" / "chat.txt"
WRITTEN = r"""
    my password is hunter2 | key: 9f8A7b6C5d4E3f2A1b0C | call 0170 1234567 | 4111 1111 1111 1111 | x.exe
    ada@mail.example.net | ada at mail dot example dot net | ada (at) x.org | <@123456789012345678> | a  b
    <:blob:123456789012345678> | https://dlscord.com/gift | [a.org](https://b.org) | discord . gg / abc
    I live at 12 Long Street, Springfield, IL 62704 | Lange Straße 12, 10115 Berlin | 203.0.113.9 | ...
    2001:db8::1 | WHY DOES NOBODY EVER ANSWER | ÄÖÜÄ ÖÜÄÖ ÜÄÖÜ ÄÖÜÄ ÖÜÄÖ | kys | k1ll y0urself | f u c k
    see room 204 | ١٢٣٤٥٦٧٨ | DE89 3704 0044 0532 0130 00 | my SSN is 078-05-1120 | top.gg/servers/5
    essay.pdf.exe | @everyone | rue Longue | 3, rue Longue, 75001 Paris | calle Mayor 5, 28013 Madrid
    https://x.org/wiki/w33k15?q=sh1t | https://x.org/%6B%79s1 | (https://x.org/k1ll) | kys,https://x.org/k1
    """
SIGNS = (
    "!" * 30,
    "ha" * 30,
    "\n" * 45,
    "😀" * 25,
    "z\u0335\u0336\u0337\u0338a",
    "a\u2003b",
    "\x1c",
    "f\x1fuck sh\x1cit k\x00ys",
    "f \u200b\u200b\u200b u \u200b\u200b c \x01\x01 k",
    "f\x01uck \x01 ❤️ k ❤️ y ❤️ s",
    "f u\x01ck fu 5ck 5pm",
    "\ud800",
)
PIECES = st.sampled_from([*WRITTEN.replace("\n", "|").split("|"), *SIGNS])
TEXTS = st.lists(PIECES | st.text(max_size=12), max_size=5).map(" ".join) | st.text(max_size=60)


def settled(
    rules: str, texts: tuple[str, ...], names: tuple[str, ...], facts: Facts, everyone: bool, users: int
) -> None:
    """Assert that judging by what the quick look leaves is the same as judging by everything."""
    parts = (*map(part, texts), *(part(name, PartKind.ATTACHMENT) for name in names))
    mentioned = "".join(f" <@{number:018}>" for number in range(users))
    if mentioned:
        texts, parts = (*texts, mentioned), (part(mentioned), *parts)
    given_ = content(parts=parts, attachments=names, everyone=everyone, users=tuple(range(users)))
    doubts = rule_set(rules).quick.doubts(texts, facts, names=names, everyone=everyone)
    full = evaluate(rule_set(rules), given_, facts, now=NOW)
    quick = None if doubts is None else evaluate(rule_set(rules), given_, facts, now=NOW, doubts=doubts)
    assert quick == full


def doubts_of_known(look: QuickLook, text: str) -> Doubts | None:
    """Return what is in doubt about a text whose words were met before: of new ones, everything is."""
    for _ in range(2):
        look.doubts((text,), NO_FACTS)
    return look.doubts((text,), NO_FACTS)


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("folder", ["benign", "chat", "personal_data", "personal_data_blind", "packs"])
def test_no_known_text_is_passed_over(name: str, folder: str) -> None:
    for text in known(folder):
        settled(name, (text,), (), NO_FACTS, everyone=False, users=0)


def known(folder: str) -> list[str]:
    match folder:
        case "benign":
            return (CORPUS / "benign.txt").read_text(encoding="utf-8").splitlines()
        case "chat":
            return CHAT.read_text(encoding="utf-8").splitlines()
        case "packs":
            rules = [each for known in PACKS for each in pack(known).rules]
            return [text for each in rules for text in (*each.examples_match, *each.examples_clean)]
        case _:
            found = tomllib.loads((CORPUS / f"{folder}.toml").read_text(encoding="utf-8"))
            # The marks of the list would keep a text apart from what it shows.
            return [re.sub("[«»¦]", "", text) for text in _strings(found) if text]


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in _strings(each)]
    if isinstance(value, list):
        return [text for each in value for text in _strings(each)]
    return [value] if isinstance(value, str) else []


@settings(max_examples=400)
@given(
    texts=st.lists(TEXTS, max_size=2).map(tuple),
    names=st.lists(PIECES | st.text(max_size=20), max_size=2).map(tuple),
    recent=st.integers(0, 12),
    copies=st.integers(0, 6),
    channels=st.integers(0, 6),
    authors=st.integers(0, 6),
    everyone=st.booleans(),
    users=st.sampled_from([0, 0, 0, 2, 4, 9]),
)
def test_made_up_messages_are_judged_alike(
    texts: tuple[str, ...],
    names: tuple[str, ...],
    recent: int,
    copies: int,
    channels: int,
    authors: int,
    everyone: bool,
    users: int,
) -> None:
    facts = Facts(
        recent_messages=recent,
        window_seconds=5.0,
        repeats=max(copies, channels),
        repeat_channels=channels,
        repeat_authors=authors,
    )
    settled("strict", texts, names, facts, everyone, users)


def test_a_plain_sentence_asks_nobody() -> None:
    quick = rule_set("standard").quick
    assert quick.doubts(("Could you look at chapter two before we meet?",), NO_FACTS) is None
    assert quick.doubts(("Python or Ruby, and why?",), Facts(recent_messages=3, repeats=1)) is None
    assert quick.doubts((), NO_FACTS, names=("screenshot.png",)) is None


def test_an_address_with_digits_is_no_disguised_word() -> None:
    look = rule_set("standard").quick
    text = "the notes are at https://notes.example.org/week15"
    assert doubts_of_known(look, text) is None
    assert look.doubts((text.replace("/week15", "/week15 sh1t"),), NO_FACTS) is not None


@pytest.mark.parametrize("text", ["❤️", "morning all ☀️", "tomorrow at 5pm?", "the 9pm raid"])
def test_a_heart_and_the_time_of_day_are_no_disguise(text: str) -> None:
    assert doubts_of_known(rule_set("standard").quick, text) is None


@pytest.mark.parametrize(
    "text",
    [
        "i will 5tab you",
        "maybe pr0gramming isn't for you",
        "se nd nudes",
        "148-8 forever",
        "это п/издец",
        "the great replacem'ent is real",
        "sh1 t happens",
        "the great repla.cement is real",
    ],
)
def test_one_disguised_word_of_several_is_not_passed_over(text: str) -> None:
    doubts_of_known(rule_set("strict").quick, text)
    settled("strict", (text,), (), NO_FACTS, everyone=False, users=0)
    assert next(rule_set("strict").words.find(text), None) is not None


@cache
def _said() -> list[str]:
    return list(
        dict.fromkeys(text for each in PACKS for rule in pack(each).rules for text in rule.examples_match)
    )


@settings(max_examples=150)
@given(
    text=st.deferred(lambda: st.sampled_from(_said())),
    place=st.integers(0, 200),
    sign=st.sampled_from([*". - * _ ' / | ~~ **", "\u200b", "\x01", *"013457@$!", "aaa"]),
    instead=st.booleans(),
)
def test_an_example_with_one_disguised_letter_is_not_passed_over(
    text: str, place: int, sign: str, instead: bool
) -> None:
    place %= len(text)
    disguised = text[:place] + sign + text[place + instead :]
    doubts_of_known(rule_set("strict").quick, disguised)
    settled("strict", (disguised,), (), NO_FACTS, everyone=False, users=0)


def test_only_those_are_asked_who_may_find_something() -> None:
    doubts = rule_set("standard").quick.doubts(("see https://dlscord.com/gift",), NO_FACTS)
    assert doubts is not None
    assert not doubts.words
    assert [type(matcher).__name__ for _, matcher in doubts.matchers] == ["Links"]


def test_what_a_matcher_can_tell_by_the_text_is_not_asked_again() -> None:
    quick = rule_set("standard").quick
    assert quick.doubts(("see https://docs.python.org",), NO_FACTS) is None
    assert quick.doubts(("NASA and JSON, not XML",), NO_FACTS) is None


def test_markup_of_discord_is_no_number() -> None:
    quick = rule_set("standard").quick
    assert quick.doubts(("thanks <@123456789012345678> <:blob:123456789012345678>",), NO_FACTS) is None
    assert quick.doubts(("thanks <@123456789012345678>, call 0170 1234567",), NO_FACTS) is not None


class Silent:
    """A matcher that does not say what it needs."""

    def match(self, scan: Scan) -> tuple[Finding, ...]:
        return ()


class Quiet(Silent):
    needs = Needs(text=("zonk",))


def test_a_matcher_without_needs_is_always_asked() -> None:
    silent = (0, Silent())
    assert QuickLook(WordIndex(()), [silent]).doubts(("hello",), NO_FACTS) == Doubts(False, (silent,))
    assert QuickLook(WordIndex(()), [(0, Quiet())]).doubts(("hello",), NO_FACTS) is None
    assert QuickLook(WordIndex(()), [(0, Quiet())]).doubts(("a ZONK",), NO_FACTS) is not None


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ({"length": 30}, "a" * 15 + " " + "b" * 15),
        ({"lines": 3}, "a\nb\nc\nd"),
        ({"repeats": 2}, "ab !! c"),
        ({"capitals": 0.3, "letters": 4}, "ÄbCd ÉfGh"),
        ({"emoji": 1}, "😀😀 ok"),
        ({"emoji": 2}, "<:a:1><:b:2><a:c:3>"),
        ({"marks": 1}, "e\u0335 ok"),
    ],
)
def test_limits_of_a_server_open_the_gate(table: dict[str, object], text: str) -> None:
    off: dict[str, object] = dict.fromkeys(("capitals", "lines", "length", "emoji", "repeats", "marks"), 0)
    spec: RuleSpec = rule("loud", detector="shouting", table=off | table)
    rules = compiled((spec,))
    assert evaluate(rules, content(text), now=NOW) is not None
    assert rules.quick.doubts((text,), NO_FACTS) is not None
