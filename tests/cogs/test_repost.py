"""A message removed for personal data goes back masked, and its author posts it with one press (M18, F35)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import discord
import simcord

from tests.cogs.sanctioning import said
from tests.cogs.test_hit_review import read
from tests.cogs.test_listener import ADDRESS, texts
from tests.conftest import Town

MASKED = "write to a•••@•••"


def letter(who: simcord.MemberActor) -> Any:
    """Return the last private message to somebody."""
    return who.user.dm_channel.history()[-1]


def button(message: Any) -> str:
    """Return the id of the button that posts the masked words."""
    found = re.search(r"repost:\d+:\d+", str(message.components))
    assert found is not None
    return found[0]


def posted(town: Town) -> list[str]:
    return [str(message.embeds[0].description) for message in town.general.history() if message.embeds]


async def test_the_masked_text_is_posted_once_by_its_author_after_a_restart(town: Town) -> None:
    await town.mira.send(town.general, ADDRESS)
    notice = letter(town.mira)
    assert MASKED in str(notice.embeds[0].to_dict())
    await town.restart()

    done = await town.mira.user.click(notice, custom_id=button(notice))

    assert "masked" in read(done)
    (shown,) = posted(town)
    assert f"<@{town.mira.id}> wrote:\n{MASKED}" in shown
    assert "ada.byron" not in shown
    again = await town.mira.user.click(notice, custom_id=button(notice))
    assert "posted already" in read(again)
    assert len(posted(town)) == 1


async def test_each_further_message_comes_back_too_and_the_record_offers_it(town: Town) -> None:
    """Within one case nobody is warned twice; with closed doors /my record is the way."""
    await town.mira.send(town.general, ADDRESS)
    await town.mira.send(town.general, "or call +44 20 7946 0958")
    assert "•" in str(letter(town.mira).embeds[0].to_dict())

    mine = await town.mira.slash(town.general, "my record")
    assert "removed from" in said(mine).lower()
    assert "7946 0958" not in said(mine)
    assert mine.response is not None
    done = await town.mira.click(mine.response, custom_id=button(mine.response))

    assert "Posted" in read(done)
    (shown,) = posted(town)
    assert "call" in shown


async def test_it_is_offered_for_a_day_and_where_the_author_may_write(town: Town) -> None:
    await town.mira.send(town.general, ADDRESS)
    notice = letter(town.mira)
    guild = town.bot.get_guild(town.guild.id)
    assert guild is not None
    channel = guild.get_channel(town.general.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.set_permissions(guild.default_role, send_messages=False)

    refused = await town.mira.user.click(notice, custom_id=button(notice))
    assert "can't write in that channel" in read(refused)

    await town.env.advance_time(timedelta(hours=25).total_seconds())
    late = await town.mira.user.click(notice, custom_id=button(notice))
    assert "24 hours" in read(late)
    assert posted(town) == []


async def test_nothing_is_handed_back_that_holds_more_than_personal_data(town: Town) -> None:
    await town.mira.send(town.general, f"I will kill you, {ADDRESS}")

    assert texts(town.general) == []
    assert "repost:" not in str(letter(town.mira).components)
