"""Whom words are aimed at: a person, work, or nobody; and the rules that ask for one of these."""

from dataclasses import replace

import pytest

from bot.policy.aim import Target, Way, aim, told, turned_to
from bot.policy.detectors.protocol import Facts
from bot.policy.evaluate import explain_hit
from bot.policy.ids import ChannelId, UserId
from bot.policy.speakers import Speaker, Speakers
from tests.policy.factories import content, said
from tests.policy.packs import compiled, hits, rule, rule_set

MIRA, NOOR = Speaker(UserId(7), "Mira", 20.0), Speaker(UserId(8), "noor b", 40.0)
BY = "<@123456789012345678>"


@pytest.mark.parametrize(
    ("text", "word", "at"),
    [
        ("this function is garbage", "garbage", Target.WORK),
        ("your code is garbage", "garbage", Target.WORK),
        (f"{BY} this function is garbage", "garbage", Target.WORK),
        ("what a stupid function", "stupid", Target.WORK),
        ("you wrote a stupid function", "stupid", Target.WORK),
        ("deine Lösung ist Müll", "Müll", Target.WORK),
        ("you are garbage", "garbage", Target.PERSON),
        ("you stupid idiot. The code is fine", "idiot", Target.PERSON),
        ("The code is fine. you idiot", "idiot", Target.PERSON),
        ("you are worthless at this course", "worthless", Target.PERSON),
        ("that guy is an idiot", "idiot", Target.PERSON),
        ("he is such a moron", "moron", Target.PERSON),
        ("why do you act like a moron", "moron", Target.PERSON),
        ("du bist ein idiot", "idiot", Target.PERSON),
        ("I am an idiot", "idiot", Target.NOBODY),
        ("the weather is garbage", "garbage", Target.NOBODY),
        ("it's garbage", "garbage", Target.NOBODY),
        ("only garbage on TV", "garbage", Target.NOBODY),
    ],
)
def test_grammar_tells_a_person_from_work(text: str, word: str, at: Target) -> None:
    start = text.index(word)
    assert aim(content(text), 0, start, start + len(word)).at is at


@pytest.mark.parametrize(
    ("text", "reply", "speakers", "way", "who"),
    [
        (f"{BY} you idiot", None, (), Way.MENTION, 123456789012345678),
        ("idiot", 5, (), Way.REPLY, 5),
        ("Mira, you idiot", 5, (NOOR, MIRA), Way.NAME, 7),
        ("is Noor B an idiot", None, (MIRA, NOOR), Way.NAME, 8),
        ("you idiot", None, (MIRA,), Way.EXCHANGE, 7),
        ("honestly, you idiot", None, (MIRA,), Way.EXCHANGE, 7),
        ("you idiot, man!", None, (MIRA,), Way.EXCHANGE, 7),
        # Somebody else is called by name, who has not spoken.
        ("Jonas, you idiot", None, (MIRA,), Way.UNNAMED, None),
        ("hey jonas, you idiot", None, (MIRA,), Way.UNNAMED, None),
        ("what? you idiot, Jonas!", None, (MIRA,), Way.UNNAMED, None),
        ("@jonas you idiot", None, (MIRA,), Way.UNNAMED, None),
        ("you idiot", None, (MIRA, NOOR), Way.UNNAMED, None),
        ("you idiot", None, (MIRA._replace(ago=400.0),), Way.UNNAMED, None),
        ("admirable, you idiot", None, (MIRA, NOOR), Way.UNNAMED, None),
        ("he is an idiot", 5, (), Way.UNNAMED, None),
        ("you idiot", 501, (), Way.UNNAMED, None),
    ],
)
def test_it_shows_who_is_meant(
    text: str, reply: int | None, speakers: tuple[Speaker, ...], way: Way, who: int | None
) -> None:
    start = text.index("idiot")
    found = aim(content(text, reply_to=reply), 0, start, start + 5, speakers)
    assert (found.at, found.way, found.who) == (Target.PERSON, way, who)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Jonas, you waste of space, nobody wants you in this course.", Target.PERSON),
        ("honestly your essay was a disaster", Target.WORK),
        ("this lecture was a disaster", Target.WORK),
    ],
)
def test_a_whole_text_that_speaks_to_you_is_not_about_work(text: str, at: Target) -> None:
    assert aim(content(text), 0, 0, 0).at is at


def test_what_is_said_of_it_names_the_way() -> None:
    found = aim(content("you idiot", reply_to=5), 0, 4, 9)
    assert said(told(found)) == "Aimed at <@5>, by a reply"
    assert said(told(aim(content("this code is trash"), 0, 13, 18))) == "About work, not about a person"


def test_a_message_turns_to_all_it_names() -> None:
    found = turned_to(content("Mira and I", users=(9, 501), reply_to=8), (MIRA,))
    assert found == {7, 8, 9}


def test_a_rule_can_ask_for_one_of_them() -> None:
    spec = replace(rule(words=("zonk",)), aimed=Target.PERSON)
    rules = compiled((spec, replace(spec, id="work", aimed=Target.WORK)))

    def found(text: str, **facts: object) -> list[str]:
        return [hit.rule_id for hit in hits(rules, text, Facts(speakers=(MIRA,)))]

    assert found("you are zonk") == ["words"]
    assert found("this code is zonk") == ["work"]
    assert found("zonk season has begun") == []
    (hit,) = hits(rules, "Mira is zonk", Facts(speakers=(MIRA,)))
    assert said(*explain_hit(hit)).endswith("Aimed at <@7>, by name.")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("you are garbage", "harassment.harsh"),
        ("this function is garbage", "work.harsh"),
        ("the garbage collector is slow", None),
    ],
)
def test_insult_and_harshness_are_rules_apart(text: str, wanted: str | None) -> None:
    found = {hit.rule_id for hit in hits(rule_set("standard"), text)}
    assert found & {"harassment.harsh", "work.harsh"} == ({wanted} if wanted else set())


def test_speakers_are_few_recent_and_forgotten() -> None:
    speakers, room = Speakers(), ChannelId(1)
    for number in range(30):
        speakers.heard(room, UserId(number), f"n{number}", float(number))
    speakers.heard(room, UserId(29), "again", 30.0)
    found = speakers.of(room, 31.0, but=UserId(28))
    assert len(found) == 11
    assert found[0] == Speaker(UserId(29), "again", 1.0)
    assert speakers.of(room, 2_000.0, but=UserId(1)) == ()
    speakers.forget(UserId(29))
    assert speakers.of(room, 31.0, but=UserId(28))[0].id == 27
    for number in range(5_000):
        speakers.heard(ChannelId(number), UserId(1), "n", 1.0)
    assert len(speakers) <= 4_000
