"""F5: people act by hand in Discord at the very moment at which our own act is on its way."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bot.policy.actions import ActionKind, Command, Outcome, Performer, Refused, Retry
from bot.policy.sanctions import SanctionKind, SanctionState
from bot.services.by_hand import ManualAct
from bot.services.orders import Decided
from bot.services.simulation import Trouble
from tests.services.agreement import agrees
from tests.services.world import DAY, GUILD, MIRA, SECOND, World


@dataclass(slots=True)
class Meanwhile:
    """A performer before whose first act of a kind something else happens."""

    truly: Performer
    kind: ActionKind
    happens: Callable[[], Awaitable[None]] | None

    async def perform(self, command: Command) -> Outcome:
        happens = self.happens
        if command.kind is self.kind and happens is not None:
            self.happens = None
            await happens()
        return await self.truly.perform(command)


def meanwhile(world: World, kind: ActionKind, happens: Callable[[], Awaitable[None]]) -> None:
    world.enforcement.performer = Meanwhile(world.discord, kind, happens)


hearing: list[asyncio.Future[None]] = []
"""What the bot hears of meanwhile, kept so that it is not forgotten half-way."""


async def by_hand(
    world: World, kind: SanctionKind, *, imposed: bool, ends_at: datetime | None = None, key: str = "audit:1"
) -> None:
    """Let a moderator do something in Discord's own interface, and hear of it."""
    member = world.seen()
    if kind is SanctionKind.EXPULSION:
        member.banned, member.banned_for = imposed, "Spam." if imposed else ""
        if imposed:
            member.leave()
    else:
        member.timeout_until = ends_at
    before = await states(world)
    act = ManualAct(
        key=key, guild_id=GUILD, actor=SECOND.user_id, target=MIRA, kind=kind, imposed=imposed,
        ends_at=ends_at,
    )  # fmt: skip
    # What it makes us say waits for the act that is under way; that it was heard of does not.
    hearing.append(asyncio.ensure_future(world.upholding.record(act)))
    async with asyncio.timeout(10):
        while await states(world) == before:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def states(world: World) -> list[str]:
    """Return how each sanction stands."""
    return sorted(f"{each.id} {each.state}" for each in await world.sanctions())


async def test_a_ban_that_lands_after_an_unban_by_hand_is_taken_back(world: World) -> None:
    """An earlier try had banned them, and its answer got lost; this one crosses the unban."""
    await world.suspend_by_ban()
    meanwhile(world, ActionKind.BAN, lambda: by_hand(world, SanctionKind.EXPULSION, imposed=False))
    await world.decided(SanctionKind.SUSPENSION, 3 * DAY)
    await world.pass_time(timedelta(minutes=5))

    assert not world.seen().banned
    assert [each.state for each in await world.sanctions()] == [SanctionState.ENDED]
    await agrees(world, MIRA)
    second = await world.people.find(SECOND.user_id)
    assert second is not None
    file = await world.casebook.file(GUILD, 1)
    assert file is not None
    assert {note.actor for note in file.notes if note.kind == "lifted"} == {second.code}


async def test_it_is_being_lifted_until_discord_agreed(world: World) -> None:
    """F2: the books never say that nothing holds while something does."""
    await world.suspend_by_ban()

    async def unban() -> None:
        await by_hand(world, SanctionKind.EXPULSION, imposed=False)
        meanwhile(world, ActionKind.UNBAN, refuse)

    async def refuse() -> None:
        world.discord.script.append(Refused("missing_permission", 50013))

    meanwhile(world, ActionKind.BAN, unban)
    await world.decided(SanctionKind.SUSPENSION, 3 * DAY)
    assert (world.seen().banned, [each.state for each in await world.sanctions()]) == (True, ["lifting"])
    await world.deadlines.permissions_changed(GUILD)
    assert (world.seen().banned, [each.state for each in await world.sanctions()]) == (False, ["ended"])


async def test_a_ban_whose_answer_got_lost_is_looked_for_after_an_unban_by_hand(world: World) -> None:
    """Its row is not tried again, as its sanction is over; whether it landed late is found out."""
    await world.suspend_by_ban()
    await by_hand_after_a_lost_try(world)
    # The first try reaches Discord only now.
    world.seen().banned, world.seen().banned_for = True, "Steward, case 1"
    await world.pass_time(timedelta(minutes=5))
    assert not world.seen().banned
    assert [each.state for each in await world.sanctions()] == [SanctionState.ENDED]


async def test_a_new_ban_by_hand_is_left_alone(world: World) -> None:
    """It is not heard of yet when the one of ours is looked for."""
    await world.suspend_by_ban()
    await by_hand_after_a_lost_try(world)
    world.seen().banned, world.seen().banned_for = True, "Spam."
    await world.pass_time(timedelta(minutes=5))
    assert world.seen().banned
    assert [each.state for each in await world.sanctions()] == [SanctionState.ENDED]


async def by_hand_after_a_lost_try(world: World) -> None:
    meanwhile(world, ActionKind.BAN, lambda: _retry(world))
    await world.decided(SanctionKind.SUSPENSION, 3 * DAY)
    await by_hand(world, SanctionKind.EXPULSION, imposed=False)


async def _retry(world: World) -> None:
    world.discord.script.append(Retry(timedelta(), "timeout"))


@pytest.mark.parametrize("shorter", [False, True])
async def test_a_timeout_that_lands_after_somebody_changed_it_gives_way(world: World, shorter: bool) -> None:
    """Taken back by hand, or made shorter: that is what holds in the end."""
    ends_at = world.clock.now() + timedelta(hours=5) if shorter else None
    meanwhile(
        world,
        ActionKind.SET_TIMEOUT,
        lambda: by_hand(world, SanctionKind.MUTE, imposed=shorter, ends_at=ends_at),
    )
    await world.decided(SanctionKind.MUTE, 3 * DAY)
    await world.pass_time(timedelta(minutes=5))
    assert world.seen().timeout_until == ends_at
    await agrees(world, MIRA)


@pytest.mark.parametrize("lost", [False, True])
async def test_an_unban_that_lands_after_a_ban_by_hand_gives_way(world: World, lost: bool) -> None:
    """The suspension ends while somebody bans for good: so they stay out."""
    await world.suspend_by_ban()
    decided = await world.impose(SanctionKind.SUSPENSION, 3 * DAY)
    assert isinstance(decided, Decided)

    async def ban() -> None:
        await by_hand(world, SanctionKind.EXPULSION, imposed=True)
        if lost:
            world.discord.script.append(Trouble.ANSWER_LOST)

    meanwhile(world, ActionKind.UNBAN, ban)
    await world.lift()
    await world.pass_time(timedelta(minutes=5))
    assert world.seen().banned
    assert sorted(each.state for each in await world.sanctions()) == ["active", "ended"]


@pytest.mark.parametrize(
    ("trouble", "heard"),
    [
        (Trouble.ANSWER_LOST, 2),
        (Retry(timedelta(minutes=1), "timeout"), 1),
        (Retry(timedelta(minutes=1), "rate_limited"), 1),
    ],
)
async def test_what_may_have_held_before_another_took_over_is_told(
    world: World, trouble: Trouble | Retry, heard: int
) -> None:
    """A longer mute holds them alike, so lifting the first changes nothing; but it may have been in place."""
    world.discord.script.append(trouble)
    first = await world.decided(SanctionKind.MUTE, DAY)
    await world.decided(SanctionKind.MUTE, 2 * DAY, key="cmd:2")
    await world.lift(case=first.case.number)
    await world.pass_time(timedelta(minutes=10))
    assert world.seen().timeout_until is not None
    assert world.told() == ["Lighthouse: you are muted"] * heard
    file = await world.casebook.file(GUILD, 1)
    assert file is not None
    detail = file.decisions[0].delivery_detail
    assert detail == ("" if heard == 2 else "superseded")
