"""Questions to a reporter and back, without anybody learning who the other is (mission row M21)."""

from __future__ import annotations

from typing import Any

import simcord

from bot.policy.ids import GuildId, UserId
from tests.cogs.appealing import set_up, shown, told
from tests.cogs.asking import answer, ask, card, letter, menu, posts, report
from tests.conftest import Town

QUESTION = "Had she done this before?"


def names(town: Town, who: simcord.MemberActor) -> tuple[str, ...]:
    return (str(who.id), f"<@{who.id}>", "noor" if who is town.noor else "tove")


async def test_a_question_goes_out_and_its_answers_come_back_in_order(town: Town) -> None:
    await set_up(town)
    await report(town, town.noor)
    asked = await ask(town, town.moderator, "reporter:1", QUESTION)
    assert "Reporter 1 was asked" in asked
    assert "They have it in a private message." in asked

    got = letter(town.noor, QUESTION)
    assert not any(name in shown(got) for name in names(town, town.moderator))
    assert "the moderators have your answer" in await answer(town.noor, got, "Yes, last week.", town)
    await town.restart()
    await answer(town.noor, got, "And in May.", town)

    first, second = posts(town, "Reporter 1 answers")[-2:]
    assert "Yes, last week." in first
    assert "And in May." in second
    history = shown(card(town))
    assert history.index(QUESTION) < history.index("Yes, last week.") < history.index("And in May.")
    everything = str([shown(each) for each in (*town.queue.history(), *town.log.history())])
    assert not any(name in everything for name in names(town, town.noor))


async def test_with_closed_private_messages_it_waits_in_my_reports(town: Town) -> None:
    await set_up(town)
    await report(town, town.noor)
    town.env.inject_error("POST", "/users/@me/channels", status=403, code=50007, times=1)
    asked = await ask(town, town.moderator, "reporter:1", QUESTION)
    assert "They find it in “/my reports”" in asked
    assert "asking the reporter: they take no private messages" in shown(card(town))

    mine: Any = await town.noor.slash(town.general, "my reports")
    assert QUESTION in told(mine)
    form = await town.noor.click(mine.response, custom_id=f"question:{town.guild.id}:1:answer")
    await town.noor.submit_modal(form, {"words": "Yes."})
    assert len(posts(town, "Reporter 1 answers")) == 1
    others = await town.second.slash(town.general, "my reports")
    assert QUESTION not in told(others)


async def test_only_who_was_asked_can_answer_and_only_while_it_is_open(town: Town) -> None:
    await set_up(town)
    await report(town, town.noor)
    await ask(town, town.moderator, "reporter:1", QUESTION)
    service = town.bot.services.talks.questions
    for stranger in (town.mira, town.moderator, town.admin):
        found = await service.mine(GuildId(town.guild.id), 1, UserId(stranger.id))
        assert getattr(found, "key", "") == "no_such_question"
    got = letter(town.noor, QUESTION)
    opened = await menu(town, town.admin)
    late = await town.admin.click(opened.response, custom_id="talk:1:reporter:1")
    asked: Any = await town.moderator.click(card(town), custom_id="case:1:dismiss")
    await town.moderator.click(asked.response, custom_id="case:1:close")
    assert "needs no answer any more" in await answer(town.noor, got, "Late.", town)
    too_late = await town.admin.submit_modal(late, {"words": QUESTION})
    assert "Case 1 is decided, so nobody has to answer" in told(too_late)


async def test_an_erased_reporter_is_not_written_to(town: Town) -> None:
    await set_up(town)
    await report(town, town.noor)
    erase: Any = await town.noor.user.slash("privacy erase")
    await town.noor.user.click(erase.response.message, label="Forget me")
    await ask(town, town.moderator, "reporter:1", QUESTION)
    assert QUESTION not in str([shown(each) for each in town.noor.user.dm_channel.history()])
    assert "asking the reporter: their data was erased" in shown(card(town))


async def test_nobody_is_pestered_and_the_involved_ask_nothing(town: Town) -> None:
    await set_up(town)
    await report(town, town.second)
    assert "There is no case 1 that you could see" in told(await menu(town, town.second))
    for _ in range(3):
        await ask(town, town.moderator, "reporter:1", QUESTION)
    assert "asked a lot in a short time" in await ask(town, town.moderator, "reporter:1", QUESTION)
    assert "There was nothing in it" in await ask(town, town.admin, "reporter:1", "   ")
