"""Expulsions and long suspensions, as two moderators, an admin and the member live them (mission row M41)."""

from __future__ import annotations

from typing import Any

import discord
import simcord

from bot.policy.authority import Permission, Standing
from bot.policy.ids import GuildId, UserId
from bot.services.motions import Vote
from bot.services.orders import Unmoved
from tests.cogs.appealing import answer, appeal, set_up, shown, timeout_of, told
from tests.cogs.sanctioning import confirmed, order
from tests.conftest import Town


def banned(town: Town) -> bool:
    return town.mira.id in town.env.backend.get_guild(town.guild.id).bans


def card(town: Town) -> discord.Message:
    """Return the message of the case in the queue."""
    return next(each for each in town.queue.history() if "Case 1 ·" in str(each.embeds[0].title))


def motion(town: Town) -> discord.Message:
    """Return the message of the motion in the queue."""
    found = [each for each in town.queue.history() if "Motion" in str(each.embeds[0].title)]
    assert found, "no motion was brought to the queue"
    return found[-1]


async def expel(town: Town, who: simcord.MemberActor, **more: Any) -> Any:
    asked = await who.slash(
        town.general, "expel", member=town.mira, reason="Threats against members.", **more
    )
    return await confirmed(who, asked)


async def press(town: Town, who: simcord.MemberActor, act: str, number: int = 1) -> Any:
    return await who.click(motion(town), custom_id=f"motion:{number}:{act}")


async def agree(town: Town, who: simcord.MemberActor) -> Any:
    asked = await press(town, who, "approve")
    if "Do you agree?" not in told(asked):
        return asked
    # Nobody asked for the member's side in these stories, so there has to be a reason why not.
    form = await who.click(asked.response, custom_id="motion:1:unheard")
    return await who.submit_modal(form, {"why": "The threats go on."})


async def states(town: Town, number: int = 1) -> list[str]:
    file = await town.bot.services.casebook.file(GuildId(town.guild.id), number)
    assert file is not None
    return [
        file.case.state.value,
        *sorted(f"{each.kind.value} {each.state.value}" for each in file.sanctions),
    ]


async def test_two_people_expel(town: Town) -> None:
    await set_up(town)
    proposed = await expel(town, town.moderator, hold=False)
    assert "Two people have to agree on this." in told(proposed)
    assert not banned(town)
    assert await states(town) == ["open"]
    assert "Threats against members." in shown(motion(town))

    own = await press(town, town.moderator, "approve")
    assert "You proposed this yourself, so somebody else has to approve it." in told(own)
    assert not banned(town)

    done = await agree(town, town.second)
    assert "Case 1: Expulsion" in told(done)
    assert "✓ removing them from the server" in told(done)
    assert banned(town)
    assert await states(town) == ["decided", "expulsion active"]
    assert f"<@{town.second.id}>" in shown(motion(town))
    assert not motion(town).components
    letter = town.mira.user.dm_channel.last_message
    assert letter is not None
    assert "you have been removed" in shown(letter)


async def test_a_forged_press_of_who_proposed_it_is_refused(town: Town) -> None:
    """The confirming button of another, pressed by the proposer."""
    await set_up(town)
    await expel(town, town.moderator, hold=False)
    seat_press = await press(town, town.second, "approve")
    assert "motion:1:unheard" in str(seat_press.response.components)
    everything = Permission.MODERATE | Permission.BAN
    vote = Vote(
        key="btn:1",
        guild_id=GuildId(town.guild.id),
        number=1,
        actor=Standing(user_id=UserId(town.moderator.id), top_role=5, permissions=everything),
        target=Standing(user_id=UserId(town.mira.id)),
        me=Standing(user_id=UserId(1), top_role=9, is_bot=True, is_me=True, permissions=Permission.ADMIN),
    )
    assert await town.bot.services.motions.approve(vote) == Unmoved(key="motion_own")
    assert not banned(town)


async def test_a_hold_keeps_them_out_and_lapses_by_itself(town: Town) -> None:
    await set_up(town)
    proposed = await expel(town, town.moderator)
    assert "is kept out, for at most 24 hours" in told(proposed)
    assert "✓ the timeout" in told(proposed)
    assert timeout_of(town) is not None
    assert await states(town) == ["open", "suspension active"]
    case = shown(card(town))
    assert f"Motion 1: **Expulsion**, proposed by <@{town.moderator.id}>" in case
    assert "at most until <t:" in case
    letter = town.mira.user.dm_channel.last_message
    assert letter is not None
    assert "two of them will decide about it" in shown(letter)

    await town.env.advance_time(24 * 3600 + 60)
    assert await states(town) == ["open", "suspension ended"]
    assert motion(town).components, "no timer decides a motion"


async def test_declining_lets_go_and_leaves_no_mark(town: Town) -> None:
    await set_up(town)
    await expel(town, town.moderator)
    form = await press(town, town.second, "decline")
    declined = await town.second.submit_modal(form, {"why": "A warning is enough."})

    assert "Declined" in told(declined)
    assert timeout_of(town) is None
    assert await states(town) == ["open", "suspension void"]
    assert "A warning is enough." in shown(motion(town))
    assert "Waits for a second person" not in shown(card(town))
    late = (
        await town.admin.click(motion(town), custom_id="motion:1:approve")
        if motion(town).components
        else None
    )
    assert late is None
    record = await town.mira.slash(town.general, "my record")
    assert "There is nothing on your record" in told(record)


async def test_approving_replaces_the_hold(town: Town) -> None:
    await set_up(town)
    await expel(town, town.moderator)
    await agree(town, town.second)
    assert banned(town)
    assert await states(town) == ["decided", "expulsion active", "suspension void"]


async def test_who_proposed_it_can_take_it_back(town: Town) -> None:
    await set_up(town)
    await expel(town, town.moderator)
    form = await press(town, town.moderator, "decline")
    assert "Taken back" in told(await town.moderator.submit_modal(form, {"why": "I was wrong."}))
    assert timeout_of(town) is None
    # And it can be proposed anew.
    assert "Motion 2" in told(await expel(town, town.moderator, hold=False))


async def test_the_same_is_not_proposed_twice(town: Town) -> None:
    await set_up(town)
    await expel(town, town.moderator, hold=False)
    assert "That is proposed already, as motion 1." in told(await expel(town, town.second, hold=False))


async def test_a_long_suspension_waits_for_a_second(town: Town) -> None:
    await set_up(town)
    assert "✓ the timeout" in await order(town, "suspend", town.noor, duration="30 days")
    long = await order(town, "suspend", duration="60 days")
    assert "Two people have to agree on this." in long
    assert timeout_of(town) is None
    await agree(town, town.second)
    assert timeout_of(town) is not None
    assert await states(town, 2) == ["decided", "suspension active"]


async def test_the_length_is_the_one_that_was_typed(town: Town) -> None:
    await set_up(town)
    asked = await town.moderator.slash(
        town.general, "suspend", member=town.mira, duration="60 days", reason="Please think of the others."
    )
    await town.env.advance_time(40)
    await confirmed(town.moderator, asked)
    assert "A suspension, 60 days" in shown(motion(town))


async def test_neither_of_the_two_decides_the_appeal(town: Town) -> None:
    await set_up(town)
    await expel(town, town.moderator, hold=False)
    await agree(town, town.second)
    await appeal(town)
    for who in (town.moderator, town.second):
        assert "somebody else has to look at this again" in told(await answer(town, who, "grant"))
    await answer(town, town.admin, "grant")
    assert not banned(town)
    assert await states(town) == ["void", "expulsion void"]


async def test_only_who_may_ban_approves(town: Town) -> None:
    await set_up(town)
    role = town.guild.create_role("Helpers", permissions=discord.Permissions(moderate_members=True))
    helper = town.guild.add_member(town.env.create_user("hal"), roles=[role, town.guild.roles["Moderators"]])
    await expel(town, town.moderator, hold=False)
    town.env.backend.edit_role(
        town.guild.id,
        town.guild.roles["Moderators"].id,
        {"permissions": discord.Permissions(moderate_members=True, view_channel=True).value},
    )
    await town.env.settle()
    refused = await press(town, helper, "approve")
    assert "You don't have the right to do that here" in told(refused), "before anybody is asked for a yes"
    assert not banned(town)


async def test_a_restart_in_between_changes_nothing(town: Town) -> None:
    await set_up(town)
    await expel(town, town.moderator)
    await town.restart()
    await agree(town, town.second)
    assert banned(town)


async def test_reasons_can_not_be_empty(town: Town) -> None:
    await set_up(town)
    blank = await town.moderator.slash(town.general, "warn", member=town.mira, reason="   ")
    assert "The reasons would be incomplete" in told(blank)
    assert "What was said or done?" in told(blank)
    assert await town.bot.services.casebook.file(GuildId(town.guild.id), 1) is None
