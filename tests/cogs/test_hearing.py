"""Answering appeals as two moderators and an admin live it (mission row M40, fault F32)."""

from __future__ import annotations

from datetime import timedelta

import discord
import pytest

from tests.cogs.appealing import (
    answer,
    appeal,
    ask,
    desk,
    letters,
    muted,
    sanction_states,
    set_up,
    shown,
    timeout_of,
    told,
)
from tests.conftest import Town

__all__ = ["muted"]


async def test_who_decided_can_not_decide_again(muted: Town) -> None:
    town = muted
    await appeal(town)
    refused = await answer(town, town.moderator, "grant")

    assert refused.modal is None
    assert "somebody else has to look at this again" in told(refused)
    assert await sanction_states(town) == ["decided", "active"]


async def test_granting_undoes_the_sanction_and_the_record(muted: Town) -> None:
    town = muted
    await appeal(town)
    done = await answer(town, town.second, "grant")

    assert "Appeal 1: undone" in told(done)
    assert timeout_of(town) is None
    assert await sanction_states(town) == ["void", "void"]
    assert "a decision was undone" in letters(town)[-1]
    assert "You were right." in letters(town)[-1]
    assert "Discord has not let us" not in letters(town)[-1]
    record = await town.mira.slash(town.general, "my record")
    assert "There is nothing on your record" in told(record)
    history = await town.second.slash(town.general, "history", member=town.mira)
    assert "Please cool down." not in told(history)
    # The desk shows who answered, and takes no second answer.
    assert f"<@{town.second.id}>" in shown(desk(town))
    assert not desk(town).components


async def test_a_refusal_of_discord_is_not_told_as_done(muted: Town) -> None:
    town = muted
    await appeal(town)
    bots = town.guild.roles["TestBot"].id
    held = discord.Permissions(view_channel=True, send_messages=True, embed_links=True)
    town.env.backend.edit_role(town.guild.id, bots, {"permissions": held.value})
    await town.env.settle()
    await answer(town, town.second, "grant")

    assert timeout_of(town) is not None
    assert await sanction_states(town) == ["void", "lifting"]
    assert "Discord has not let us take everything back yet" in letters(town)[-1]


async def test_making_it_shorter_counts_the_time_served(muted: Town) -> None:
    town = muted
    start = town.env.now()
    await town.env.advance_time(24 * 3600)
    await appeal(town)
    done = await answer(town, town.second, "partly", length="2 days")

    assert "made shorter" in told(done)
    until = timeout_of(town)
    assert until is not None
    assert abs(until - (start + timedelta(days=2))) < timedelta(minutes=5)
    assert "The time that has passed is counted." in letters(town)[-1]
    await town.env.advance_time(24 * 3600 + 60)
    assert await sanction_states(town) == ["decided", "ended"]


async def test_shorter_than_what_was_served_is_over_at_once(muted: Town) -> None:
    town = muted
    await town.env.advance_time(24 * 3600)
    await appeal(town)
    await answer(town, town.second, "partly", length="6 hours")

    assert timeout_of(town) is None
    assert await sanction_states(town) == ["decided", "ended"]
    assert "it is over now" in letters(town)[-1]


@pytest.mark.parametrize(
    ("length", "sentence"), [("5 days", "no shorter than what holds now"), ("soon", "I can't read")]
)
async def test_what_is_not_shorter_is_refused(muted: Town, length: str, sentence: str) -> None:
    town = muted
    await appeal(town)
    assert sentence in told(await answer(town, town.second, "partly", length=length))
    assert desk(town).components


async def test_denying_leaves_everything_and_says_when_to_come_again(muted: Town) -> None:
    town = muted
    await set_up(town, appeal_wait_days=2)
    await appeal(town)
    await answer(town, town.second, "deny", reason="I have read it all, and agree with the mute.")

    assert timeout_of(town) is not None
    assert "the decision stays as it is" in letters(town)[-1]
    assert "I have read it all" in letters(town)[-1]
    again = await ask(town)
    assert again.modal is None
    assert "You can ask once more from" in told(again)
    await town.env.advance_time(2 * 24 * 3600)
    assert (await ask(town)).modal is not None


async def test_the_second_to_answer_learns_who_was_first(muted: Town) -> None:
    town = muted
    await appeal(town)
    form = await town.second.click(desk(town), custom_id="hearing:1:deny")
    await answer(town, town.admin, "grant")
    late = await town.second.submit_modal(form, {"reason": "No."})

    assert f"Appeal 1 was answered already, by <@{town.admin.id}>." in told(late)


async def test_members_can_not_answer_appeals(muted: Town) -> None:
    town = muted
    await set_up(town, queue_channel=town.general.id)
    await appeal(town)
    message = [each for each in town.general.history() if "Appeal" in shown(each)][-1]
    pressed = await town.noor.click(message, custom_id="hearing:1:grant")
    assert "for the moderators" in told(pressed)


async def test_buttons_of_before_a_restart_answer(muted: Town) -> None:
    town = muted
    await appeal(town)
    await town.restart()
    assert "Appeal 1: undone" in told(await answer(town, town.second, "grant"))
    assert timeout_of(town) is None


async def test_an_involved_moderator_does_not_decide(town: Town) -> None:
    await set_up(town)
    bad = await town.mira.send(town.general, f"<@{town.second.id}> is an idiot")
    await town.moderator.slash(
        town.general,
        "warn",
        member=town.mira,
        reason="No insults.",
        message=f"https://discord.com/channels/{town.guild.id}/{town.general.id}/{bad.id}",
    )
    await appeal(town)
    assert "There is no appeal 1 that you could see" in told(await answer(town, town.second, "deny"))
    assert "left as it was" in told(await answer(town, town.admin, "deny"))
