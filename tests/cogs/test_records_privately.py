"""/my in private messages with the bot: a timeout takes all commands of the server away (M42)."""

from __future__ import annotations

from typing import Any

import discord
import pytest
import simcord

from bot.policy.ids import GuildId, UserId
from cogs import shared_servers
from tests.cogs.appealing import mute, timeout_of
from tests.cogs.asking import ask
from tests.cogs.reporting import link, said
from tests.cogs.sanctioning import order
from tests.conftest import Town

ASKED = "Which server do you mean?"


async def choose(who: simcord.MemberActor, shown: simcord.InteractionResult, server: int) -> str:
    """Choose a server from the list, and return the answer."""
    assert shown.response is not None
    return said(await who.user.select(shown.response.message, [str(server)], custom_id="server"))


def offered(shown: simcord.InteractionResult) -> list[str]:
    """Return the names of the servers that can be chosen."""
    assert shown.response is not None
    message = shown.response.message
    assert isinstance(message, discord.Message)
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    menus = [each for row in rows for each in row.children if isinstance(each, discord.SelectMenu)]
    return [option.label for menu in menus for option in menu.options]


def beside(town: Town, who: simcord.MemberActor, name: str = "Harbour") -> simcord.GuildHandle:
    """Return another server of the bot, in which somebody is a member too."""
    guild = town.env.create_guild(name)
    guild.add_member(who.user)
    return guild


async def report(town: Town) -> None:
    bad = await town.mira.send(town.general, "The red chairs are mine")
    await town.noor.slash(town.general, "report", link=link(town, bad), category="belittling")


async def test_who_is_in_a_timeout_reads_their_record_and_reports_privately(town: Town) -> None:
    await report(town)
    await mute(town)
    assert timeout_of(town) is not None

    record = said(await town.mira.user.slash("my record"))
    assert "Your record · Lighthouse" in record
    assert "Please cool down." in record
    assert "In force until <t:" in record
    assert "with /appeal" in record
    assert str(town.noor.id) not in record
    assert "noor" not in record
    assert "tove" not in record

    assert "You have reported nothing here." in said(await town.mira.user.slash("my reports"))
    reports = said(await town.noor.user.slash("my reports"))
    assert "Your reports · Lighthouse" in reports
    assert "Decided: action was taken." in reports
    assert "There is nothing on your record." in said(await town.noor.user.slash("my record"))


async def test_on_the_server_the_answer_is_the_same_without_its_name(town: Town) -> None:
    await order(town, "warn", reason="Please stay kind.")
    there = said(await town.mira.slash(town.general, "my record"))
    privately = said(await town.mira.user.slash("my record"))
    assert "Lighthouse" not in there
    assert privately == there.replace("Your record", "Your record · Lighthouse")


async def test_with_several_servers_one_is_chosen(town: Town) -> None:
    harbour = beside(town, town.mira, "A harbour")
    await order(town, "warn", reason="Please stay kind.")

    asked = await town.mira.user.slash("my record")
    assert ASKED in said(asked)
    assert offered(asked) == ["Lighthouse", "A harbour"], "first where something was decided"
    assert "Please stay kind." in await choose(town.mira, asked, town.guild.id)
    assert asked.response is not None

    asked = await town.mira.user.slash("my record")
    assert "There is nothing on your record." in await choose(town.mira, asked, harbour.id)
    asked = await town.mira.user.slash("my reports")
    assert "Your reports · A harbour" in await choose(town.mira, asked, harbour.id)


async def test_who_was_expelled_still_reads_their_record(town: Town) -> None:
    beside(town, town.mira)
    await order(town, "suspend", duration="3 days", reason="Shouting at people.")
    town.guild.remove_member(town.mira)

    asked = await town.mira.user.slash("my record")

    assert offered(asked) == ["Lighthouse", "Harbour"]
    assert "Shouting at people." in await choose(town.mira, asked, town.guild.id)


async def test_who_left_still_follows_their_reports(town: Town) -> None:
    await report(town)
    town.guild.remove_member(town.noor)
    shown = said(await town.noor.user.slash("my reports"))
    assert "Your reports · Lighthouse" in shown
    assert "Open: a person will look at it." in shown


async def test_a_stranger_is_told_that_there_is_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    await report(town)
    stranger = town.env.create_user("stranger")
    for command, title in (("my record", "Your record"), ("my reports", "Your reports")):
        shown = said(await stranger.slash(command))
        assert title in shown
        assert "I find no server that we share" in shown
        assert "Lighthouse" not in shown
    monkeypatch.setattr(shared_servers, "MOST", 0)
    assert "I look after so many servers" in said(await stranger.slash("my record"))
    assert "Open: a person will look at it." in said(await town.noor.user.slash("my reports"))


async def test_a_question_is_answered_from_a_private_list(town: Town) -> None:
    await report(town)
    await ask(town, town.moderator, "reporter:1", "When was that?")
    shown: Any = await town.noor.user.slash("my reports")
    assert "When was that?" in said(shown)
    assert "When was that?" not in said(await town.mira.user.slash("my reports"))


async def test_who_was_forgotten_reads_no_words_any_more(town: Town) -> None:
    await order(town, "warn", reason="Please stay kind.")
    town.guild.remove_member(town.mira)
    assert "Please stay kind." in said(await town.mira.user.slash("my record"))
    assert await town.bot.services.privacy.erase(UserId(town.mira.id)) is None
    left = said(await town.mira.user.slash("my record"))
    assert "Your record · Lighthouse" in left, "that something was decided stays"
    assert "Please stay kind." not in left


async def test_a_time_zone_is_set_privately_for_all_servers(town: Town) -> None:
    zones = town.bot.services.timezones
    found = await town.noor.user.autocomplete("my timezone", "zone", "new york")
    assert [each["value"] for each in found] == ["America/New_York"]
    shown = said(await town.noor.user.slash("my timezone", zone="America/New_York"))
    assert "are read in America/New_York" in shown
    assert zones.of(UserId(town.noor.id), GuildId(town.guild.id)).key == "America/New_York"
    assert "time zone of each server again" in said(await town.noor.user.slash("my timezone"))
    assert zones.own(UserId(town.noor.id)) is None
