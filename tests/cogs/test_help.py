"""/help-moderators: a calm talk without a case, with somebody else only if they like (mission row M23)."""

from __future__ import annotations

from typing import Any

import discord
import pytest
import simcord

from bot.policy.ids import GuildId
from tests.cogs.appealing import set_up, shown, told
from tests.cogs.asking import letter
from tests.conftest import Town

WORDS = "Somebody keeps teasing me, and I don't know what to do."


@pytest.fixture
async def place(town: Town) -> Town:
    """A server whose moderators' role is called to talks."""
    await set_up(town, moderator_roles=(town.guild.roles["Moderators"].id,))
    return town


async def seek(town: Town, **more: Any) -> Any:
    form = await town.noor.slash(town.general, "help-moderators", **more)
    return form if form.modal is None else await town.noor.submit_modal(form, {"words": WORDS})


def thread(town: Town) -> Any:
    """Return the virtual Discord's own picture of the latest private thread."""
    backend: Any = town.env.backend
    found = [
        each for each in backend.channels.values() if each.type == discord.ChannelType.private_thread.value
    ]
    assert found, "no private thread was made"
    return found[-1]


def said(town: Town) -> list[discord.Message]:
    """Return the messages in the thread, oldest first."""
    return list(town.general.threads[-1].history())


def item(town: Town) -> discord.Message:
    found = [each for each in town.queue.history() if "would like to talk" in str(each.embeds[0].title)]
    return found[-1]


async def press(town: Town, who: simcord.MemberActor, act: str) -> Any:
    message = said(town)[0] if act == "close" else item(town)
    return await who.click(message, custom_id=f"help:1:{act}")


async def test_a_talk_is_opened_in_private_and_closed_again(place: Town) -> None:
    opened = await seek(place, topic="Teasing")
    assert f"<#{thread(place).id}>" in told(opened)
    first = said(place)[0]
    assert WORDS in shown(first)
    assert "Teasing" in shown(first)
    assert f"<@&{place.guild.roles['Moderators'].id}>" in first.content
    assert first.raw_role_mentions == [place.guild.roles["Moderators"].id]
    assert place.noor.id in thread(place).thread_members
    assert "This is no case" in shown(first)
    assert await place.bot.services.casebook.file(GuildId(place.guild.id), 1) is None
    assert "You have a talk open already" in told(await seek(place))

    await place.restart()
    joined = await press(place, place.second, "join")
    assert "You are in" in told(joined)
    assert place.second.id in thread(place).thread_members
    closed = await press(place, place.noor, "close")
    assert "This talk is closed" in told(closed)
    assert thread(place).thread_metadata.archived
    assert thread(place).thread_metadata.locked
    over = [shown(each) for each in place.queue.history() if "is over" in shown(each)]
    assert len(over) == 1
    assert "Your private talk is open" in told(await seek(place))


async def test_the_other_comes_in_only_with_a_yes(place: Town) -> None:
    await seek(place, with_member=place.mira)
    assert place.mira.id not in thread(place).thread_members
    asked = letter(place.mira, "would you like to talk?")
    assert f"<@{place.noor.id}>" in shown(asked)
    no = await place.mira.user.click(asked, custom_id=f"mediate:{place.guild.id}:1:no")
    assert "That is fine" in told(no)
    assert place.mira.id not in thread(place).thread_members
    assert "would rather not talk now" in said(place)[-1].content
    yes = await place.mira.user.click(asked, custom_id=f"mediate:{place.guild.id}:1:yes")
    assert "You are in" in told(yes)
    assert place.mira.id in thread(place).thread_members
    # Only whoever asked for it, or a moderator, closes it.
    assert "can close it" in told(await press(place, place.mira, "close"))
    await press(place, place.moderator, "join")
    await press(place, place.moderator, "close")
    late = await place.mira.user.click(asked, custom_id=f"mediate:{place.guild.id}:1:yes")
    assert "This talk is over" in told(late)


async def test_what_can_not_be_is_said_clearly(place: Town) -> None:
    assert "choose another member" in told(await seek(place, with_member=place.noor))
    place.env.inject_error(
        "POST", f"/channels/{place.general.id}/threads", status=403, code=50013, message="Missing Permissions"
    )
    assert "Discord did not let me open the thread" in told(await seek(place))
    # Nobody is locked out by what did not work.
    place.env.inject_error("POST", "/users/@me/channels", status=403, code=50007, times=1)
    assert "Your private talk is open" in told(await seek(place, with_member=place.mira))
    assert "I couldn't ask" in said(place)[-1].content


async def test_without_the_permission_it_says_what_an_administrator_can_do(place: Town) -> None:
    closed = discord.PermissionOverwrite(create_private_threads=False)
    hall = place.guild.create_text_channel("hall", overwrites={place.guild.roles["TestBot"]: closed})
    refused = await place.noor.slash(hall, "help-moderators")
    assert "give me “Create Private Threads” there" in told(refused)


async def test_a_deleted_thread_ends_the_talk_and_nobody_opens_many(place: Town) -> None:
    for _ in range(2):
        await seek(place)
        place.env.backend.delete_channel(thread(place).id)
        await place.env.settle()
    assert "several talks in a short time" in told(await seek(place))


async def test_an_administrator_chooses_place_time_and_threshold(place: Town) -> None:
    room = place.guild.create_text_channel("help-room")
    answer = await place.admin.slash(place.general, "team", talks_in=room, hear_within=24, alone_up_to=14)
    for part in (f"<#{room.id}>", "24 hours", "14 days"):
        assert part in told(answer)
    await seek(place)
    assert thread(place).parent_id == room.id
