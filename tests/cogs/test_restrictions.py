"""Channel bans, voice mutes, directions and kicks, as moderators give them, to their end (M23, M29)."""

from __future__ import annotations

import discord
import pytest

from bot.performer import OVERWRITE_DENY
from tests.cogs.sanctioning import backend, held, lift, notices, order, overwrite, states
from tests.conftest import Town

DENIED = OVERWRITE_DENY.value
DAY = 86_400.0


async def test_a_channel_ban_closes_and_gives_back_exactly_what_was_there(town: Town) -> None:
    before = discord.PermissionOverwrite(send_messages=True, attach_files=True, speak=False)
    quiet = town.guild.create_text_channel("quiet", overwrites={town.mira: before})
    was = overwrite(town, quiet, town.mira.id)

    answer = await order(town, "channelban", channel=quiet, duration="2 days")

    assert "✓ closing the channel to them" in answer
    now = overwrite(town, quiet, town.mira.id)
    assert now is not None
    assert now[1] & DENIED == DENIED
    assert "quiet" in notices(town.mira)[-1]
    await town.env.advance_time(2 * DAY + 60)
    assert overwrite(town, quiet, town.mira.id) == was
    assert await states(town) == ["ended"]
    assert "has come to its end" in notices(town.mira)[-1]


async def test_lifting_a_channel_ban_leaves_nothing_where_nothing_was(town: Town) -> None:
    await order(town, "channelban", channel=town.general, duration="forever")
    assert overwrite(town, town.general, town.mira.id) is not None
    assert "It is over" in await lift(town, "channel_ban")
    assert overwrite(town, town.general, town.mira.id) is None


async def test_a_ban_from_a_category_covers_its_channels(town: Town) -> None:
    hall = town.guild.create_category("hall")
    inside = town.guild.create_text_channel("inside", category=hall)
    await order(town, "channelban", channel=hall, duration="1 day")
    assert overwrite(town, inside, town.mira.id) is not None
    assert overwrite(town, hall, town.mira.id) is not None
    await lift(town)
    assert overwrite(town, inside, town.mira.id) is None


async def test_a_kick_is_told_first_and_leaves_the_door_open(town: Town) -> None:
    kick = discord.Permissions(moderate_members=True, kick_members=True)
    warden = town.guild.add_member(
        town.env.create_user("rue"), roles=[town.guild.create_role("Wardens", permissions=kick)]
    )
    answer = await order(town, "kick", who=warden)
    assert "✓ asking them to leave" in answer
    assert "✓ telling them" in answer
    assert town.mira.id not in backend(town).members
    assert "asked to leave" in notices(town.mira)[-1]
    town.guild.add_member(town.mira.user)
    await town.env.settle()
    assert town.mira.id in backend(town).members


async def test_a_direction_is_told_and_written_down(town: Town) -> None:
    answer = await order(town, "direction", reason="Stop posting spoilers.")
    assert "A request to stop" in answer
    assert "Stop posting spoilers." in notices(town.mira)[-1]


async def test_a_voice_mute_holds_in_voice_and_ends_by_the_clock(town: Town) -> None:
    voice = town.guild.create_voice_channel("lounge")
    await town.mira.join_voice(voice)
    assert "✓ the voice mute" in await order(town, "voicemute", duration="1 hour")
    assert held(town, town.mira).mute is True
    await town.env.advance_time(3700)
    assert held(town, town.mira).mute is False
    assert await states(town) == ["ended"]


@pytest.mark.parametrize(
    ("duration", "why"),
    [
        ("0", "Add a unit"),
        ("0 days", "is no time at all"),
        ("20 years", "Ten years are the longest"),
        ("soonish", "I can't read"),
        ("-3 days", "would have ended before"),
        ("3", "Add a unit"),
        ("3 dyas", "Did you mean"),
        ("until 2020-01-01", "has passed"),
        ("until 2026-02-30", "There is no such day"),
        ("", "Please say how long"),
    ],
)
async def test_a_duration_that_is_none_changes_nothing(town: Town, duration: str, why: str) -> None:
    answer = await order(town, "channelban", channel=town.general, duration=duration)
    assert "Nothing was changed" in answer
    assert why in answer
    assert await states(town) == []
