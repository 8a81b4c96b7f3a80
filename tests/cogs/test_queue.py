"""The queue as moderators work it: buttons, forms, two people at once, a restart in between (F24)."""

from __future__ import annotations

from typing import Any

import discord
import pytest
import simcord

from bot.policy.ids import GuildId
from bot.policy.records import MACHINE
from tests.cogs.reporting import case_file, said
from tests.conftest import Town

SLUR = "get out, f4ggot"
"""Breaks the standard pack's rule on slurs: removed and warned by the machine, and brought to people."""


@pytest.fixture
async def open_case(town: Town) -> Town:
    """A server with one open case about Mira, in the queue and claimed by nobody."""
    await set_up(town)
    await report(town)
    return town


async def set_up(town: Town) -> None:
    await town.bot.services.servers.change(
        GuildId(town.guild.id), MACHINE, queue_channel=town.queue.id, log_channel=town.log.id
    )


async def report(town: Town, words: str = "You are all idiots") -> discord.Message:
    bad = await town.mira.send(town.general, words)
    link = f"https://discord.com/channels/{town.guild.id}/{town.general.id}/{bad.id}"
    await town.noor.slash(town.general, "report", link=link, text="Look.", category="belittling")
    return bad


def post(town: Town) -> discord.Message:
    """Return the case's message in the queue."""
    found = [message for message in town.queue.history() if message.components]
    assert found, "no case was brought to the queue"
    return found[-1]


def shown(town: Town) -> str:
    """Return what moderators read in the queue."""
    return str([embed.to_dict() for embed in post(town).embeds])


async def press(
    who: simcord.MemberActor, message: Any, act: str, number: int = 1
) -> simcord.InteractionResult:
    return await who.click(message, custom_id=f"case:{number}:{act}")


async def decide(town: Town, who: simcord.MemberActor) -> simcord.InteractionResult:
    """Follow the proposal to its end."""
    asked = await press(who, post(town), "propose")
    form = await press(who, asked.response, "reason")
    assert form.modal is not None
    return await who.submit_modal(form, {"reason": "Calling people idiots hurts them."})


async def test_taking_a_case_shows_to_all_who_has_it(open_case: Town) -> None:
    town = open_case
    first = await press(town.moderator, post(town), "claim")
    assert "Case 1 is yours" in said(first)
    assert f"<@{town.moderator.id}>" in shown(town)

    second = await press(town.second, post(town), "claim")
    assert f"Case 1 is with <@{town.moderator.id}> just now." in said(second)
    for act in ("propose", "dismiss"):
        assert "just now" in said(await press(town.second, post(town), act))

    await town.env.advance_time(16 * 60)
    third = await press(town.second, post(town), "claim")
    assert "Case 1 is yours" in said(third)
    assert f"<@{town.second.id}>" in shown(town)


async def test_the_proposal_is_explained_then_carried_out(open_case: Town) -> None:
    town = open_case
    asked = await press(town.moderator, post(town), "propose")
    assert "**A suspension, 3 days**" in said(asked)
    assert "The clause is" in said(asked)
    assert "The message will be removed as well" in said(asked)

    form = await press(town.moderator, asked.response, "reason")
    assert "This goes against “" in str(form.modal)
    done = await town.moderator.submit_modal(form, {"reason": "Calling people idiots hurts them."})

    assert "Case 1: A suspension" in said(done)
    for act in ("the timeout", "telling them"):
        assert f"✓ {act}" in said(done)
    assert not [each for each in town.general.history() if each.author.id == town.mira.id]
    told = town.mira.user.dm_channel.last_message
    assert told is not None
    assert "Calling people idiots hurts them." in str(told.embeds[0].to_dict())
    assert "decided" in shown(town)
    # Only the record can still be opened.
    assert "case:1:record" in str(post(town).components)
    assert "case:1:propose" not in str([part.to_dict() for part in post(town).components])


async def test_the_second_to_decide_learns_who_was_first(open_case: Town) -> None:
    town = open_case
    asked = await press(town.second, post(town), "propose")
    form = await press(town.second, asked.response, "reason")
    # Ilse's hold runs out while her form is open, and Tove decides.
    await town.env.advance_time(16 * 60)
    assert "✓ telling them" in said(await decide(town, town.moderator))

    late = await town.second.submit_modal(form, {"reason": "Too late."})
    assert f"Case 1 was decided already, by <@{town.moderator.id}>." in said(late)
    for act in ("reason", "otherwise"):
        answer = await press(town.second, asked.response, act)
        assert "was decided already" in said(answer)
    file = await case_file(town)
    assert file is not None
    assert len(file.decisions) == 1


async def test_another_step_needs_a_reason_why(open_case: Town) -> None:
    town = open_case
    asked = await press(town.moderator, post(town), "propose")
    form = await press(town.moderator, asked.response, "otherwise")
    assert "Why not what the ladder proposes" in str(form.modal)
    values = {"step": ["mute"], "reason": "It went on and on.", "why": "The third time today."}

    no_length = await town.moderator.submit_modal(form, values)
    assert "Please say for how long" in said(no_length)
    form = await press(town.moderator, asked.response, "otherwise")
    nonsense = await town.moderator.submit_modal(form, {**values, "length": "soonish"})
    assert "I can't read “soonish” as a length of time." in said(nonsense)
    form = await press(town.moderator, asked.response, "otherwise")
    done = await town.moderator.submit_modal(form, {**values, "length": "2h"})

    assert "Case 1: A mute" in said(done)
    assert "✓ the timeout" in said(done)
    file = await case_file(town)
    assert file is not None
    assert [each.deviation for each in file.decisions] == ["The third time today."]


async def test_no_violation_is_asked_about_and_told_to_the_reporter(open_case: Town) -> None:
    town = open_case
    asked = await press(town.moderator, post(town), "dismiss")
    assert "Close case 1 as “no violation”?" in said(asked)
    file = await case_file(town)
    assert file is not None
    assert file.case.state == "open", "asking must not decide"

    done = await press(town.moderator, asked.response, "close")
    assert "Case 1: no violation" in said(done)
    assert "no violation" in shown(town)
    told = town.noor.user.dm_channel.last_message
    assert told is not None
    assert "found that the code of conduct was not broken" in str(told.embeds[0].to_dict())
    again = await press(town.moderator, asked.response, "close")
    assert "was decided already" in said(again)


async def test_buttons_answer_after_a_restart(open_case: Town) -> None:
    town = open_case
    await town.restart()
    assert "There is nothing on" not in said(await press(town.moderator, post(town), "record"))
    assert "✓ telling them" in said(await decide(town, town.moderator))


async def test_members_can_press_nothing(open_case: Town) -> None:
    town = open_case
    open_to = discord.PermissionOverwrite(view_channel=True)
    hall = town.guild.create_text_channel("hall", overwrites={town.guild.default_role: open_to})
    await town.bot.services.servers.change(GuildId(town.guild.id), MACHINE, queue_channel=hall.id)
    await report(town, "You are all fools")
    there = [message for message in hall.history() if message.components][-1]

    bystander = town.guild.add_member(town.env.create_user("rue"))
    for who in (town.noor, bystander):
        for act in ("claim", "propose", "dismiss", "record"):
            assert "This button is for the moderators" in said(await press(who, there, act))


async def test_the_list_starts_with_the_gravest_and_leads_there(town: Town) -> None:
    await set_up(town)
    empty = await town.moderator.slash(town.general, "queue")
    assert "The queue is empty" in said(empty)
    assert f"<#{town.queue.id}>" in said(empty)

    await report(town)
    await town.noor.send(town.general, SLUR)
    await press(town.moderator, post(town), "claim", number=2)
    listed = said(await town.moderator.slash(town.general, "queue"))
    assert "2 cases are waiting" in listed
    assert listed.index("**2**") < listed.index("**1**")
    assert f"with <@{town.moderator.id}>" in listed
    assert f"discord.com/channels/{town.guild.id}/{town.queue.id}/{post(town).id}" in listed


async def test_a_case_about_oneself_is_not_on_ones_list(town: Town) -> None:
    await set_up(town)
    await town.noor.slash(town.general, "report", who=town.moderator, text="Threats", category="belittling")
    assert "The queue is empty" in said(await town.moderator.slash(town.general, "queue"))
    assert "One case is waiting" in said(await town.second.slash(town.general, "queue"))


async def test_what_fails_for_somebody_who_left_is_said(open_case: Town) -> None:
    town = open_case
    town.guild.remove_member(town.mira)
    done = await decide(town, town.moderator)
    assert "✗ the timeout: they are not on this server" in said(done)
    assert "What did not work" in shown(town)
