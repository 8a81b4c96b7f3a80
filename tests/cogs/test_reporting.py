"""Reports without ground: a word, a pause, a second look; and what three reporters may hide (M14, F31)."""

from __future__ import annotations

from typing import Any

from tests.cogs.reporting import link, said
from tests.cogs.sanctioning import notices
from tests.conftest import Town


async def press(town: Town, who: Any, case: int, label: str) -> Any:
    """Press a button under the case's message."""
    posted = next(each for each in town.queue.history() if f"Case {case} " in str(each.embeds[0].title))
    return await who.click(posted, label=label)


async def unfounded(town: Town, case: int) -> str:
    asked = await press(town, town.moderator, case, "No violation")
    assert asked.response is not None
    done = await town.moderator.click(asked.response.message, label="Manifestly unfounded")
    return said(done)


async def report(town: Town, category: str = "harassment") -> str:
    return said(
        await town.noor.slash(town.general, "report", who=town.mira, text="So mean", category=category)
    )


async def test_from_a_word_to_a_pause_and_back(town: Town) -> None:
    await report(town)
    assert "no violation" in await unfounded(town, 1)
    assert "found nothing in it" in notices(town.noor)[-1]
    assert "Thank you" in await report(town), "a first one has no consequence"
    await unfounded(town, 2)
    assert "a pause from reporting" in notices(town.noor)[-1]
    assert "next ordinary report" in await report(town)
    assert "Thank you" in await report(town, "threats"), "danger always gets through"

    desk = [str(each.embeds[0].to_dict()) for each in town.queue.history()]
    assert any("Reporter 1 was told" in each for each in desk)
    assert not any(str(town.noor.id) in each for each in desk)
    told = town.noor.user.dm_channel.last_message
    assert "looked at again" in said(await town.noor.user.click(told, label="Ask for a second look"))
    own = await press(town, town.moderator, 2, "End the reporter's pause")
    assert "somebody else" in said(own)
    await town.restart()
    ended = await press(town, town.second, 2, "End the reporter's pause")
    assert "The pause is over" in said(ended)
    assert "you can report again" in notices(town.noor)[-1]
    assert "Thank you" in await report(town)


async def test_three_reporters_hide_a_message_where_the_server_chose_so(town: Town) -> None:
    shown = said(await town.admin.slash(town.general, "reporting", hold="on", pause_days=3))
    assert "3 days" in shown
    bad = await town.mira.send(town.general, "The red chairs are mine")
    for who in (town.noor, town.second, town.noor):
        await who.slash(town.general, "report", link=link(town, bad), text="Look")
    assert [each.id for each in town.general.history()] == [bad.id], "two reporters hide nothing (F31)"
    await town.admin.slash(town.general, "report", link=link(town, bad), text="Look")
    assert town.general.history() == []
    assert "hidden for now" in notices(town.mira)[-1]
