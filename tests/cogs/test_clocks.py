"""What waits too long is brought to more people, once each, and never closed by itself (M20, F30)."""

from __future__ import annotations

import discord
import simcord

from bot.policy.ids import GuildId
from bot.policy.records import MACHINE, CaseState
from tests.cogs.reporting import case_file, said
from tests.conftest import Town

HOUR = 3600


async def arrange(town: Town, **settings: object) -> None:
    await town.bot.services.servers.change(GuildId(town.guild.id), MACHINE, **settings)


def calls(town: Town, channel: simcord.ChannelHandle | None = None) -> list[tuple[str, list[int]]]:
    """Return title and called roles of the reminders, oldest first."""
    found = [each for each in (channel or town.queue).history() if "overdue" in str(each.embeds[0].title)]
    return [(str(each.embeds[0].title), list(each.raw_role_mentions)) for each in found]


async def test_what_is_late_is_told_step_by_step_and_stays_open(town: Town) -> None:
    staff, admins = (town.guild.roles[name] for name in ("Moderators", "Admins"))
    panel = town.guild.create_role("Panel")
    hall = town.guild.create_text_channel("panel")
    await arrange(town, moderator_roles=(staff.id,), panel_roles=(panel.id,), panel_channel=hall.id)
    await town.noor.slash(town.general, "report", who=town.mira, text="Insults", category="belittling")
    assert calls(town) == []

    await town.env.advance_time(25 * HOUR)
    assert calls(town) == [("Case 1 is overdue", [staff.id])]
    await town.restart()
    await town.env.advance_time(12 * HOUR)
    assert len(calls(town)) == 1

    await town.env.advance_time(13 * HOUR)
    assert calls(town)[1:] == [("Case 1 is overdue", [admins.id])]
    card = next(each for each in town.queue.history() if each.components)
    assert "Told so far: the moderators, the administrators" in str(card.embeds[0].to_dict())
    await town.env.advance_time(25 * HOUR)
    assert calls(town, hall) == [("Case 1 is overdue", [panel.id])]

    await town.env.advance_time(4 * 24 * HOUR)
    assert (len(calls(town)), len(calls(town, hall))) == (2, 1)
    file = await case_file(town)
    assert file is not None
    assert file.case.state is CaseState.OPEN
    assert [note.data["step"] for note in file.notes if note.kind == "overdue"] == [1, 2, 3]


async def test_without_a_panel_its_step_is_no_fault(town: Town) -> None:
    await town.noor.slash(town.general, "report", who=town.mira, text="Insults", category="belittling")
    await town.env.advance_time(80 * HOUR)
    checked = said(await town.admin.slash(town.general, "doctor"))
    assert "no outside panel is set" not in checked
    card = next(each for each in town.queue.history() if each.components)
    assert "Told so far: the moderators, the administrators." in str(card.embeds[0].to_dict())


async def test_taking_a_case_in_time_moves_its_clock(town: Town) -> None:
    await town.noor.slash(town.general, "report", who=town.mira, text="Insults", category="belittling")
    await town.env.advance_time(20 * HOUR)
    listed = await town.moderator.slash(town.general, "queue")
    assert listed.response is not None
    await town.moderator.click(listed.response, custom_id="queue:next:all:any:0")
    await town.env.advance_time(50 * HOUR)
    assert calls(town) == []
    await town.env.advance_time(3 * HOUR)
    assert calls(town) == [("Case 1 is overdue", [])]
    overdue = await town.second.slash(town.general, "queue", show="overdue")
    assert "**overdue** since" in said(overdue)

    # A server that gives itself more time is no longer late.
    await arrange(town, decide_hours=200)
    await town.env.advance_time(60)
    nothing = await town.second.slash(town.general, "queue", show="overdue")
    assert "Nothing of that kind" in said(nothing)
    assert nothing.response is not None
    turned = await town.second.click(nothing.response, custom_id="queue:turn:all:any:0")
    assert turned.response is not None
    assert "One case is waiting" in str(turned.response.embeds[0].title)


def board(town: Town) -> discord.Message:
    (found,) = [each for each in town.queue.history() if "How the queue stands" in str(each.embeds[0].title)]
    return found


async def test_the_board_is_one_message_that_is_kept(town: Town) -> None:
    await arrange(town, queue_board=True)
    await town.env.advance_time(10)
    assert "Nothing is waiting" in str(board(town).embeds[0].description)
    first = board(town).id
    for who in (town.mira, town.noor):
        await town.admin.slash(town.general, "report", who=who, text="Insults", category="belittling")
    await town.env.advance_time(10)
    assert "**2 open cases**" in str(board(town).embeds[0].description)
    await town.restart()

    taken = await town.moderator.click(board(town), custom_id="queue:next:all:any:0")
    assert "Case 1" in said(taken)
    assert "There is no case" not in said(
        await town.second.click(board(town), custom_id="queue:next:all:any:0")
    )
    opened = await town.moderator.click(board(town), custom_id="queue:open:all:any:0")
    assert f"with <@{town.second.id}>" in said(opened)
    await town.env.advance_time(3 * 24 * HOUR)
    assert "**2 overdue**" in str(board(town).embeds[0].description)
    assert board(town).id == first
