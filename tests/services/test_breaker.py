"""What Discord refuses again and again is not asked any more until permissions change."""

from __future__ import annotations

from datetime import timedelta

from bot.policy.actions import ActionKind, Done, Refused, Retry
from bot.policy.ids import GuildId, UserId
from bot.policy.sanctions import SanctionKind
from bot.services.breaker import MOST, MOST_OF_ALL, SPAN, Breaker
from tests.services.world import GUILD, NOW, World

BAN, MUTE = ActionKind.BAN, ActionKind.SET_TIMEOUT
LACKING = Refused("missing_permission", 50013)
OTHER = GuildId(8_000_000_000_000_000_001)


def _refused(breaker: Breaker, times: int, outcome: Refused = LACKING) -> None:
    for second in range(times):
        breaker.heard(GUILD, BAN, outcome, NOW + timedelta(seconds=second))


def test_one_refusal_too_many_stops_that_kind_in_that_server_only() -> None:
    breaker = Breaker()
    _refused(breaker, MOST - 1)
    assert breaker.verdict(GUILD, BAN, NOW) is None
    _refused(breaker, 1)
    assert breaker.verdict(GUILD, BAN, NOW) == Refused("missing_permission")
    assert breaker.verdict(GUILD, MUTE, NOW) is None
    assert breaker.verdict(OTHER, BAN, NOW) is None


def test_it_asks_again_after_a_while_and_when_permissions_change() -> None:
    breaker = Breaker()
    _refused(breaker, MOST)
    assert breaker.verdict(GUILD, BAN, NOW + SPAN) is None
    breaker.reset(GUILD)
    assert breaker.verdict(GUILD, BAN, NOW) is None


def test_refusals_about_a_person_stop_nothing_until_they_endanger_the_bot() -> None:
    breaker = Breaker()
    door = Refused("door_closed", 50007)
    _refused(breaker, MOST_OF_ALL - 1, door)
    assert breaker.verdict(GUILD, BAN, NOW) is None
    _refused(breaker, 1, door)
    last = NOW + timedelta(seconds=1)
    assert isinstance(breaker.verdict(OTHER, MUTE, last), Retry)


def test_what_was_never_asked_is_no_refusal_of_discord() -> None:
    breaker = Breaker()
    for _ in range(MOST):
        breaker.heard(GUILD, BAN, Refused("erased"), NOW)
        breaker.heard(GUILD, BAN, Done(), NOW)
    assert breaker.verdict(GUILD, BAN, NOW) is None


async def test_what_rested_is_done_once_permissions_change(world: World) -> None:
    for number in range(MOST):
        world.discord.script.append(LACKING)
        await world.impose(
            SanctionKind.MUTE, timedelta(days=1), key=f"cmd:{number}", whom=UserId(500 + number)
        )
        world.discord.script.clear()
    asked = len(world.discord.applied)
    await world.impose(SanctionKind.MUTE, timedelta(days=1), key="cmd:last")
    assert world.seen().timeout_until is None
    mutes = [each for each in world.discord.applied[asked:] if each.kind is MUTE]
    assert mutes == []

    await world.deadlines.permissions_changed(GUILD)
    assert world.seen().timeout_until is not None
    assert world.seen(UserId(500)).timeout_until is not None
