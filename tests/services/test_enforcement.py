"""F1–F3, F7, F10, F14, F20: what became of intents when processes die, clocks jump and Discord is away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import TransactionOpen
from bot.policy.actions import ActionKind, ActionState, Blocked, Command, Outcome, Refused, Retry
from bot.policy.retry import MOST_ATTEMPTS
from bot.policy.sanctions import SanctionKind, SanctionState
from bot.services.enforcement import LEASE
from bot.services.schedule import LONGEST
from bot.services.simulation import Crash, Trouble
from tests.services.world import DAY, GUILD, MIRA, World, states

REFUSED = Refused("missing_permission", 50013)


async def state(world: World) -> SanctionState:
    return (await world.sanctions())[-1].state


async def test_an_end_comes_after_a_restart(world: World) -> None:
    """F1: the deadline is a row, and late by at most one sweep."""
    await world.decided(SanctionKind.MUTE, DAY)
    await world.restart()
    await world.pass_time(DAY + timedelta(seconds=2))
    assert await state(world) is SanctionState.ENDED
    assert world.told() == ["Lighthouse: you are muted", "Lighthouse: a restriction has ended"]


@pytest.mark.parametrize("trouble", [Trouble.CRASH_BEFORE, Trouble.CRASH_AFTER])
async def test_a_process_that_dies_in_an_act_leaves_it_to_the_next(world: World, trouble: Trouble) -> None:
    world.discord.script.append(trouble)
    with pytest.raises(Crash):
        await world.impose(SanctionKind.MUTE, DAY)
    await world.restart()
    await world.schedule.run()
    assert world.seen().timeout_until == world.clock.now() + DAY
    assert states(await world.rows())["set_timeout"] is ActionState.DONE
    assert world.told() == ["Lighthouse: you are muted"]


async def test_the_same_process_takes_up_what_it_was_cut_off_from(world: World) -> None:
    """A cancelled task leaves a claimed row; the sweep comes when the claim has run out, not in six hours."""
    world.discord.script.append(Trouble.CRASH_BEFORE)
    await world.schedule.run()
    with pytest.raises(Crash):
        await world.impose(SanctionKind.MUTE, DAY)
    assert world.schedule.alarm.next_at == world.clock.now() + LEASE
    assert await world.schedule.run() == LEASE
    world.clock.advance(LEASE)
    await world.schedule.run()
    assert world.seen().timeout_until is not None


async def test_a_lift_that_fails_is_retried_until_confirmed(world: World) -> None:
    """F2: errors back off; the sanction ends once Discord agreed, and not before."""
    await world.decided(SanctionKind.MUTE, DAY)
    world.discord.script.extend([Retry(timedelta(), "status_500")] * 5)
    await world.pass_time(DAY)
    assert await state(world) is SanctionState.LIFTING
    assert "Lighthouse: a restriction has ended" not in world.told()
    await world.pass_time(timedelta(minutes=2))
    assert await state(world) is SanctionState.ENDED
    assert world.told()[-1] == "Lighthouse: a restriction has ended"


async def test_what_was_refused_goes_again_when_permissions_change(world: World) -> None:
    """As it is wanted by then: what has been lifted since is not imposed again."""
    world.discord.script.append(REFUSED)
    await world.decided(SanctionKind.MUTE, DAY)
    await world.deadlines.permissions_changed(GUILD)
    assert world.seen().timeout_until == world.clock.now() + DAY
    assert states(await world.rows())["set_timeout"] is ActionState.DONE

    world.discord.script.append(REFUSED)
    await world.decided(SanctionKind.VOICE_MUTE, DAY, key="cmd:2")
    await world.lift()
    await world.deadlines.permissions_changed(GUILD)
    assert not world.seen().voice_muted
    assert world.seen().timeout_until is None
    assert {each.state for each in await world.sanctions()} == {SanctionState.ENDED}


async def test_a_refused_end_waits_for_the_permission(world: World) -> None:
    await world.decided(SanctionKind.MUTE, DAY)
    world.discord.script.append(REFUSED)
    await world.pass_time(DAY)
    assert await state(world) is SanctionState.LIFTING
    await world.deadlines.permissions_changed(GUILD)
    assert await state(world) is SanctionState.ENDED


async def test_an_act_that_always_fails_ends_as_dead_with_an_alarm(world: World) -> None:
    world.discord.script.extend([Retry(timedelta(), "status_500")] * MOST_ATTEMPTS)
    await world.decided(SanctionKind.MUTE, 9 * DAY)
    await world.pass_time(DAY)
    assert [row.kind for row in world.dead] == [ActionKind.SET_TIMEOUT]
    assert states(await world.rows())["set_timeout"] is ActionState.DEAD
    assert world.told() == []


async def test_an_act_that_kills_the_process_is_buried_and_told_of(world: World) -> None:
    """Attempts are counted at the claim, so the process does not die of the same row for ever."""
    world.discord.script.extend([Trouble.CRASH_BEFORE] * MOST_ATTEMPTS)
    with pytest.raises(Crash):
        await world.impose(SanctionKind.MUTE, 9 * DAY)
    for _ in range(MOST_ATTEMPTS - 1):
        await world.restart()
        with pytest.raises(Crash):
            await world.schedule.run()
    await world.restart()
    await world.schedule.run()
    assert [row.kind for row in world.dead] == [ActionKind.SET_TIMEOUT]
    file = await world.casebook.file(GUILD, 1)
    assert file is not None
    assert [note.data for note in file.notes if note.kind == "act_failed"] == [
        {"act": "set_timeout", "reason": "attempts"}
    ]
    assert file.decisions[0].delivery == "not_delivered"


async def test_a_long_mute_is_renewed_before_discord_lets_it_lapse(world: World) -> None:
    """F7: sixty days, while Discord holds a timeout for twenty-eight at most."""
    end = world.clock.now() + 60 * DAY
    await world.decided(SanctionKind.MUTE, 60 * DAY)
    for _ in range(59):
        await world.pass_time(DAY)
        held = world.seen().timeout_until
        assert held is not None
        assert held > world.clock.now()
    assert world.seen().timeout_until == end
    await world.pass_time(DAY)
    assert world.seen().timeout_until is None
    sent = [command for command in world.discord.applied if command.kind is ActionKind.SET_TIMEOUT]
    assert len(sent) == 4


async def test_what_follows_a_lifted_mute_is_renewed_as_well(world: World) -> None:
    await world.decided(SanctionKind.MUTE, 90 * DAY)
    # Refused, so that the lift below is the first that sets its timeout.
    world.discord.script.append(REFUSED)
    await world.decided(SanctionKind.SUSPENSION, 30 * DAY, key="cmd:2")
    await world.lift(SanctionKind.MUTE)
    await world.pass_time(29 * DAY)
    held = world.seen().timeout_until
    assert held is not None
    assert held > world.clock.now()


@pytest.mark.parametrize("back", [timedelta(milliseconds=40), timedelta(hours=5)])
async def test_a_clock_set_back_delays_nothing_and_ends_nothing_early(world: World, back: timedelta) -> None:
    """F10: a fresh intent is due whatever the clock says; ends are absolute."""

    class Stepping:
        async def perform(self, command: Command) -> Outcome:
            world.clock.advance(-back)
            return await world.discord.perform(command)

    world.enforcement.performer = Stepping()
    end = world.clock.now() + DAY
    outcome = await world.decided(SanctionKind.MUTE, DAY)
    assert {row.state for row in outcome.actions if row.person} == {ActionState.DONE}
    world.enforcement.performer = world.discord
    await world.pass_time(end - world.clock.now() - timedelta(seconds=1))
    assert await state(world) is SanctionState.ACTIVE
    await world.pass_time(timedelta(seconds=2))
    assert await state(world) is SanctionState.ENDED


async def test_a_fault_of_ours_in_one_act_stops_no_other_member(world: World) -> None:
    """F14, invariant 5."""

    class Faulty:
        async def perform(self, command: Command) -> Outcome:
            if command.user_id == MIRA and command.kind is ActionKind.SET_TIMEOUT:
                raise KeyError("a fault of ours")
            return await world.discord.perform(command)

    world.enforcement.performer = Faulty()
    await world.decided(SanctionKind.MUTE, DAY)
    assert [repr(fault) for fault in world.faults] == ["KeyError('a fault of ours')"]
    await world.impose(SanctionKind.MUTE, DAY, key="cmd:2", whom=type(MIRA)(99))
    assert world.seen(type(MIRA)(99)).timeout_until is not None
    world.enforcement.performer = world.discord
    await world.pass_time(timedelta(minutes=1))
    assert world.seen().timeout_until is not None


async def test_discord_is_never_called_inside_a_transaction(world: World) -> None:
    """Invariant 1: the guard raises, and nothing is done."""
    outcome = await world.decided(SanctionKind.WARNING)
    async with world.database.transaction():
        with pytest.raises(TransactionOpen):
            await world.enforcement._attempt(outcome.actions[0])


async def test_calls_are_made_with_everything_committed(world: World) -> None:
    """What is being done can be read by another connection while it is being done."""
    found: list[ActionState] = []

    class Watching:
        async def perform(self, command: Command) -> Outcome:
            found.extend(row.state for row in await world.rows() if row.id == command.id)
            return await world.discord.perform(command)

    world.enforcement.performer = Watching()
    await world.decided(SanctionKind.MUTE, DAY)
    assert set(found) == {ActionState.DOING}


async def test_an_order_that_waits_does_not_wake_the_sweep(world: World) -> None:
    """What stands behind a waiting act is not due, or the sweep would come each second for half an hour."""
    world.discord.script.extend([Retry(timedelta(minutes=30), "rate_limited")])
    await world.decided(SanctionKind.MUTE, DAY)
    assert await world.pass_time(timedelta(minutes=29), most_sweeps=5) <= 5
    assert world.told() == []
    await world.pass_time(timedelta(minutes=2))
    assert world.told() == ["Lighthouse: you are muted"]


async def test_a_server_that_stays_away_is_looked_at_seldom(world: World) -> None:
    world.discord.script.extend([Blocked("unavailable")] * 100)
    await world.decided(SanctionKind.MUTE, DAY)
    assert await world.pass_time(timedelta(hours=2), most_sweeps=40) <= 30


async def test_an_idle_schedule_sleeps(world: World) -> None:
    assert await world.schedule.run() == LONGEST
    assert await world.pass_time(timedelta(days=30), most_sweeps=130) <= 125


async def test_a_claim_that_ran_out_can_record_nothing(world: World) -> None:
    """A process that was paused in a call finds that another one has taken over."""

    class Paused:
        async def perform(self, command: Command) -> Outcome:
            world.enforcement.performer = world.discord
            successor = World(world.database, world.clock)
            successor.discord = world.discord
            successor.fence = 5
            await successor.restart()
            await successor.schedule.run()
            return Refused("rejected")

    world.enforcement.performer = Paused()
    await world.decided(SanctionKind.MUTE, DAY)
    assert states(await world.rows())["set_timeout"] is ActionState.DONE
