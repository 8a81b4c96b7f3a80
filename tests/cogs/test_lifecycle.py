"""Sanctions from the command to their end, through restarts and refusals, judged by what people see."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import pytest
import simcord
from simcord.backend import serializers

from bot.policy.authority import Permission, Standing
from bot.policy.ids import GuildId, UserId
from bot.policy.records import MACHINE
from bot.policy.sanctions import Sanction, SanctionKind, SuspensionMethod
from bot.services.orders import Decided, Order
from tests.cogs.sanctioning import confirmed
from tests.conftest import Town

DAY = 86_400


def forbid(town: Town, method: str, path: str) -> None:
    """Let Discord refuse the next such call for lack of a permission."""
    town.env.inject_error(method, path, status=403, code=50013, message="Missing Permissions")


def shown(answer: simcord.InteractionResult) -> str:
    assert answer.response is not None
    assert answer.response.ephemeral
    return str(answer.response.embeds[0].to_dict())


async def impose(
    town: Town, command: str, duration: str | None = None, whom: Any = None, by: Any = None
) -> str:
    options: dict[str, Any] = {"member": whom or town.mira, "reason": "Please cool down."}
    if duration is not None:
        options["duration"] = duration
    who = by or town.moderator
    return shown(await confirmed(who, await who.slash(town.general, command, **options)))


async def lift(town: Town) -> str:
    return shown(await town.moderator.slash(town.general, "lift", member=town.mira, reason="A mistake."))


def muted(town: Town) -> bool:
    stored: Any = town.env.backend.get_guild(town.guild.id).members[town.mira.id]
    until = stored.timed_out_until
    if isinstance(until, str):
        until = datetime.fromisoformat(until)
    return until is not None and until > town.env.now()


def told(town: Town) -> list[str]:
    return [str(message.embeds[0].title) for message in town.mira.user.dm_channel.history()]


async def sanctions(town: Town) -> list[Sanction]:
    record = await town.bot.services.casebook.record(GuildId(town.guild.id), UserId(town.mira.id))
    return list(reversed(record.sanctions))


async def states(town: Town) -> list[str]:
    return [each.state.value for each in await sanctions(town)]


async def suspend_by_ban(town: Town) -> None:
    await town.bot.services.servers.change(
        GuildId(town.guild.id), MACHINE, suspension_method=SuspensionMethod.BAN
    )


async def test_a_mute_ends_after_a_restart(town: Town) -> None:
    """F1: and the member is told, once it is over."""
    assert "✓ the timeout" in await impose(town, "mute", "1 day")
    await town.env.advance_time(DAY / 2)
    await town.restart()
    assert muted(town)
    await town.env.advance_time(DAY / 2 + 2)
    assert not muted(town)
    assert await states(town) == ["ended"]
    assert sorted(told(town)) == ["Lighthouse: a restriction has ended", "Lighthouse: you are muted"]


async def test_an_end_that_passed_while_the_bot_was_away_comes_at_the_start(town: Town) -> None:
    await suspend_by_ban(town)
    await impose(town, "suspend", "3 days")
    assert town.guild.get_ban(town.mira) is not None
    await town.bot.close()
    await town.env.advance_time(4 * DAY)
    await town.restart()
    await town.env.advance_time(3)
    assert town.guild.get_ban(town.mira) is None
    assert await states(town) == ["ended"]


async def test_a_refused_mute_is_not_claimed(town: Town) -> None:
    """F11, F13: the reply says what did not work and why, and the member hears nothing of it."""
    forbid(town, "PATCH", "/guilds/*/members/*")
    answer = await impose(town, "mute", "1 day")
    assert "✗ the timeout: I lack the Discord permission for it" in answer
    assert "✗ telling them" in answer
    assert not muted(town)
    assert told(town) == []


async def test_a_refused_end_is_tried_again(town: Town) -> None:
    """F2, F12: the row stays, moderators are told, and a second /lift does it."""
    await impose(town, "mute", "1 day")
    forbid(town, "PATCH", "/guilds/*/members/*")
    await lift(town)
    assert (muted(town), await states(town)) == (True, ["lifting"])
    assert any("did not work" in str(message.embeds[0].title) for message in town.log.history())
    await lift(town)
    assert (muted(town), await states(town)) == (False, ["ended"])
    assert "Lighthouse: a restriction was lifted" in told(town)


async def test_a_server_fault_is_retried_until_it_works(town: Town) -> None:
    town.env.inject_error("PATCH", "/guilds/*/members/*", status=503, times=3)
    await impose(town, "mute", "1 day")
    await town.env.advance_time(60)
    assert muted(town)
    assert told(town) == ["Lighthouse: you are muted"]


async def test_a_removal_is_told_first_and_corrected_when_it_fails(town: Town) -> None:
    """F13."""
    await suspend_by_ban(town)
    forbid(town, "PUT", "/guilds/*/bans/*")
    answer = await impose(town, "suspend", "3 days")
    assert "✗ removing them from the server" in answer
    assert town.guild.get_ban(town.mira) is None
    assert sorted(told(town)) == ["Lighthouse: a correction", "Lighthouse: you are suspended"]


async def test_a_notice_goes_out_before_a_removal(town: Town) -> None:
    await suspend_by_ban(town)
    await impose(town, "suspend", "3 days")
    calls = [f"{entry.method} {entry.path}" for entry in town.env.http_requests]
    notice = next(place for place, call in enumerate(calls) if call.endswith("/users/@me/channels"))
    removal = next(place for place, call in enumerate(calls) if "/bans/" in call)
    assert notice < removal


async def test_closed_doors_are_said_to_be_closed(town: Town) -> None:
    town.env.inject_error("POST", "/users/@me/channels", status=403, code=50007, times=1)
    answer = await impose(town, "warn")
    assert "✗ telling them: they take no private messages from here" in answer
    file = await town.bot.services.casebook.file(GuildId(town.guild.id), 1)
    assert file is not None
    assert file.decisions[0].delivery == "not_delivered"


async def test_of_two_mutes_the_later_end_rules(town: Town) -> None:
    """F8."""
    await impose(town, "mute", "1 day")
    assert "✓ the timeout" in await impose(town, "mute", "3 days", by=town.second)
    await town.env.advance_time(2 * DAY)
    assert (muted(town), sorted(await states(town))) == (True, ["active", "ended"])
    await town.env.advance_time(DAY + 2)
    assert (muted(town), await states(town)) == (False, ["ended", "ended"])
    assert told(town).count("Lighthouse: a restriction has ended") == 1


async def test_a_long_mute_is_renewed_before_it_lapses(town: Town) -> None:
    """F7: sixty days pass quickly, and not one of them without the mute."""
    await impose(town, "mute", "60 days")
    for _ in range(10):
        await town.env.advance_time(6 * DAY - 1)
        assert muted(town)
    await town.env.advance_time(12)
    assert not muted(town)


async def test_two_moderators_at_once_give_two_cases_or_one_each_whole(town: Town) -> None:
    """F20, F21."""
    one, two = await asyncio.gather(
        _warn_by_service(town, "cmd:a", town.moderator), _warn_by_service(town, "cmd:b", town.second)
    )
    assert {one.case.number, two.case.number} == {1, 2}
    assert len(await states(town)) == 2


async def test_one_interaction_delivered_twice_is_one_case(town: Town) -> None:
    """F22: also when both arrive at the same time."""
    one, two = await asyncio.gather(*(_warn_by_service(town, "cmd:a", town.moderator) for _ in range(2)))
    assert one.decision.id == two.decision.id
    assert [one.repeated, two.repeated].count(True) == 1
    assert len(told(town)) == 1


async def _warn_by_service(town: Town, key: str, by: simcord.MemberActor) -> Decided:
    outcome = await town.bot.services.moderation.impose(
        Order(
            key=key,
            guild_id=GuildId(town.guild.id),
            actor=Standing(user_id=UserId(by.id), top_role=5, permissions=Permission.MODERATE),
            target=Standing(user_id=UserId(town.mira.id)),
            me=Standing(user_id=UserId(1), top_role=50, permissions=Permission.ADMIN),
            kind=SanctionKind.WARNING,
            clause="harassment",
            reason="Please stay kind.",
        )
    )
    assert isinstance(outcome, Decided)
    return outcome


@pytest.mark.parametrize("command", ["warn", "mute", "suspend"])
async def test_rank_is_kept(town: Town, command: str) -> None:
    """F33: oneself, a peer, the owner, the bot, another bot: a reason, and no change."""
    duration = None if command == "warn" else "1 day"
    before = len(town.env.http_requests)
    me = town.bot.user
    assert me is not None
    bot = town.guild.add_member(town.env.create_user("helper", bot=True))
    itself = simcord.builders.UserHandle(town.env, town.env.backend.users[me.id])
    for whom in (town.moderator, town.second, bot, town.guild.owner, itself):
        assert "Nothing was changed" in await impose(town, command, duration, whom=whom), whom
    sent = [entry.path for entry in town.env.http_requests[before:]]
    assert all("/interactions/" in path or "/webhooks/" in path for path in sent), sent
    assert await sanctions(town) == []


async def test_who_has_left_can_be_muted_from_when_they_come_back(town: Town) -> None:
    """F33, F6: the reply says that they are not here; the mute waits for them."""
    town.guild.remove_member(town.mira)
    answer = await impose(town, "mute", "3 days", whom=town.mira.user)
    assert "✗ the timeout: they are not on this server" in answer
    assert told(town) == []
    town.guild.add_member(town.mira.user)
    await town.env.settle()
    assert muted(town)
    assert told(town) == ["Lighthouse: you are muted"]
    await town.env.advance_time(3 * DAY + 2)
    assert (muted(town), await states(town)) == (False, ["ended"])


async def test_an_end_waits_for_a_server_that_is_away(town: Town) -> None:
    """F3: unavailable is not refused; the end comes with the server, without another tick of the clock."""
    await impose(town, "mute", "1 day")
    town.env.backend.emit("GUILD_DELETE", {"id": str(town.guild.id), "unavailable": True})
    await town.env.advance_time(DAY + 2)
    assert await states(town) == ["lifting"]

    here = town.env.backend.get_guild(town.guild.id)
    town.env.backend.emit("GUILD_CREATE", serializers.guild_create_payload(town.env.backend, here))
    await town.env.settle()
    await town.env.advance_time(2)
    assert await states(town) == ["ended"]


async def test_a_month_without_anything_to_do_passes_by(town: Town) -> None:
    """The call's own time limit and the sweep both live in virtual time."""
    await impose(town, "warn")
    for _ in range(6):
        await town.env.advance_time(5 * DAY)
    assert len(told(town)) == 1


async def test_a_notice_tells_what_has_changed_and_not_what_was_meant(town: Town) -> None:
    """M39: a mute beside a longer one takes nothing more away."""
    await impose(town, "mute", "3 days")
    await impose(town, "mute", "1 hour")
    first, second = [str(each.embeds[0].to_dict()) for each in town.mira.user.dm_channel.history()][:2]
    assert "You can't write, react or speak there until" in first
    assert "It takes nothing from you beyond what held already" in second
    assert "You can't write" not in second
