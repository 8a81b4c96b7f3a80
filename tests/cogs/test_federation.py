"""Servers that tell each other of decisions: offered, never automatic, and taken back when undone (M36)."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from typing import Any

import discord
import pytest
import simcord

from bot.policy.ids import GuildId, UserId
from bot.policy.records import MACHINE
from tests.cogs.appealing import answer, appeal
from tests.conftest import STAFF, Town

SUMMARY = "He wrote threats to three people. Look at his messages of this week."


@dataclass(frozen=True)
class Harbour:
    """Another server, with an administrator and a moderator of its own; Mira is there too."""

    guild: simcord.GuildHandle
    queue: simcord.ChannelHandle
    admin: simcord.MemberActor
    moderator: simcord.MemberActor


@pytest.fixture
async def harbour(town: Town) -> Harbour:
    guild = town.env.create_guild("Harbour")
    staff = guild.create_role("Crew", permissions=STAFF)
    admins = guild.create_role("Captains", permissions=discord.Permissions(administrator=True))
    queue = guild.create_text_channel("bridge")
    guild.add_member(town.mira.user)
    found = Harbour(
        guild=guild,
        queue=queue,
        admin=guild.add_member(town.env.create_user("otto"), roles=[admins]),
        moderator=guild.add_member(town.env.create_user("pia"), roles=[staff]),
    )
    await town.bot.services.servers.change(
        GuildId(guild.id), MACHINE, queue_channel=queue.id, log_channel=queue.id
    )
    return found


async def run(who: simcord.MemberActor, where: simcord.ChannelHandle, command: str, **options: Any) -> str:
    return said(await who.slash(where, f"federation {command}", **options))


def said(answered: simcord.InteractionResult) -> str:
    assert answered.response is not None
    assert answered.ephemeral
    return str([embed.to_dict() for embed in answered.response.embeds])


async def join(town: Town, harbour: Harbour) -> None:
    assert "has begun" in await run(town.admin, town.general, "create", name="The coast")
    code = await invite(town)
    assert "part of “The coast” now" in await run(harbour.admin, harbour.queue, "join", code=code.lower())


async def invite(town: Town) -> str:
    code = re.search(r"F-[2-9A-Z]{12}", await run(town.admin, town.general, "invite"))
    assert code is not None
    return code[0]


async def decide(town: Town) -> None:
    await town.moderator.slash(
        town.general, "mute", member=town.mira, duration="3 days", reason="A secret reason."
    )


async def offer(town: Town) -> simcord.InteractionResult:
    preview = await town.admin.slash(town.general, "federation offer", case=1)
    assert "Nothing was sent yet" in said(preview)
    assert "Harbour" in said(preview)
    form = await press(town.admin, preview, "offer:1:write")
    return await town.admin.submit_modal(form, {"summary": SUMMARY})


async def press(
    who: simcord.MemberActor, answered: simcord.InteractionResult, custom_id: str
) -> simcord.InteractionResult:
    assert answered.response is not None
    return await who.click(answered.response, custom_id=custom_id)


def cases(harbour: Harbour) -> list[str]:
    found = [str(each.embeds[0].to_dict()) for each in harbour.queue.history()]
    return [each for each in found if "Case 1" in each and "Offered by" in each]


async def test_an_offer_becomes_a_case_that_the_other_team_decides(town: Town, harbour: Harbour) -> None:
    nothing = await run(town.admin, town.general, "show")
    assert "part of no federation" in nothing
    assert "'title': 'Not found'" in nothing, "who only looked changed nothing anyway"
    await join(town, harbour)
    assert "Harbour" in await run(town.admin, town.general, "show")
    await decide(town)
    assert "it stands in their queue" in said(await offer(town))

    [card] = cases(harbour)
    for shown in ("Offered by Lighthouse", "A mute", SUMMARY, f"<@{town.mira.id}>", "Nothing follows"):
        assert shown in card
    assert "A secret reason" not in card
    member: Any = town.env.backend.get_guild(harbour.guild.id).members[town.mira.id]
    assert member.timed_out_until is None, "an offer changes nothing by itself"
    again = await town.admin.slash(town.general, "federation offer", case=1)
    assert "were told of this decision already" in said(again)

    post = [each for each in harbour.queue.history() if each.components][-1]
    dismissed = await harbour.moderator.click(post, custom_id="case:1:dismiss")
    closed = await press(harbour.moderator, dismissed, "case:1:close")
    assert "no violation" in said(closed)


async def test_what_is_undone_here_is_told_there(town: Town, harbour: Harbour) -> None:
    await join(town, harbour)
    await decide(town)
    await offer(town)
    await appeal(town)
    await answer(town, town.second, "grant")
    await town.restart()
    await town.env.advance_time(60)
    assert "was undone there since" in cases(harbour)[-1]
    with sqlite3.connect(town.bot.settings.database) as database:
        stored = database.execute("SELECT state FROM federation_offers").fetchall()
    database.close()
    assert stored == [("undone",)]


async def test_what_a_crash_left_out_is_brought_later_and_once(town: Town, harbour: Harbour) -> None:
    await join(town, harbour)
    await decide(town)
    await offer(town)
    with sqlite3.connect(town.bot.settings.database) as database:
        database.execute("UPDATE federation_offers SET state = 'todo'")
    database.close()
    await town.restart()
    await town.env.advance_time(60)
    file = await town.bot.services.casebook.file(GuildId(harbour.guild.id), 1)
    assert file is not None
    assert [note.kind for note in file.notes].count("offered") == 1
    with sqlite3.connect(town.bot.settings.database) as database:
        assert database.execute("SELECT state FROM federation_offers").fetchall() == [("delivered",)]
    database.close()


async def test_codes_let_one_server_in_for_a_week(town: Town, harbour: Harbour) -> None:
    assert "part of no federation" in await run(town.admin, town.general, "invite")
    await run(town.admin, town.general, "create", name="The coast")
    old, fresh = await invite(town), await invite(town)
    assert "does not hold" in await run(harbour.admin, harbour.queue, "join", code="F-AAAABBBBCCCC")
    await town.env.advance_time(8 * 86_400)
    assert "does not hold" in await run(harbour.admin, harbour.queue, "join", code=old)
    assert "does not hold" in await run(harbour.admin, harbour.queue, "join", code=fresh)
    code = await invite(town)
    assert "already" in await run(town.admin, town.general, "join", code=code)
    assert "The coast" in await run(harbour.admin, harbour.queue, "join", code=code)
    assert "has left" in await run(harbour.admin, harbour.queue, "leave")
    assert "does not hold" in await run(harbour.admin, harbour.queue, "join", code=code)
    await decide(town)
    alone = await town.admin.slash(town.general, "federation offer", case=1)
    assert "No other server is part" in said(alone)


async def test_only_decisions_and_nobody_who_was_forgotten(town: Town, harbour: Harbour) -> None:
    await join(town, harbour)
    assert "no case 7" in said(await town.admin.slash(town.general, "federation offer", case=7)).lower()
    await decide(town)
    preview = await town.admin.slash(town.general, "federation offer", case=1)
    form = await press(town.admin, preview, "offer:1:write")
    await town.bot.services.people.erase(UserId(town.mira.id))
    late = await town.admin.submit_modal(form, {"summary": SUMMARY})
    assert "asked to be forgotten" in said(late)
    assert cases(harbour) == []
