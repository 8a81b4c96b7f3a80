"""F2, F4, F8, F9: ends that others outlast, lifts that Discord refuses, and giving back what was there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.policy.actions import ActionKind, ActionState, Blocked, Done, Refused, Retry
from bot.policy.authority import Permission, Standing
from bot.policy.card import Letter
from bot.policy.desired import FREE
from bot.policy.ids import UserId
from bot.policy.records import StoredAction
from bot.policy.sanctions import SanctionKind, SanctionState
from bot.services.enforcement import Unneeded
from bot.services.orders import Unmoved
from bot.services.simulation import Crash, Trouble
from tests.services.agreement import all_rows
from tests.services.world import DAY, GUILD, MIRA, World, states

REFUSED = Refused("missing_permission", 50013)


@pytest.mark.parametrize("first_longer", [True, False])
async def test_of_two_mutes_the_later_end_rules(world: World, first_longer: bool) -> None:
    """F8: both stay in the record, and the member is told of the end only when there is one."""
    lengths = [3 * DAY, DAY] if first_longer else [DAY, 3 * DAY]
    start = world.clock.now()
    for number, length in enumerate(lengths):
        outcome = await world.decided(SanctionKind.MUTE, length, key=f"cmd:{number}")
        # Each decision is confirmed by Discord, even where an earlier one reaches further (F11).
        assert states(list(outcome.actions))["set_timeout"] is ActionState.DONE
    assert world.seen().timeout_until == start + 3 * DAY
    await world.pass_time(2 * DAY)
    assert world.seen().timeout_until == start + 3 * DAY
    assert sorted(each.state for each in await world.sanctions()) == ["active", "ended"]
    assert "Lighthouse: a restriction has ended" not in world.told()
    await world.pass_time(DAY)
    assert [each.state for each in await world.sanctions()] == [SanctionState.ENDED] * 2
    assert world.told().count("Lighthouse: a restriction has ended") == 1


async def test_an_old_end_leaves_a_newer_longer_sanction_alone(world: World) -> None:
    """F4: a short ban, then a longer one."""
    await world.suspend_by_ban()
    await world.decided(SanctionKind.SUSPENSION, DAY)
    await world.decided(SanctionKind.SUSPENSION, 30 * DAY, key="cmd:2")
    await world.pass_time(20 * DAY)
    assert world.seen().banned
    assert sorted(each.state for each in await world.sanctions()) == ["active", "ended"]
    assert not any(command.kind is ActionKind.UNBAN for command in world.discord.applied)
    await world.pass_time(10 * DAY)
    assert not world.seen().banned


async def test_an_end_found_by_a_clock_that_was_set_back_waits(world: World) -> None:
    """F10: found due, and then the clock is put right before it is done."""
    await world.decided(SanctionKind.MUTE, DAY)
    world.clock.advance(DAY)
    (due,) = await world.sanctions()
    world.clock.advance(-DAY / 2)
    await world.deadlines.end(due)
    assert [each.state for each in await world.sanctions()] == [SanctionState.ACTIVE]
    await world.pass_time(DAY / 2)
    assert [each.state for each in await world.sanctions()] == [SanctionState.ENDED]


async def test_lifting_the_longer_of_two_leaves_the_shorter(world: World) -> None:
    await world.decided(SanctionKind.MUTE, 5 * DAY)
    await world.decided(SanctionKind.SUSPENSION, DAY, key="cmd:2")
    lifted = await world.lift(SanctionKind.MUTE)
    assert isinstance(lifted, tuple)
    assert [each.state for each in lifted] == [SanctionState.ENDED]
    assert world.seen().timeout_until == world.clock.now() + DAY
    assert "Lighthouse: a restriction was lifted" not in world.told()


async def test_lifting_everything_leaves_warnings_on_the_record(world: World) -> None:
    await world.decided(SanctionKind.WARNING)
    await world.decided(SanctionKind.MUTE, DAY, key="cmd:2")
    lifted = await world.lift()
    assert isinstance(lifted, tuple)
    assert [each.kind for each in lifted] == [SanctionKind.MUTE]
    assert (await world.wanted(), world.seen().timeout_until) == (FREE, None)
    assert world.told()[-1] == "Lighthouse: a restriction was lifted"


async def test_the_same_lift_twice_shows_the_same(world: World) -> None:
    await world.decided(SanctionKind.MUTE, DAY)
    first = await world.lift()
    assert await world.lift() == first
    third = await world.lift(key="cmd:another")
    assert isinstance(third, Unmoved)
    assert third.key == "nothing_to_lift"


async def test_a_lift_that_discord_refuses_is_not_over_and_can_be_tried_again(world: World) -> None:
    """F2: it ends only when Discord agreed, and the member is told only then."""
    await world.decided(SanctionKind.MUTE, DAY)
    world.discord.script.append(REFUSED)
    lifted = await world.lift()
    assert isinstance(lifted, tuple)
    assert [each.state for each in lifted] == [SanctionState.LIFTING]
    assert "Lighthouse: a restriction was lifted" not in world.told()
    again = await world.lift(key="cmd:again")
    assert isinstance(again, tuple)
    assert [each.state for each in again] == [SanctionState.ENDED]
    assert world.seen().timeout_until is None
    assert world.told()[-1] == "Lighthouse: a restriction was lifted"


async def test_a_channel_ban_gives_back_what_was_there(world: World) -> None:
    """F9: also when two overlap, and the first of them is lifted first."""
    world.seen().overwrites = {301: "may speak"}
    await world.decided(SanctionKind.CHANNEL_BAN, 5 * DAY, scope="301")
    await world.decided(SanctionKind.CHANNEL_BAN, DAY, scope="301", key="cmd:2")
    assert world.seen().overwrites == {301: "denied"}
    await world.pass_time(2 * DAY)
    assert world.seen().overwrites == {301: "denied"}
    await world.lift()
    assert world.seen().overwrites == {301: "may speak"}


async def test_a_role_taken_comes_back_only_to_who_had_it(world: World) -> None:
    world.seen().roles = {7}
    await world.impose(SanctionKind.ROLE_REMOVAL, DAY, scope="7,8", actor=_with_roles())
    assert world.seen().roles == set()
    await world.pass_time(2 * DAY)
    assert world.seen().roles == {7}


async def test_the_end_of_a_bar_gives_no_role(world: World) -> None:
    world.seen().roles = {7}
    await world.impose(SanctionKind.ROLE_BAR, DAY, scope="7", actor=_with_roles())
    await world.pass_time(2 * DAY)
    assert world.seen().roles == set()


def _with_roles() -> Standing:
    return Standing(user_id=UserId(11), top_role=5, permissions=Permission.MODERATE | Permission.MANAGE_ROLES)


async def test_a_sanction_with_several_acts_is_over_with_the_last_of_them(world: World) -> None:
    """F2: one role was given back, the other not; so it is not over."""
    world.seen().roles = {7, 8}
    await world.impose(SanctionKind.ROLE_REMOVAL, DAY, scope="7,8", actor=_with_roles())
    world.discord.script.extend([Done(), REFUSED])
    await world.lift()
    assert (world.seen().roles, [each.state for each in await world.sanctions()]) == ({7}, ["lifting"])
    await world.lift(key="cmd:again")
    assert (world.seen().roles, [each.state for each in await world.sanctions()]) == ({7, 8}, ["ended"])


async def test_a_correction_that_is_late_is_not_sent_once_the_act_is_done(world: World) -> None:
    """F13: it waits for its next try while the permission comes back, and would be a lie then."""
    await world.suspend_by_ban()
    world.discord.script.extend([Done(), REFUSED, Retry(timedelta(), "status_500")])
    await world.decided(SanctionKind.SUSPENSION, DAY)
    await world.deadlines.permissions_changed(GUILD)
    assert world.seen().banned
    await world.pass_time(timedelta(minutes=5))
    assert world.told() == ["Lighthouse: you are suspended"]
    file = await world.casebook.file(GUILD, 1)
    assert file is not None
    assert file.decisions[0].delivery == "delivered"


async def test_a_removal_is_announced_anew_after_a_correction_whose_answer_got_lost(world: World) -> None:
    """F13: the correction arrived, so that the last word must be the true one again."""
    await world.suspend_by_ban()
    world.discord.script.extend([Done(), REFUSED, Trouble.ANSWER_LOST])
    await world.decided(SanctionKind.SUSPENSION, DAY)
    await world.deadlines.permissions_changed(GUILD)
    await world.pass_time(timedelta(minutes=5))
    assert world.seen().banned
    suspended = "Lighthouse: you are suspended"
    assert world.told() == [suspended, "Lighthouse: a correction", suspended]


async def test_what_is_put_in_place_later_is_told_in_its_own_case(world: World) -> None:
    """F6, F11: nobody was here to be muted; a later warning is not what the notice hangs on."""
    world.seen().leave()
    await world.decided(SanctionKind.MUTE, 3 * DAY)
    await world.decided(SanctionKind.WARNING, key="cmd:2")
    assert "Lighthouse: you are muted" not in world.told()
    await world.rejoin()
    await world.rejoin()
    assert world.told().count("Lighthouse: you are muted") == 1
    set_ = [row for row in await all_rows(world) if row.kind is ActionKind.SET_TIMEOUT]
    assert {row.case for row in set_} == {1}


async def test_what_is_put_back_after_a_start_holds_no_notice_back(world: World) -> None:
    """F11: it was set before; a lift that comes meanwhile must not leave them without a word."""
    world.discord.script.append(Trouble.CRASH_BEFORE)
    with pytest.raises(Crash):
        await world.decided(SanctionKind.MUTE, DAY)
    await world.restart()
    world.discord.script.extend([Done(), Done(), Retry(timedelta(minutes=1), "status_500")])
    await world.look_at(MIRA, "start:1")
    await world.lift()
    await world.pass_time(timedelta(minutes=5))
    assert world.told() == ["Lighthouse: you are muted", "Lighthouse: a restriction was lifted"]


async def test_a_notice_that_waits_does_not_overtake_an_act_that_is_tried_again(world: World) -> None:
    """F11: it stood behind the act, until that was let go again behind it."""
    truly = world.enforcement.scribe

    class Faulty:
        async def compose(self, action: StoredAction) -> Letter | Unneeded | None:
            if action.kind is ActionKind.SEND_NOTICE:
                raise KeyError("a fault of ours")
            return await truly.compose(action)

        async def audit_reason(self, action: StoredAction) -> str:
            return await truly.audit_reason(action)

    world.enforcement.scribe = Faulty()
    world.discord.script.extend([REFUSED, Retry(timedelta(minutes=5), "status_500")])
    await world.decided(SanctionKind.MUTE, DAY)
    world.enforcement.scribe = truly
    await world.deadlines.permissions_changed(GUILD)
    await world.pass_time(timedelta(minutes=4))
    assert (world.seen().timeout_until, world.told()) == (None, [])
    await world.pass_time(timedelta(minutes=2))
    assert world.seen().timeout_until is not None
    assert world.told() == ["Lighthouse: you are muted"]


async def test_what_took_effect_before_its_lift_is_told_with_the_lift(world: World) -> None:
    """F11: refused at first, set at the second try, whose answer got lost, and lifted before the third."""
    world.discord.script.append(REFUSED)
    await world.decided(SanctionKind.MUTE, DAY)
    world.discord.script.append(Trouble.ANSWER_LOST)
    await world.deadlines.permissions_changed(GUILD)
    assert world.seen().timeout_until is not None
    await world.lift()
    assert world.told() == []

    await world.pass_time(timedelta(minutes=5))
    assert [each.state for each in await world.sanctions()] == [SanctionState.ENDED]
    assert (world.seen().timeout_until, world.told()) == (
        None,
        ["Lighthouse: you are muted", "Lighthouse: a restriction was lifted"],
    )
    file = await world.casebook.file(GUILD, 1)
    assert file is not None
    assert file.decisions[0].delivery == "delivered"


async def test_what_was_lifted_before_it_was_ever_tried_is_not_done_any_more(world: World) -> None:
    """Nobody is muted after their pardon, or hears of what never was in place; the case says so."""
    world.discord.script.append(Blocked("unavailable"))
    await world.decided(SanctionKind.MUTE, DAY)
    await world.lift()
    await world.pass_time(timedelta(minutes=10))
    assert [each.state for each in await world.sanctions()] == [SanctionState.ENDED]
    assert not [one for one in world.discord.applied if one.payload.get("until") is not None]
    assert world.told() == []
    set_ = next(row for row in await world.rows() if row.kind is ActionKind.SET_TIMEOUT)
    assert (set_.state, set_.result["reason"]) == (ActionState.REFUSED, "over")
    file = await world.casebook.file(GUILD, 1)
    assert file is not None
    assert (file.decisions[0].delivery, file.decisions[0].delivery_detail) == ("not_delivered", "superseded")
    assert not [note for note in file.notes if note.kind == "act_failed"]


async def test_a_removal_that_was_lifted_before_it_was_tried_is_corrected(world: World) -> None:
    """F13: they were told that they would be out, and stay."""
    await world.suspend_by_ban()
    world.discord.script.extend([Done(), Blocked("unavailable")])
    await world.decided(SanctionKind.SUSPENSION, DAY)
    await world.lift()
    await world.pass_time(timedelta(minutes=10))
    assert not world.seen().banned
    assert ActionKind.BAN not in {one.kind for one in world.discord.applied}
    assert world.told() == ["Lighthouse: you are suspended", "Lighthouse: a correction"]
