"""Takedowns: withheld, kept, shown again (M30, M37)."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import discord
import pytest
import simcord

from bot.services.orders import CaseFile
from tests.cogs.reporting import case_file
from tests.cogs.sanctioning import backend, confirmed, lift, notices, said, states
from tests.conftest import Town


def link(town: Town, message_id: int) -> str:
    return f"https://discord.com/channels/{town.guild.id}/{town.general.id}/{message_id}"


async def take_down(town: Town, link: str, **options: Any) -> simcord.InteractionResult:
    options.setdefault("reason", "The code was shown in it.")
    return await town.moderator.slash(town.general, "takedown", link=link, **options)


async def kept(town: Town) -> CaseFile:
    file = await case_file(town)
    assert file is not None
    return file


def metadata(town: Town, thread: int) -> tuple[bool, bool]:
    """Return whether a thread is archived, and locked."""
    held = town.env.backend.get_channel(thread).thread_metadata
    assert held is not None
    return held.archived, held.locked


async def test_a_post_is_withheld_and_shown_again(town: Town) -> None:
    post = await town.mira.send(
        town.general, "My slides on towers", attachments=[("slides.png", b"\x89PNG rest")]
    )
    answer = said(
        await town.moderator.slash(
            town.general, "takedown", link=link(town, post.id), reason="The code was shown in it."
        )
    )
    assert "✓ removing the message" in answer
    assert post.id not in [each.id for each in town.general.history()]
    assert "withdrawn" in notices(town.mira)[-1]

    assert "It is over" in await lift(town, "takedown")
    shown = town.general.history()[-1]
    words = str(shown.embeds[0].to_dict())
    assert "My slides on towers" in words
    assert "mira wrote on <t:" in words
    assert f"<@{town.mira.id}>" not in words, "nobody is called back"
    assert [await each.read() for each in shown.attachments] == [b"\x89PNG rest"]


@pytest.mark.parametrize("wrong", ["nonsense", "https://discord.com/channels/1/2/3"])
async def test_a_wrong_link_changes_nothing(town: Town, wrong: str) -> None:
    answer = said(await town.moderator.slash(town.general, "takedown", link=wrong, reason="x"))
    assert "Nothing was changed" in answer


async def test_a_pinned_post_is_pinned_again(town: Town) -> None:
    post = await town.mira.send(town.general, "Read this first", attachments=[("rules.png", b"\x89PNG")])
    town.env.backend.set_pinned(town.general.id, post.id, True)
    await take_down(town, link(town, post.id))
    file = await kept(town)
    copies = {item.sha256 for item in file.evidence}
    assert {hashlib.sha256(b"Read this first").hexdigest(), hashlib.sha256(b"\x89PNG").hexdigest()} <= copies

    answer = await lift(town, "takedown")
    assert "✓ pinning it again" in answer
    assert "stands under my name" in answer
    shown = [each for each in town.env.backend.messages[town.general.id].values() if each.pinned]
    assert ["Read this first" in str(each.embeds) for each in shown] == [True]


async def test_only_a_pin_goes_and_comes_back(town: Town) -> None:
    post = await town.mira.send(town.general, "Look at me")
    assert "That is not pinned." in said(await take_down(town, link(town, post.id), part="pin"))
    town.env.backend.set_pinned(town.general.id, post.id, True)
    assert "✓ taking it from the pinned ones" in said(await take_down(town, link(town, post.id), part="pin"))
    stored = town.env.backend.get_message(town.general.id, post.id)
    assert not stored.pinned
    await lift(town, "takedown")
    assert stored.pinned


async def test_a_thread_is_closed_with_its_first_post_and_opened_again(town: Town) -> None:
    post = await town.mira.send(town.general, "Who wants to see their address?")
    thread = town.env.backend.create_thread(town.general.id, "The address", town.mira.id, message_id=post.id)
    await town.env.settle()
    asked = await take_down(town, link(town, post.id), part="starter")
    assert f"<#{thread.id}> is closed and put into the archive" in said(asked)
    assert metadata(town, thread.id) == (False, False), "it is shown before it is done"
    answer = said(await confirmed(town.moderator, asked))
    assert "✓ removing the message" in answer
    assert "✓ closing the thread" in answer
    assert metadata(town, thread.id) == (True, True)
    assert "Who wants to see their address?" in (await kept(town)).said
    await town.restart()

    assert "✓ opening the thread again" in await lift(town, "takedown")
    assert metadata(town, thread.id) == (False, False)
    shown = town.env.backend.messages[thread.id].values()
    assert any("Who wants to see their address?" in str(each.embeds) for each in shown)


async def test_a_thread_that_somebody_opened_meanwhile_is_left_alone(town: Town) -> None:
    thread = town.env.backend.create_thread(town.general.id, "The address", town.mira.id)
    await town.env.settle()
    where = f"https://discord.com/channels/{town.guild.id}/{thread.id}"
    await confirmed(town.moderator, await take_down(town, where))
    assert "withheld already, in case 1" in said(await take_down(town, where))
    assert thread.thread_metadata is not None
    thread.thread_metadata.archived = False
    await lift(town, "takedown")
    assert metadata(town, thread.id) == (False, True)


async def test_an_event_is_chosen_by_name_kept_and_made_again(town: Town) -> None:
    start = town.env.now() + timedelta(days=3)
    event = town.guild.create_scheduled_event(
        "Night of the long knives",
        start_time=start.isoformat(),
        end_time=(start + timedelta(hours=2)).isoformat(),
        entity_type=3,
        location="The cellar",
        description="Bring yours.",
    )
    event.creator_id = town.mira.id
    await town.env.settle()
    (choice,) = await town.moderator.autocomplete(town.general, "takedown", "link", "knives")
    asked = await take_down(town, choice["value"])
    assert "The event goes from the calendar." in said(asked)
    assert "✓ taking the event from the calendar" in said(await confirmed(town.moderator, asked))
    assert backend(town).scheduled_events == {}

    answer = await lift(town, "takedown")
    assert "✓ making the event again" in answer
    assert "A contribution is withheld" in said(
        await town.moderator.slash(town.general, "history", member=town.mira)
    ), "a copy of an event is no talk that somebody could have taken part in"
    assert "has to say so once more" in answer
    (again,) = backend(town).scheduled_events.values()
    assert (again.name, again.description, again.entity_metadata) == (
        "Night of the long knives",
        "Bring yours.",
        {"location": "The cellar"},
    )
    where = f"https://discord.com/events/{town.guild.id}/{again.id}"
    assert "stands under my name" in said(await take_down(town, where))


async def test_an_event_whose_time_has_passed_is_not_claimed_to_be_back(town: Town) -> None:
    start = town.env.now() + timedelta(hours=1)
    event = town.guild.create_scheduled_event("Brawl", start_time=start.isoformat(), channel=None)
    event.entity_type, event.creator_id = 2, town.mira.id
    event.channel_id = town.guild.create_voice_channel("hall").id
    await town.env.settle()
    where = f"https://discord.com/events/{town.guild.id}/{event.id}"
    await confirmed(town.moderator, await take_down(town, where))
    await town.env.advance_time(7200)
    answer = await lift(town, "takedown")
    assert "its time has passed; the copy stays with the case" in answer
    assert backend(town).scheduled_events == {}
    assert await states(town) == ["ended"]


async def test_what_the_bot_may_not_withhold_is_said_before(town: Town) -> None:
    bots = town.guild.roles["TestBot"].id
    without = discord.Permissions(backend(town).roles[bots].permissions)
    without.update(manage_threads=False, manage_events=False)
    town.env.backend.edit_role(town.guild.id, bots, {"permissions": without.value})
    thread = town.env.backend.create_thread(town.general.id, "The address", town.mira.id)
    await town.env.settle()
    where = f"https://discord.com/channels/{town.guild.id}/{thread.id}"
    assert "Manage Threads" in said(await take_down(town, where))
    where = f"https://discord.com/events/{town.guild.id}/100000000000000001"
    assert "Manage Events" in said(await take_down(town, where))
