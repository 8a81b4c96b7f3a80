"""Pronouns of one's own, and what a message says against them; what may mean others is left alone (M9)."""

from dataclasses import replace

import pytest

from bot.policy.aim import Target
from bot.policy.detectors.protocol import Facts
from bot.policy.ids import UserId
from bot.policy.pronouns import SUGGESTIONS, families, tidy
from bot.policy.rules import RuleSet
from bot.policy.speakers import Speaker
from bot.policy.verdict import Hit, Mode
from tests.policy.factories import content, said
from tests.policy.packs import compiled, hits, pack

NOOR = 123456789012345678
AT = f"<@{NOOR}>"


def rules(mode: Mode = Mode.FLAG) -> RuleSet:
    spec = next(rule for rule in pack("standard").rules if rule.id == "misgendering.pronouns")
    return compiled((replace(spec, mode=mode),))


def found(
    text: str,
    own: str = "she/her",
    *,
    users: tuple[int, ...] = (NOOR,),
    reply: int | None = None,
    mode: Mode = Mode.FLAG,
) -> tuple[Hit, ...]:
    facts = Facts(pronouns={UserId(NOOR): own}, speakers=(Speaker(UserId(9), "Tove", 5.0),))
    return hits(rules(mode), content(text, users=users, reply_to=reply), facts)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (f"{AT} thinks he knows it all", "she/her"),
        (f"ask {AT}, his code is fine", "she/they"),
        (f"{AT} said she would come", "he/him"),
        (f"{AT} said she would come", "they/them"),
        (f"{AT} said he would come", "xe/xem"),
        (f"{AT} hat gesagt, he knows", "sie/ihr"),
    ],
)
def test_other_pronouns_than_ones_own_are_noticed(text: str, own: str) -> None:
    (hit,) = found(text, own)
    assert (hit.clause, hit.mode, hit.aim.at, hit.aim.who) == ("misgendering", Mode.FLAG, Target.PERSON, NOOR)
    assert f"goes by {own}" in said(hit.findings[0].explanation)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (f"{AT} thinks she knows it all", "she/her"),
        (f"{AT} they all came", "she/her"),
        (f"{AT} thinks he knows it all", "he/they"),
        (f"{AT} thinks he knows it all", "any pronouns"),
        (f"{AT} wrote “he is late”, she said", "she/her"),
        (f"{AT} in `his = 1` is a bug", "she/her"),
        (f"{AT} your brother said he would come", "she/her"),
        (f"{AT} did you see how he did it?", "she/her"),
        (f"{AT} my teacher thinks he is late", "she/her"),
        (f"{AT} and Tove: he is late", "she/her"),
        (f"he is late, {AT}", "she/her"),
        (f"{AT} he came and she left", "they/them"),
        (f"{AT} this helps", "she/her"),
    ],
)
def test_what_may_mean_somebody_else_is_left_alone(text: str, own: str) -> None:
    assert found(text, own) == ()


def test_a_reply_counts_near_its_beginning_and_several_people_never() -> None:
    (hit,) = found("he has no idea", users=(), reply=NOOR)
    assert hit.findings[0].score == 0.5
    assert found("so much for the plan of yesterday evening, he knew", users=(), reply=NOOR) == ()
    assert found(f"{AT} and <@7> say he is late", users=(NOOR, 7)) == ()
    assert found(f"{AT} says he is late", reply=7) == ()
    assert found("he is late", users=()) == ()


def test_it_never_acts_whatever_the_rule_says() -> None:
    (hit,) = found(f"{AT} thinks he knows it all", mode=Mode.ENFORCE)
    assert (hit.mode, hit.weakened) == (Mode.FLAG, "unsure")


def test_the_quick_look_asks_only_where_somebody_set_theirs() -> None:
    quick = rules().quick
    assert quick.doubts(["he is late"], Facts()) is None
    asked = quick.doubts(["he is late"], Facts(), pronouns=True)
    assert asked is not None
    assert len(asked.matchers) == 1


@pytest.mark.parametrize(
    "text", ["", " ", "x" * 41, "<@1>", "https://x.de", "**she**", "1/2", "/her", "she\u202eher"]
)
def test_what_are_no_pronouns_is_refused(text: str) -> None:
    assert tidy(text) is None


def test_every_suggestion_can_be_kept() -> None:
    assert [tidy(each) for each in SUGGESTIONS] == list(SUGGESTIONS)
    assert tidy("  she /  her ") == "she / her"
    assert families("ask me") is None
    assert families("she/they") == frozenset({"she"})
    assert families("…") is None
