"""Mention or use: what is quoted, retold, objected to, or said of oneself asks less than what is meant."""

from dataclasses import replace

import pytest

from bot.policy.mention import Usage, usage
from bot.policy.verdict import Mode
from tests.policy.factories import author, content
from tests.policy.packs import compiled, hits, rule, rule_set

ENFORCING = rule(mode=Mode.ENFORCE, severity=4)
RULES = compiled((ENFORCING,))


@pytest.mark.parametrize(
    ("text", "weakened"),
    [
        ("you zonk", ""),
        ("> you zonk\nthat was not nice", "quote"),
        ("he wrote “you zonk” to me", "retold"),
        ('somebody said "zonk"', "retold"),
        ("you are a “zonk”", ""),
        ("he called me a zonk", "retold"),
        ("they keep calling my sister zonk", "retold"),
        ("I call them zonk", ""),
        ("she called her a zonk", "retold"),
        ("is the word zonk offensive?", "counter"),
        ("please don't say zonk here", "counter"),
        ("don't be a zonk", ""),
        ("<@123456789012345678> posted zonk again", "retold"),
        ("`zonk`", "code"),
        ("```\nzonk = 1\n```", "code"),
        ("he said 'zonk' and you are a zonk", ""),
        ("knoz", "loose view"),
        ("zonk is bannable here", "quote"),
        ("every zonk is bannable here", ""),
        ("no more zonk jokes please", "quote"),
        ("he was told to go zonk", "retold"),
        ("I was telling him zonk", ""),
        ("he told our keeper she should zonk", "retold"),
        ("i told her she should zonk", ""),
        ("whenever people say zonk I leave", "retold"),
        ("when somebody tells you to zonk, it says more about them", "retold"),
        ("somebody put zonk under her drawing", "retold"),
        ("I did not know that it means to zonk", "retold"),
        ("please stop writing zonk to her", "counter"),
        ("stop telling each other to zonk", "retold"),
        ("zonk isn't banter", "quote"),
        ("zonk is on our filter", "quote"),
        ("zonk gets you a permanent ban", "quote"),
        ("keep zonk out of this chat", "quote"),
        ("who looks at a screenshot of the zonk message?", "quote"),
        ("is zonk covered by rule four?", "quote"),
        ("zonk is what i heard for two years", "quote"),
        ("big zonk energy in my new curtains", "quote"),
        ("from one zonk to another", "quote"),
        ("you zonk power mad idiot", ""),
        ("that zonk message shows what you are", ""),
        ("zonk, get out of this chat", ""),
        ("you zonk out of spite", ""),
    ],
)
def test_mention_or_use(text: str, weakened: str) -> None:
    (hit,) = hits(RULES, text)
    assert (hit.weakened, hit.mode) == (weakened, Mode.FLAG if weakened else Mode.ENFORCE)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("I'm a proud zonk", "own"),
        ("as a zonk myself, I like it", "own"),
        ("us loud zonk people stick together", "own"),
        ("my fellow zonk friends", "own"),
    ],
)
def test_what_people_call_themselves_is_only_counted(text: str, why: str) -> None:
    (hit,) = hits(RULES, text)
    assert (hit.weakened, hit.mode) == (why, Mode.SHADOW)


@pytest.mark.parametrize(
    "text", ["you are one of those zonk", "I'm not a zonk", "I hate every zonk", "as dumb as a zonk"]
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert hits(RULES, text)[0].mode is Mode.ENFORCE


def test_objecting_to_quoted_words_asks_less_than_using_them() -> None:
    flagging = compiled((replace(ENFORCING, mode=Mode.FLAG),))
    for text in ("“zonk” is not ok to say", "she cried because a stranger told her zonk"):
        assert hits(RULES, text)[0].mode is Mode.FLAG
        assert hits(flagging, text)[0].mode is Mode.SHADOW
    assert hits(flagging, "“zonk” is true")[0].mode is Mode.FLAG
    assert hits(flagging, "“zonk” is not wrong")[0].mode is Mode.FLAG


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("Who even says “all of them are zonk” these days?", Mode.SHADOW),
        ("the line “they are all zonk” got him thrown out", Mode.SHADOW),
        ("If your argument is “you are all zonk”, you have lost", Mode.SHADOW),
        ("he told me “zonk” twice", Mode.SHADOW),
        ("imagine growing up with people saying that zonk", Mode.SHADOW),
        ("A banner with “they are all zonk” hung at the match", Mode.SHADOW),
        ("“they are all zonk”, and whoever says otherwise is lying", Mode.FLAG),
        ("My dad always said “they are all zonk”, and he was right", Mode.FLAG),
        ("“they are all zonk” is just common sense", Mode.FLAG),
        ("Say it with me: “they are all zonk”!", Mode.FLAG),
        ("I always said “they are all zonk”", Mode.FLAG),
        ("in my opinion “they are all zonk”", Mode.FLAG),
        ("you believe everything, “zonk”", Mode.FLAG),
        ("> they are all zonk", Mode.FLAG),
        ("“they are all zonk”", Mode.FLAG),
    ],
)
def test_words_told_as_somebody_elses_ask_less_unless_agreed_with(text: str, mode: Mode) -> None:
    assert hits(compiled((replace(ENFORCING, mode=Mode.FLAG),)), text)[0].mode is mode
    assert hits(RULES, text)[0].mode.rank >= Mode.FLAG.rank


def test_an_objection_counts_for_what_is_not_a_list_of_words_too() -> None:
    """Of a link, too: it is only the retelling that asks for words."""
    links = compiled((rule("links", detector="links", table={"block": ["evil.example"]}, mode=Mode.FLAG),))
    (objected,) = hits(links, "he wrote “look at https://evil.example/a here” and that is not ok")
    (retold,) = hits(links, "he wrote “look at https://evil.example/a here” to me")
    assert (objected.mode, retold.mode) == (Mode.SHADOW, Mode.FLAG)


def test_quotation_marks_alone_do_not_keep_a_word_from_being_removed() -> None:
    assert hits(RULES, "“all of them are zonk” hung at the match")[0].mode is Mode.ENFORCE


def test_the_gravest_words_are_brought_to_people_however_they_are_said() -> None:
    grave = compiled((replace(ENFORCING, mode=Mode.FLAG, severity=5),))
    assert hits(grave, "he wrote “zonk”, that's awful")[0].mode is Mode.FLAG


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("the dyke held the flood back", Mode.SHADOW),
        ("a chink in the curtain", Mode.SHADOW),
        ("what a dyke you are", Mode.FLAG),
        ("get out, chink", Mode.FLAG),
    ],
)
def test_words_of_two_senses_are_told_apart_by_their_company(text: str, mode: Mode) -> None:
    listed = replace(ENFORCING, mode=Mode.FLAG, table={"words": ["dyke", "chink"]})
    assert hits(compiled((listed,)), text)[0].mode is mode


@pytest.mark.parametrize(
    "text",
    [
        "i was told to jump off a bridge today and i want to report it",
        "@user keeps telling me to neck yourself, can a mod help?",
        "telling people to drink bleach is against the rules",
        "people who tell others to end your life should be banned",
        "my cousin's bully told her to drink bleach and the school did nothing",
        "somebody told a kid in my lobby to drink bleach and stream it, that guy needs a ban",
        "mods, somebody in gen chat just wrote kys to a 13 year old",
        "they spammed kys in my dms",
        "what does kys mean?",
        "kys is bannable here, read rule 3",
        "no more jokes about kys in this channel please",
        "can we stop with the kys jokes in general?",
        "I used to say kys to team mates when I was thirteen. I'm ashamed of that now.",
        "our filter catches kys but not the misspelt versions",
        "kill yourself at spawn, loot stays",
        "go die in the lava so we respawn together at the checkpoint",
        "hang yourself a curtain over that window, your cam is all glare",
        "if anyone tells you to kys here, screenshot it",
        "if somebody ever writes kys to you, dm a mod",
    ],
)
def test_who_retells_a_call_to_self_harm_or_plays_is_not_removed(text: str) -> None:
    assert {hit.mode for hit in hits(rule_set("standard"), text)} <= {Mode.FLAG, Mode.SHADOW}


@pytest.mark.parametrize(
    "text",
    [
        "please don't slit your wrists",
        "don't neck yourself, we need you",
        "never tell anyone to jump off a bridge",
        "you should not jump off a bridge, you should talk to someone",
        "please dont kys, we love u",
        "before you hurt yourself, call somebody, call me",
        "i don't want you to drink bleach",
        "we never want anybody to end your life for you",
    ],
)
def test_who_holds_somebody_back_from_self_harm_is_left_alone(text: str) -> None:
    assert {hit.mode for hit in hits(rule_set("standard"), text)} <= {Mode.SHADOW}


@pytest.mark.parametrize(
    "text",
    [
        "kys",
        "I told you to kill yourself",
        "i'm telling you, go kill yourself",
        "everybody tells you to drink bleach for a reason, so drink bleach",
        "don't be shy, go hang yourself",
        "please kys",
        "kys, nobody here wants you",
        "why don't you just go and die",
        "stop whining and kill yourself",
        "you should never have been born, kys",
        "lost the boss fight, kill yourself",
        "kys, your hair is ugly",
        "your mum told me you should end your life",
        "someone tell her to kill yourself",
        "i don't want you to live, drink bleach",
        "if anyone likes you they are blind, kys",
    ],
)
def test_who_calls_for_self_harm_is_removed_however_it_is_dressed(text: str) -> None:
    assert Mode.ENFORCE in {hit.mode for hit in hits(rule_set("standard"), text)}


def test_code_is_quiet_for_mild_rules() -> None:
    assert not hits(compiled((replace(ENFORCING, severity=3),)), "`zonk()` fails")


def test_academic_channels_and_staff_go_to_review() -> None:
    assert hits(RULES, content("zonk", academic=True))[0].weakened == "academic"
    assert hits(RULES, content("zonk", by=author(is_staff=True)))[0].weakened == "staff"


def test_some_rules_hold_in_quotes_too() -> None:
    firm = compiled((replace(ENFORCING, weaken_quotes=False),))
    assert hits(firm, content("> zonk", academic=True))[0].mode is Mode.ENFORCE


def test_flagging_rules_are_not_called_weakened() -> None:
    assert hits(compiled((replace(ENFORCING, mode=Mode.FLAG),)), "> zonk")[0].weakened == ""


def test_usage_of_a_span_outside_any_mark() -> None:
    assert usage("plain zonk", 6, 10) is Usage.USED
