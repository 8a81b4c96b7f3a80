"""Moderators work together: hand over, join, take apart, relate, move a part, look at what was kept."""

from __future__ import annotations

from dataclasses import replace

import discord
import pytest
import simcord

from bot.policy.ids import GuildId, UserId
from bot.policy.records import CaseRoute, CaseState
from bot.services.orders import Unmoved
from bot.storage import evidence
from tests.cogs.reporting import PNG, case_file, link, said
from tests.cogs.test_recusal import own_button as forge
from tests.conftest import Town


async def report(
    town: Town,
    who: simcord.MemberActor,
    category: str,
    text: str = "Please look",
    target: simcord.MemberActor | None = None,
) -> None:
    await town.env.advance_time(400)
    await who.slash(town.general, "report", who=target or town.mira, text=text, category=category)


def answer(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    """Return the message with which the bot answered."""
    assert result.response is not None
    return result.response


def card(town: Town, number: int) -> discord.Message:
    """Return the moderators' message of a case."""
    return next(each for each in town.queue.history() if f"Case {number} ·" in str(each.embeds[0].title))


def shown(town: Town, number: int) -> str:
    return str(card(town, number).embeds[0].to_dict())


async def more(
    town: Town, act: str, number: int = 1, who: simcord.MemberActor | None = None
) -> simcord.InteractionResult:
    """Press something in the menu of a case."""
    menu = await (who or town.moderator).click(card(town, number), custom_id=f"more:{number}:menu")
    return await (who or town.moderator).click(answer(menu), custom_id=f"more:{number}:{act}")


async def verbs(town: Town) -> list[str]:
    async with town.bot.services.database.reading() as reader:
        rows = await reader.fetch("SELECT verb FROM journal ORDER BY seq")
    return [row["verb"] for row in rows if row["verb"].startswith("case.")]


async def test_a_case_is_handed_over_and_given_back(town: Town) -> None:
    await report(town, town.noor, "belittling")
    await town.moderator.click(card(town, 1), custom_id="case:1:claim")
    asked = await more(town, "give")
    for who in (town.noor, town.mira):
        refused = await town.moderator.select(answer(asked), custom_id="give:1", values=[who])
        assert "can't take this case" in said(refused)
    given = await town.moderator.select(answer(asked), custom_id="give:1", values=[town.second])
    assert f"<@{town.second.id}> has it until" in said(given)
    called = town.queue.last_message
    assert called is not None
    assert called.content == f"<@{town.second.id}>"
    assert "amber anchor" in str(called.embeds[0].title)
    assert card(town, 1).embeds[0].footer.text == "amber anchor"

    await town.restart()
    again = await town.moderator.select(answer(asked), custom_id="give:1", values=[town.second])
    assert "You don't have case 1" in said(again)
    free = await more(town, "release", who=town.second)
    assert "is free again" in said(free)
    assert "Case 1 is yours" in said(await town.moderator.click(card(town, 1), custom_id="case:1:claim"))
    given_on = ["case.claimed", "case.handed_over", "case.released", "case.claimed"]
    assert await verbs(town) == ["case.opened", *given_on]


async def test_two_cases_about_one_person_become_one_and_can_be_parted(town: Town) -> None:
    """Reports of both are in the file, and each reporter is told of the one decision in one letter."""
    await report(town, town.noor, "belittling")
    await report(town, town.second, "academic-integrity")
    await report(town, town.noor, "academic-integrity", text="And again")
    nothing = await more(town, "join", number=1)
    done = await town.moderator.click(answer(nothing), custom_id="more:1:joined:2")
    assert "is joined to #2" in said(done)
    assert "Joined to, and decided there" in shown(town, 1)
    assert "Case 1 · joined to another" in str(card(town, 1).embeds[0].title)
    assert "Joined here" in shown(town, 2)
    file = await case_file(town, 2)
    assert file is not None
    assert [each.reporter_number for each in file.reports] == [2, 1, 2]
    twice = await town.moderator.click(answer(nothing), custom_id="more:1:joined:2")
    assert "Only open cases can be joined" in said(twice)

    parted = await town.moderator.click(answer(done), custom_id="more:1:part")
    assert "is open again" in said(parted)
    states = [each.case.state for number in (1, 2) if (each := await case_file(town, number))]
    assert states == [CaseState.OPEN, CaseState.OPEN]

    again = await town.moderator.click(answer(nothing), custom_id="more:1:joined:2")
    assert "is joined" in said(again)
    asked = await town.moderator.click(card(town, 2), custom_id="case:2:dismiss")
    await town.moderator.click(answer(asked), custom_id="case:2:close")
    told = [str(each.embeds[0].to_dict()) for each in town.noor.user.dm_channel.history()]
    (letter,) = [each for each in told if "your 2 reports were decided" in each]
    assert letter.count("`R-") == 2
    late = await more(town, "part", number=1)
    assert "can't be taken apart any more" in said(late)


@pytest.mark.parametrize("involved", [False, True])
async def test_who_gives_a_joined_case_back_hears_where_it_went(town: Town, involved: bool) -> None:
    await report(town, town.noor, "belittling")
    await report(town, town.noor, "academic-integrity")
    await town.moderator.click(card(town, 1), custom_id="case:1:claim")
    menu = await town.moderator.click(card(town, 1), custom_id="more:1:menu")
    if involved:
        await report(town, town.moderator, "academic-integrity")
    join = await more(town, "join", who=town.second)
    await town.second.click(answer(join), custom_id="more:1:joined:2")
    told = said(await town.moderator.click(answer(menu), custom_id="more:1:release"))
    where = "to another case and is worked on there" if involved else "to case 2; please work on that one"
    assert f"Case 1 was joined {where}" in told


async def test_nobody_finds_a_case_through_one_it_was_joined_to(town: Town) -> None:
    """Who reported the one does not see the other (M41)."""
    await report(town, town.moderator, "belittling")
    await report(town, town.noor, "academic-integrity")
    assert "One case is waiting" in said(await town.moderator.slash(town.general, "queue"))
    menu = await more(town, "join", number=1, who=town.second)
    await town.second.click(answer(menu), custom_id="more:1:joined:2")
    assert "The queue is empty" in said(await town.moderator.slash(town.general, "queue"))
    refused = await town.moderator.click(card(town, 2), custom_id="case:2:claim")
    assert "There is no case 2 that you could see" in said(refused)


async def test_nothing_is_moved_to_a_case_that_one_is_involved_in(town: Town) -> None:
    """M41: nor is it listed among those that a case can be joined to."""
    for text in ("Rude", "Again"):
        await report(town, town.noor, "belittling", text=text)
    await report(town, town.moderator, "academic-integrity")
    assert "no other open case about this person" in said(await more(town, "join"))
    file = await case_file(town, 1)
    assert file is not None
    piece = f"report:{file.reports[0].code}"
    asked = await more(town, "split")
    where = await town.moderator.select(answer(asked), custom_id="piece:1", values=[piece])
    assert f"part:1:{piece}:faculty" not in str(answer(where).components)
    assert f"part:1:{piece}:care" in str(answer(where).components)
    theirs = await town.second.select(
        answer(await more(town, "split", who=town.second)), custom_id="piece:1", values=[piece]
    )
    forged = await town.moderator.click(
        forge(town, f"part:1:{piece}:faculty"), custom_id=f"part:1:{piece}:faculty"
    )
    assert "involved in what is open about that person" in said(forged)
    done = await town.second.click(answer(theirs), custom_id=f"part:1:{piece}:faculty")
    assert "Moved from case #1" in said(done)


async def test_one_report_is_moved_to_another_team_and_back(town: Town) -> None:
    await report(town, town.noor, "belittling", text="Rude")
    only = await case_file(town, 1)
    assert only is not None
    piece = f"report:{only.reports[0].code}"
    alone = await more(town, "split")
    where = await town.moderator.select(answer(alone), custom_id="piece:1", values=[piece])
    assert "faculty" not in str(answer(where).components), "nothing would be left"
    nothing = await town.bot.services.teamwork.splitting.split(
        GuildId(town.guild.id), 1, piece, CaseRoute.FACULTY, UserId(town.moderator.id), "btn:1"
    )
    assert nothing == Unmoved(key="split_all", values={"number": "1"})
    bad = await town.mira.send(town.general, "I copied all of it")
    await town.second.slash(
        town.general, "report", link=link(town, bad), text="Copied homework", category="belittling"
    )
    chosen = await more(town, "split")
    file = await case_file(town, 1)
    assert file is not None
    code = file.reports[-1].code
    teams = await town.moderator.select(answer(chosen), custom_id="piece:1", values=[f"report:{code}"])
    moved = await town.moderator.click(answer(teams), custom_id=f"part:1:report:{code}:faculty")
    assert "Moved from case #1" in said(moved)
    first, second = await case_file(town, 1), await case_file(town, 2)
    assert first is not None
    assert second is not None
    assert [each.words for each in first.reports] == ["Rude"]
    assert [each.words for each in second.reports] == ["Copied homework"]
    assert {item.kind for item in second.evidence} >= {"message"}
    assert second.reports[0].reporter_number == 1
    assert second.case.route == "faculty"

    back = await town.moderator.click(answer(moved), custom_id="more:2:joined:1")
    assert "is joined to #1" in said(back)
    file = await case_file(town, 1)
    assert file is not None
    assert len(file.reports) == 2


async def test_related_cases_say_so_until_it_is_taken_back(town: Town) -> None:
    await report(town, town.noor, "belittling")
    await report(town, town.mira, "belittling", target=town.noor)
    menu = await town.moderator.click(card(town, 1), custom_id="more:1:menu")
    form = await town.moderator.click(answer(menu), custom_id="more:1:relate")
    done = await town.moderator.submit_modal(form, {"other": "#2"})
    assert "belong together" in said(done)
    assert "#2" in shown(town, 1)
    assert "#1" in shown(town, 2)
    await town.moderator.click(answer(done), custom_id="more:1:unrelate:2")
    assert "#2" not in shown(town, 1)
    form = await town.moderator.click(answer(menu), custom_id="more:1:relate")
    assert "no case 99" in said(await town.moderator.submit_modal(form, {"other": "99"})).lower()


async def test_what_was_kept_is_hidden_until_a_click(town: Town) -> None:
    bad = await town.mira.send(town.general, "Never")
    await town.noor.slash(town.general, "report", link=link(town, bad), text="Look", category="belittling")
    file = await case_file(town)
    assert file is not None
    person = await town.bot.services.people.get(file.case.person)
    assert person is not None
    assert person.key is not None
    picture = replace(
        file.evidence[0], id="e-picture", kind="screenshot", media_type="image/png", size=len(PNG)
    )
    async with town.bot.services.database.transaction() as tx:
        await evidence.add(tx, GuildId(town.guild.id), picture, person.key.seal(PNG))
    kept = await more(town, "context")
    assert f"<@{town.mira.id}>: ||Never||" in said(kept)
    (shown_file,) = answer(kept).attachments
    assert (shown_file.filename, shown_file.size) == ("SPOILER_1.png", len(PNG))
    assert "case.evidence_seen" in await verbs(town)
