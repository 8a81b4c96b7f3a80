"""Where all of the team are involved, a case goes to the outside panel, or to the administrators (M41)."""

from __future__ import annotations

from typing import Any

import discord
import pytest
import simcord

from bot.policy.ids import GuildId
from bot.policy.records import MACHINE
from cogs import convert
from tests.cogs.appealing import appeal
from tests.cogs.reporting import case_file, link, said
from tests.cogs.sanctioning import confirmed
from tests.conftest import Town


@pytest.fixture
async def outsider(town: Town) -> simcord.MemberActor:
    """Somebody on a panel of their own, with no right that Discord knows of."""
    role = town.guild.create_role("Panel")
    shut = discord.PermissionOverwrite(view_channel=False)
    opened = discord.PermissionOverwrite(view_channel=True, send_messages=True)
    inside: dict[Any, discord.PermissionOverwrite] = {town.guild.default_role: shut, role: opened}
    inside[town.guild.roles["TestBot"]] = opened
    hall = town.guild.create_text_channel("panel", overwrites=inside)
    await town.bot.services.servers.change(
        GuildId(town.guild.id), MACHINE, panel_roles=(role.id,), panel_channel=hall.id
    )
    return town.guild.add_member(town.env.create_user("oda"), roles=[role])


def hall(town: Town) -> list[discord.Message]:
    """Return what the panel can read, oldest first."""
    return list(town.guild.channels["panel"].history())


def card(town: Town, channel: simcord.ChannelHandle | None = None, number: int = 1) -> discord.Message:
    messages = (channel or town.queue).history()
    return next(each for each in messages if f"Case {number} ·" in str(each.embeds[0].title))


async def involve_all(town: Town) -> None:
    """Both moderators report Mira, so neither may decide."""
    for who in (town.moderator, town.second):
        await who.slash(town.general, "report", who=town.mira, text="Insults", category="belittling")


async def test_the_panel_decides_exactly_the_case_that_went_to_it(
    town: Town, outsider: simcord.MemberActor
) -> None:
    await involve_all(town)
    refused = await town.moderator.click(card(town), custom_id="case:1:propose")
    assert "There is no case 1 that you could see" in said(refused)
    called = hall(town)[0]
    assert "too few of the team are free" in str(called.embeds[0].title)
    assert called.raw_role_mentions == [town.guild.roles["Panel"].id]
    titles = [str(each.embeds[0].title) for each in town.queue.history()]
    assert not any("Case 1 ·" in title for title in titles), "it stands with the panel now"
    await town.noor.slash(town.general, "report", who=town.second, text="Insults", category="belittling")

    await town.restart()
    there = card(town, town.guild.channels["panel"])
    asked = await outsider.click(there, custom_id="case:1:propose")
    assert asked.response is not None
    form = await outsider.click(asked.response, custom_id="case:1:reason")
    done = await outsider.submit_modal(form, {"reason": "Insulting people hurts them."})
    assert "Case 1:" in said(done)
    file = await case_file(town)
    assert file is not None
    assert len(file.decisions) == 1
    other = await case_file(town, 2)
    assert other is not None
    guild = town.bot.get_guild(town.guild.id)
    assert guild is not None
    settings = town.bot.services.servers.of(GuildId(guild.id))
    assert convert.seat(await guild.fetch_member(outsider.id), guild, settings, other.case) is None


async def test_where_all_of_the_team_spoke_around_it_it_goes_there_at_once(
    town: Town, outsider: simcord.MemberActor
) -> None:
    """Nobody of them sees it, so nobody would be turned away and bring it there."""
    for who in (town.moderator, town.second):
        await who.send(town.general, "Good morning!")
    bad = await town.mira.send(town.general, "You are all idiots")
    await town.noor.slash(town.general, "report", link=link(town, bad), text="Insults", category="belittling")
    assert "messages that are kept around it" in str(hall(town)[0].embeds[0].to_dict())
    there = card(town, town.guild.channels["panel"])
    assert "Case 1 is yours" in said(await outsider.click(there, custom_id="case:1:claim"))
    assert all("idiots" not in str(each.embeds[0].to_dict()) for each in town.queue.history())
    assert "Something waits" not in str([each.embeds[0].title for each in town.queue.history()])


async def test_a_panel_member_who_is_involved_is_turned_away(
    town: Town, outsider: simcord.MemberActor
) -> None:
    bad = await town.mira.send(town.general, f"<@{outsider.id}> is an idiot")
    for who in (town.moderator, town.second):
        await who.slash(town.general, "report", link=link(town, bad), text="Insults", category="belittling")
    await town.second.click(card(town), custom_id="case:1:claim")
    there = card(town, town.guild.channels["panel"])
    assert "This button is for the moderators" in said(await outsider.click(there, custom_id="case:1:claim"))


async def test_without_a_panel_the_administrators_are_asked(town: Town) -> None:
    await involve_all(town)
    await town.second.click(card(town), custom_id="case:1:claim")
    called = town.queue.last_message
    assert called is not None
    assert called.raw_role_mentions == [town.guild.roles["Admins"].id]
    assert "/team panel:" in str(called.embeds[0].description)
    assert "Case 1 is yours" in said(await town.admin.click(card(town), custom_id="case:1:claim"))

    # Named later, the panel gets what waits for it.
    role = town.guild.create_role("Panel")
    later = town.guild.create_text_channel("panel")
    await town.admin.slash(town.general, "team", panel=role, panel_channel=later)
    assert "too few of the team are free" in str(hall(town)[0].embeds[0].title)


async def test_administrators_are_told_why_without_what_it_is_about(town: Town) -> None:
    for who in (town.moderator, town.second):
        await who.send(town.general, "Good morning!")
    bad = await town.mira.send(town.general, "You are all idiots")
    await town.noor.slash(town.general, "report", link=link(town, bad), text="Insults", category="belittling")
    called = next(each for each in town.queue.history() if each.raw_role_mentions)
    assert called.raw_role_mentions == [town.guild.roles["Admins"].id]
    for part in ("wrote one of the few messages around it", "/team panel:", "panel_channel:"):
        assert part in str(called.embeds[0].description)
    assert "ase 1" not in str(called.embeds[0].to_dict())
    listed = await town.admin.slash(town.general, "queue")
    assert "One case is waiting" in said(listed)


async def test_one_who_proposes_and_nobody_to_second_brings_the_panel(
    town: Town, outsider: simcord.MemberActor
) -> None:
    await town.second.slash(town.general, "report", who=town.mira, text="Insults", category="belittling")
    wanted = {"member": town.mira, "reason": "Threats", "hold": False}
    asked = await town.moderator.slash(town.general, "expel", **wanted)
    await confirmed(town.moderator, asked)
    motion = next(each for each in hall(town) if "Motion" in str(each.embeds[0].title))
    asked = await outsider.click(motion, custom_id="motion:1:approve")
    assert asked.response is not None
    form = await outsider.click(asked.response, custom_id="motion:1:unheard")
    done = await outsider.submit_modal(form, {"why": "The threats go on."})
    assert "Case 1: Expulsion" in said(done)
    assert town.mira.id in town.env.backend.get_guild(town.guild.id).bans


async def test_an_appeal_that_nobody_may_answer_goes_to_the_panel(
    town: Town, outsider: simcord.MemberActor
) -> None:
    await town.second.slash(town.general, "report", who=town.mira, text="Insults", category="belittling")
    wanted = {"member": town.mira, "reason": "Insults", "duration": "2h"}
    await town.moderator.slash(town.general, "mute", **wanted)
    await appeal(town)
    there = next(each for each in hall(town) if "Appeal" in str(each.embeds[0].title))
    form = await outsider.click(there, custom_id="hearing:1:grant")
    done = await outsider.submit_modal(form, {"reason": "It was a joke among friends."})
    assert "Appeal 1" in said(done)


async def test_a_panel_that_is_named_later_gets_the_appeal_that_waits(town: Town) -> None:
    for who in (town.second, town.admin):
        await who.slash(town.general, "report", who=town.mira, text="Insults", category="belittling")
    wanted = {"member": town.mira, "reason": "Insults", "duration": "2h"}
    await town.moderator.slash(town.general, "mute", **wanted)
    await appeal(town)
    role = town.guild.create_role("Panel")
    later = town.guild.create_text_channel("panel")
    await town.admin.slash(town.general, "team", panel=role, panel_channel=later)
    assert "too few of the team are free" in str(hall(town)[0].embeds[0].title)
    assert any("Appeal 1" in str(each.embeds[0].title) for each in hall(town))
