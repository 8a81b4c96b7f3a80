"""What was decided stays true: rejoin, changes by hand, restarts (F5, F6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.policy.ids import GuildId, UserId
from bot.policy.records import MACHINE
from bot.policy.sanctions import SuspensionMethod
from tests.cogs.test_lifecycle import impose, suspend_by_ban
from tests.conftest import Town


async def mute(town: Town, duration: str = "1 day") -> None:
    answer = await town.moderator.slash(
        town.general, "mute", member=town.mira, duration=duration, reason="Please cool down."
    )
    assert answer.response is not None
    assert "✓ the timeout" in str(answer.response.embeds[0].to_dict())


def timeout_of(town: Town) -> datetime | None:
    """Return the timeout as the virtual Discord holds it."""
    stored: Any = town.env.backend.get_guild(town.guild.id).members[town.mira.id]
    until: datetime | None = stored.timed_out_until
    return until


async def states(town: Town) -> list[str]:
    record = await town.bot.services.casebook.record(GuildId(town.guild.id), UserId(town.mira.id))
    return [each.state.value for each in record.sanctions]


async def test_a_mute_is_set_again_on_rejoin(town: Town) -> None:
    await mute(town)
    town.guild.remove_member(town.mira)
    town.guild.add_member(town.mira.user)
    await town.env.settle()

    assert timeout_of(town) is not None
    assert await states(town) == ["active"]


async def test_who_was_not_sanctioned_is_left_alone_on_joining(town: Town) -> None:
    before = len(town.env.http_requests)
    town.guild.add_member(town.env.create_user("pip"))
    await town.env.settle()

    assert len(town.env.http_requests) == before


async def by_hand(town: Town, action: int, changes: list[dict[str, Any]] | None = None) -> None:
    town.env.backend.record_audit_log(
        town.guild.id, action, target_id=town.mira.id, changes=changes, user_id=town.second.id
    )
    await town.env.settle()


async def test_a_timeout_taken_back_by_hand_settles_the_mute(town: Town) -> None:
    await mute(town)
    until = (town.env.now() + timedelta(days=1)).isoformat()
    await by_hand(town, 24, [{"key": "communication_disabled_until", "old_value": until}])

    assert await states(town) == ["ended"]
    before = len(town.env.http_requests)
    await town.env.advance_time(2 * 86400)
    late = [entry for entry in town.env.http_requests[before:] if entry.path.endswith(str(town.mira.id))]
    assert late == [], "no stale deadline may act later"


async def test_a_ban_by_hand_becomes_a_case_with_its_author(town: Town) -> None:
    await by_hand(town, 22)

    answer = await town.moderator.slash(town.general, "case", number=1)
    assert answer.response is not None
    shown = str(answer.response.embeds[0].to_dict())
    assert f"<@{town.second.id}>" in shown
    assert await states(town) == ["active"]


async def test_a_ban_under_way_is_not_done_once_somebody_took_it_back(town: Town) -> None:
    """F5: nobody would free them of it, as its sanction is over."""
    await suspend_by_ban(town)
    town.env.inject_error("PUT", "/guilds/*/bans/*", status=503, times=2)
    await impose(town, "suspend", "3 days")
    await by_hand(town, 22)
    await by_hand(town, 23)
    assert await states(town) == ["ended", "ended"]
    await town.env.advance_time(120)
    assert town.guild.get_ban(town.mira) is None
    bans = [entry for entry in town.env.http_requests if entry.method == "PUT" and "/bans/" in entry.path]
    assert len(bans) <= 2


@pytest.mark.parametrize("reason", ["Steward, case 1", "Spam."])
async def test_a_ban_that_lands_late_is_taken_back_if_it_is_ours(town: Town, reason: str) -> None:
    """F5: of a try without an answer, after it was taken back by hand; another's ban stays."""
    await suspend_by_ban(town)
    town.env.inject_error("PUT", "/guilds/*/bans/*", status=503, times=1)
    await impose(town, "suspend", "3 days")
    await by_hand(town, 23)
    assert await states(town) == ["ended"]
    town.env.backend.apply_ban(town.guild.id, town.mira.id, reason)
    await town.env.advance_time(120)
    assert (town.guild.get_ban(town.mira) is None) is (reason != "Spam.")
    assert await states(town) == ["ended"]


async def test_a_timeout_that_lands_late_is_taken_back_if_it_is_ours(town: Town) -> None:
    town.env.inject_error("PATCH", "/guilds/*/members/*", status=503, times=1)
    await town.moderator.slash(
        town.general, "mute", member=town.mira, duration="1 day", reason="Please cool down."
    )
    until = town.env.now() + timedelta(days=1)
    await by_hand(town, 24, [{"key": "communication_disabled_until", "old_value": until.isoformat()}])
    assert await states(town) == ["ended"]
    stored: Any = town.env.backend.get_guild(town.guild.id).members[town.mira.id]
    stored.timed_out_until = until.isoformat()
    await town.env.advance_time(120)
    assert timeout_of(town) is None
    assert await states(town) == ["ended"]


async def away(town: Town, *entries: tuple[int, list[dict[str, Any]]]) -> None:
    """Let a moderator act by hand while no bot is there."""
    before = town.bot
    await before.close()
    for action, changes in entries:
        town.env.backend.record_audit_log(
            town.guild.id, action, target_id=town.mira.id, changes=changes, user_id=town.second.id
        )
    await town.start_again(before)


async def test_a_timeout_taken_back_while_the_bot_was_away_stays_so(town: Town) -> None:
    await mute(town)
    until = (town.env.now() + timedelta(days=1)).isoformat()
    stored: Any = town.env.backend.get_guild(town.guild.id).members[town.mira.id]
    stored.timed_out_until = None
    await away(town, (24, [{"key": "communication_disabled_until", "old_value": until}]))

    assert timeout_of(town) is None
    assert await states(town) == ["ended"]
    file = await town.bot.services.casebook.file(GuildId(town.guild.id), 1)
    second = await town.bot.services.people.find(UserId(town.second.id))
    assert file is not None
    assert second is not None
    assert [note.actor for note in file.notes if note.kind == "lifted"] == [second.code]


async def test_bans_of_the_gap_are_written_down_in_order_and_once(town: Town) -> None:
    told = len(town.mira.user.dm_channel.history())
    await away(town, (22, []), (23, []), (22, []), (23, []))
    assert await states(town) == ["ended", "ended"]
    assert len(town.mira.user.dm_channel.history()) == told, "nobody is told of what is over"

    await town.restart()
    await away(town, (22, []))
    assert sorted(await states(town)) == ["active", "ended", "ended"]
    answer = await town.moderator.slash(town.general, "case", number=3)
    assert answer.response is not None
    assert f"<@{town.second.id}>" in str(answer.response.embeds[0].to_dict())


async def test_what_is_under_way_at_a_shutdown_is_ended_quietly(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    await mute(town)
    guild = town.bot.get_guild(town.guild.id)
    for _ in range(50):
        town.bot.dispatch("guild_available", guild)
    await town.restart()

    assert "Fault" not in caplog.text
    assert await states(town) == ["active"]


async def test_what_the_bot_did_itself_is_not_taken_for_a_persons_act(town: Town) -> None:
    await mute(town)
    await town.restart()
    assert await states(town) == ["active"]


async def test_the_suspended_role_taken_by_hand_ends_the_suspension(town: Town) -> None:
    role = town.guild.create_role("Suspended")
    await town.bot.services.servers.change(
        GuildId(town.guild.id), MACHINE, suspension_method=SuspensionMethod.ROLE, suspended_role=role.id
    )
    change: list[dict[str, Any]] = [{"key": "$add", "new_value": [{"id": str(role.id), "name": "Suspended"}]}]
    await by_hand(town, 25, change)
    assert await states(town) == ["active"]
    await away(town, (25, [{**change[0], "key": "$remove"}]))
    assert await states(town) == ["ended"]


async def test_a_shorter_timeout_by_hand_takes_the_place_of_the_mute(town: Town) -> None:
    await mute(town)
    until = (town.env.now() + timedelta(hours=1)).isoformat()
    await by_hand(town, 24, [{"key": "communication_disabled_until", "new_value": until}])
    assert sorted(await states(town)) == ["active", "ended"]


async def test_the_same_audit_entry_counts_once(town: Town) -> None:
    await by_hand(town, 22)
    entry = town.guild.audit_log()[-1]
    from simcord.backend import serializers

    payload = dict(serializers.audit_log_entry_payload(entry))
    payload["guild_id"] = str(town.guild.id)
    town.env.backend.emit("GUILD_AUDIT_LOG_ENTRY_CREATE", payload)
    await town.env.settle()

    assert await states(town) == ["active"]


async def test_a_timeout_lost_while_the_bot_was_away_is_set_again(town: Town) -> None:
    await mute(town)
    stored: Any = town.env.backend.get_guild(town.guild.id).members[town.mira.id]
    stored.timed_out_until = None

    await town.restart()

    assert timeout_of(town) is not None
