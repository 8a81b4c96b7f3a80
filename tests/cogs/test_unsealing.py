"""A reporter's name: they are asked, two agree, each of the two sees it once, and it is written nowhere."""

from __future__ import annotations

import sqlite3
from typing import Any

import discord
import pytest
import simcord

from bot.policy.ids import GuildId, UserId
from bot.services.orders import Unmoved
from tests.cogs.appealing import set_up, shown, told
from tests.cogs.asking import letter, menu, report
from tests.conftest import Town

WHY = "To talk it over with both of you."


def wish(town: Town) -> discord.Message:
    """Return the moderators' message about the wish."""
    return next(
        each for each in town.queue.history() if "the name of reporter 1" in str(each.embeds[0].title)
    )


async def ask(town: Town, who: simcord.MemberActor, ground: str = "consent", why: str = WHY) -> str:
    form = await who.slash(town.general, "unseal", case=1, reporter=1)
    if form.modal is None:
        return told(form)
    return told(await who.submit_modal(form, {"ground": [ground], "reason": why}))


async def consent(town: Town, answer: str) -> str:
    asked = letter(town.noor, "may we use your name?")
    return told(await town.noor.user.click(asked, custom_id=f"consent:{town.guild.id}:1:{answer}"))


async def agree(town: Town, who: simcord.MemberActor) -> str:
    asked: Any = await who.click(wish(town), custom_id="unseal:1:approve")
    if "Do you agree?" not in told(asked):
        return told(asked)
    return told(await who.click(asked.response, custom_id="unseal:1:yes"))


async def show(town: Town, who: simcord.MemberActor) -> str:
    answer = await who.click(wish(town), custom_id="unseal:1:show")
    assert answer.ephemeral
    return told(answer)


def journal(town: Town) -> str:
    with sqlite3.connect(town.bot.settings.database) as database:
        rows = database.execute("SELECT verb, object, data FROM journal ORDER BY seq").fetchall()
    database.close()
    return str(rows)


async def test_with_consent_two_see_it_once_and_nobody_else(town: Town) -> None:
    await set_up(town)
    await report(town, town.noor)
    opened = await menu(town, town.moderator)
    names: Any = await town.moderator.click(opened.response, custom_id="talk:1:names")
    form = await town.moderator.click(names.response, custom_id="talk:1:unseal:1")
    asked = told(await town.moderator.submit_modal(form, {"ground": ["consent"], "reason": WHY}))
    assert "The reporter is asked for their consent." in asked
    assert "asked for already" in await ask(town, town.second)

    got = letter(town.noor, "may we use your name?")
    assert WHY in shown(got)
    assert str(town.moderator.id) not in shown(got)
    assert "unseal:1:approve" not in str(wish(town).components), "not before they agree"
    await town.restart()
    assert "Two moderators may learn your name now" in await consent(town, "yes")
    assert "You asked for this yourself" in await agree(town, town.moderator)
    assert "may see the name once" in await agree(town, town.second)
    assert "With your consent two moderators" in shown(letter(town.noor, "was unsealed"))

    for who in (town.moderator, town.second):
        assert f"<@{town.noor.id}>" in await show(town, who)
    everything = str([shown(each) for each in (*town.queue.history(), *town.log.history())])
    assert str(town.noor.id) not in everything
    assert str(town.noor.id) not in journal(town)
    assert journal(town).count("unsealing.viewed") == 2
    history = told(await town.moderator.slash(town.general, "case", number=1))
    told_there = ("asked to learn the name", "agreed to be named", "agreed that two may", "saw the name")
    assert [history.count(each) for each in told_there] == [1, 1, 1, 2]
    assert str(town.noor.id) not in history


async def test_a_third_person_and_a_second_look_see_nothing(town: Town) -> None:
    await set_up(town)
    await report(town, town.noor)
    await ask(town, town.moderator)
    await consent(town, "yes")
    await agree(town, town.second)
    assert "no such wish" in await show(town, town.admin)
    assert f"<@{town.noor.id}>" in await show(town, town.moderator)
    assert "It was shown to you already" in await show(town, town.moderator)


async def test_no_means_no(town: Town) -> None:
    await set_up(town)
    await report(town, town.noor)
    await ask(town, town.moderator)
    await consent(town, "yes")
    assert "Your name stays sealed." in await consent(town, "no"), "also after a yes"
    assert "settled already" in await consent(town, "yes")
    assert "The reporter said no" in shown(wish(town))
    assert not wish(town).components


@pytest.mark.parametrize("ground", ["law", "danger"])
async def test_over_their_head_it_takes_an_administrator_and_they_are_told(town: Town, ground: str) -> None:
    await set_up(town)
    await report(town, town.noor)
    assert "An administrator has to agree" in await ask(town, town.moderator, ground)
    assert "You don't have the right" in await agree(town, town.second)
    assert "may see the name once" in await agree(town, town.admin)
    got = shown(letter(town.noor, "was unsealed"))
    assert "the law compels" in got if ground == "law" else "life or health" in got
    assert f"<@{town.noor.id}>" in await show(town, town.admin)


async def test_the_involved_neither_ask_nor_agree_nor_see(town: Town) -> None:
    await set_up(town)
    await report(town, town.second)
    assert "There is no case 1 that you could see" in await ask(town, town.second)
    await ask(town, town.moderator, "danger")
    assert "There is no such wish 1 that you could see" in await agree(town, town.second)
    for stranger in (town.mira, town.moderator):
        refused = await town.bot.services.talks.unsealings.consent(
            GuildId(town.guild.id), 1, UserId(stranger.id), given=True, key="forged"
        )
        assert refused == Unmoved(key="no_such_question")


async def test_with_closed_messages_the_question_waits_in_my_reports(town: Town) -> None:
    await set_up(town)
    await report(town, town.noor)
    town.env.inject_error("POST", "/users/@me/channels", status=403, code=50007, times=1)
    await ask(town, town.moderator)
    mine: Any = await town.noor.slash(town.general, "my reports")
    assert WHY in told(mine)
    no = await town.noor.click(mine.response, custom_id=f"consent:{town.guild.id}:1:no")
    assert "Your name stays sealed." in told(no)


async def test_who_was_erased_can_not_be_named(town: Town) -> None:
    await set_up(town)
    await report(town, town.noor)
    await ask(town, town.moderator, "danger")
    await agree(town, town.admin)
    erase: Any = await town.noor.user.slash("privacy erase")
    await town.noor.user.click(erase.response.message, label="Forget me")
    assert "is not kept any more" in await show(town, town.moderator)
    assert "is not kept any more" in await ask(town, town.moderator)


async def test_each_look_into_a_case_is_in_the_journal(town: Town) -> None:
    await set_up(town)
    await report(town, town.second)
    await town.moderator.slash(town.general, "case", number=1)
    assert journal(town).count("case.viewed") == 1
    await town.second.slash(town.general, "case", number=1)
    assert journal(town).count("case.viewed") == 1
