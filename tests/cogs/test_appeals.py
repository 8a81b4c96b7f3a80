"""Appeals as the member, two moderators and an admin live them (mission row M40, fault F32)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import discord
import pytest

from bot.policy.appeals import Answer
from bot.policy.ids import GuildId, UserId
from bot.services.appeals import NewAppeal
from bot.services.orders import Unmoved
from tests.cogs.appealing import (
    answer,
    appeal,
    ask,
    button,
    desk,
    letters,
    mute,
    notice,
    sanction_states,
    set_up,
    shown,
    told,
)
from tests.conftest import Town


def timeout_of(town: Town) -> datetime | None:
    """Return the timeout as the virtual Discord holds it."""
    stored: Any = town.env.backend.get_guild(town.guild.id).members[town.mira.id]
    until = stored.timed_out_until
    return None if until is None else datetime.fromisoformat(until)


@pytest.fixture
async def muted(town: Town) -> Town:
    """A server where Tove has muted Mira for three days."""
    await set_up(town)
    await mute(town)
    return town


async def test_the_button_in_the_notice_takes_an_appeal_to_the_queue(muted: Town) -> None:
    town = muted
    made = await appeal(town)

    assert "Your appeal 1 is in" in told(made)
    says = shown(desk(town))
    assert "I was quoting somebody." in says
    assert "What happened, from your side?" in says
    assert "An apology." in says
    assert "Please cool down." in says
    assert f"<@{town.mira.id}>" in says


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


async def test_one_at_a_time_and_it_can_be_taken_back(muted: Town) -> None:
    town = muted
    made = await appeal(town)
    again = await ask(town)
    assert again.modal is None
    assert "Somebody who had no part in the first decision will answer you by" in told(again)

    form = await town.second.click(desk(town), custom_id="hearing:1:grant")
    withdraw = button(notice(town), ":make").replace(":make", ":withdraw")
    back = await town.mira.user.click(made.response, custom_id=withdraw)
    assert "You took your appeal 1 back" in told(back)
    late = await town.second.submit_modal(form, {"reason": "You were right."})
    assert "was taken back by the member" in told(late)
    assert not desk(town).components
    assert (await ask(town)).modal is not None


async def test_two_forms_open_at_once_make_one_appeal(muted: Town) -> None:
    town = muted
    first, second = await ask(town), await ask(town)
    await town.mira.user.submit_modal(first, {"answer0": "Please look."})
    twice = await town.mira.user.submit_modal(second, {"answer0": "Please look again."})

    assert "it is under way" in told(twice)
    assert len([each for each in town.queue.history() if "Appeal" in shown(each)]) == 1


async def test_the_second_to_answer_learns_who_was_first(muted: Town) -> None:
    town = muted
    await appeal(town)
    form = await town.second.click(desk(town), custom_id="hearing:1:deny")
    await answer(town, town.admin, "grant")
    late = await town.second.submit_modal(form, {"reason": "No."})

    assert f"Appeal 1 was answered already, by <@{town.admin.id}>." in told(late)


async def test_nobody_can_appeal_for_another(muted: Town) -> None:
    town = muted
    decision = button(notice(town), ":make").split(":")[2]
    guild, noor = GuildId(town.guild.id), UserId(town.noor.id)
    appeals = town.bot.services.appeals
    nothing = Unmoved(key="no_such_decision")
    assert await appeals.of(guild, noor, decision) == nothing
    stolen = NewAppeal(
        key="cmd:1",
        guild_id=guild,
        user_id=noor,
        decision=decision,
        answers=(Answer(question="Why?", text="For fun."),),
    )
    assert await appeals.make(stolen) == nothing
    other = await town.noor.slash(town.general, "appeal", decision=f"{guild}:{decision}")
    assert "I find no such decision about you" in told(other)


async def test_members_can_not_answer_appeals(muted: Town) -> None:
    town = muted
    await set_up(town, queue_channel=town.general.id)
    await appeal(town)
    message = [each for each in town.general.history() if "Appeal" in shown(each)][-1]
    pressed = await town.noor.click(message, custom_id="hearing:1:grant")
    assert "for the moderators" in told(pressed)


async def test_the_command_offers_ones_own_decisions(town: Town) -> None:
    await town.moderator.slash(town.general, "warn", member=town.mira, reason="Please stay kind.")
    choices = await town.mira.autocomplete(town.general, "appeal", "decision", "")
    assert [each["name"] for each in choices] == ["Case 1: A warning, 2026-01-01"]
    assert await town.noor.autocomplete(town.general, "appeal", "decision", "") == []
    assert "Nothing of yours can be appealed" in told(await town.noor.slash(town.general, "appeal"))

    form = await town.mira.slash(town.general, "appeal", decision=choices[0]["value"])
    made = await town.mira.submit_modal(form, {"answer0": "Please look again."})
    assert "Your appeal 1 is in" in told(made)
    # A warning has no length that could be cut.
    assert "hearing:1:partly" not in str([row.to_dict() for row in desk(town).components])
    assert "undone" in told(await answer(town, town.second, "grant"))
    assert await sanction_states(town) == ["void", "void"]


async def test_somebody_who_had_to_leave_finds_it_in_private_messages(town: Town) -> None:
    await town.moderator.slash(town.general, "warn", member=town.mira, reason="Please stay kind.")
    town.guild.remove_member(town.mira)
    await town.env.settle()
    choices = await town.mira.user.autocomplete("appeal", "decision", "")
    assert [each["name"] for each in choices] == ["Lighthouse · Case 1: A warning, 2026-01-01"]
    form = await town.mira.user.slash("appeal", decision=choices[0]["value"])
    made = await town.mira.user.submit_modal(form, {"answer0": "Please look again."})
    assert "Your appeal 1 is in" in told(made)
    assert "Please look again." in shown(desk(town))


async def test_after_the_time_it_is_too_late(muted: Town) -> None:
    town = muted
    await set_up(town, appeal_days=1)
    await town.moderator.slash(town.general, "warn", member=town.mira, reason="Again.")
    last = [each for each in town.mira.user.dm_channel.history() if each.components][-1]
    await town.env.advance_time(25 * 3600)
    pressed = await town.mira.user.click(last, custom_id=button(last, ":make"))
    assert "The time to ask for a second look at this decision has passed" in told(pressed)


async def test_the_servers_own_questions_are_asked(muted: Town) -> None:
    town = muted
    await set_up(town, appeal_questions=("Who else was there?",))
    form = await ask(town)
    await town.mira.user.submit_modal(form, {"answer0": "Noor was."})
    assert "Who else was there?" in shown(desk(town))


async def test_buttons_of_before_a_restart_answer(muted: Town) -> None:
    town = muted
    await appeal(town)
    await town.restart()
    assert "Appeal 1: undone" in told(await answer(town, town.second, "grant"))
    assert timeout_of(town) is None


async def test_a_banned_person_can_still_appeal_by_the_button(town: Town) -> None:
    await set_up(town, suspension_method="ban")
    await town.moderator.slash(
        town.general, "suspend", member=town.mira, duration="7 days", reason="Threats."
    )
    assert town.mira.id in town.env.backend.get_guild(town.guild.id).bans
    await appeal(town)
    await answer(town, town.second, "grant")

    assert town.mira.id not in town.env.backend.get_guild(town.guild.id).bans
    assert await sanction_states(town) == ["void", "void"]
    # Whether or not a letter reaches them, the button tells how it ended.
    assert "the decision was undone" in told(await ask(town))


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
    assert "You are involved in this case yourself" in told(await answer(town, town.second, "deny"))
    assert "left as it was" in told(await answer(town, town.admin, "deny"))
