"""Channel bans, voice mutes, directions and kicks, as moderators give them, to their end (M23, M29)."""

from __future__ import annotations

import discord
import pytest

from bot.policy.ids import GuildId, UserId
from bot.policy.observing import Seen
from bot.policy.overwrites import BANNED as DENIED
from bot.policy.records import MACHINE
from tests.cogs.sanctioning import backend, held, lift, notices, order, overwrite, states
from tests.conftest import Town

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


async def test_a_speaker_on_a_stage_listens_until_it_is_over(town: Town) -> None:
    stage = town.guild.create_stage_channel("hall")
    await town.mira.join_voice(stage)
    assert "✓ taking the floor of the stage" in await order(town, "voicemute", duration="1 hour")
    assert backend(town).voice_states[town.mira.id].suppress
    log = str([embed.to_dict() for message in town.log.history() for embed in message.embeds])
    assert "put back" not in log, "what was just ordered is no tampering"

    town.env.backend.set_voice_state(town.guild.id, town.mira.id, stage.id, suppress=False)
    await town.env.settle()
    assert backend(town).voice_states[town.mira.id].suppress, "who is asked up again goes back"

    await town.mira.leave_voice()
    await town.restart()
    await town.mira.join_voice(stage)
    assert backend(town).voice_states[town.mira.id].suppress, "so does who comes in after a restart"

    await town.env.advance_time(3700)
    town.env.backend.set_voice_state(town.guild.id, town.mira.id, stage.id, suppress=False)
    await town.env.settle()
    assert not backend(town).voice_states[town.mira.id].suppress


async def test_a_member_is_put_out_of_voice_and_may_come_back_to_listen(town: Town) -> None:
    voice = town.guild.create_voice_channel("lounge")
    await town.mira.join_voice(voice)
    answer = await order(town, "voicemute", duration="1 hour", move_out=True)
    assert "✓ putting them out of the voice channel" in answer
    assert "stage" not in answer
    assert town.mira.id not in backend(town).voice_states
    await town.mira.join_voice(voice)
    assert held(town, town.mira).mute is True
    await town.mira.leave_voice()
    assert "they are in none" in await order(town, "voicemute", duration="2 hours", move_out=True)

    bots = town.guild.roles["TestBot"].id
    without = discord.Permissions(backend(town).roles[bots].permissions)
    without.update(move_members=False)
    town.env.backend.edit_role(town.guild.id, bots, {"permissions": without.value})
    refused = await order(town, "voicemute", duration="1 hour", move_out=True)
    assert "Move Members" in refused
    assert len(await states(town)) == 2


@pytest.mark.parametrize(
    ("duration", "why"),
    [
        ("0", "is no time at all"),
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


async def test_a_channel_edited_by_hand_is_closed_again_and_told(town: Town) -> None:
    await town.bot.services.servers.change(GuildId(town.guild.id), MACHINE, log_channel=town.log.id)
    await order(town, "channelban", channel=town.general, duration="1 day")
    channel = town.bot.get_channel(town.general.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.edit(overwrites={})
    await town.env.settle()

    now = overwrite(town, town.general, town.mira.id)
    assert now is not None
    assert now[1] & DENIED == DENIED
    log = [str([embed.to_dict() for embed in message.embeds]) for message in town.log.history()]
    assert "put back what had been changed" in log[-1]
    await lift(town)
    assert overwrite(town, town.general, town.mira.id) is None


async def test_what_others_changed_meanwhile_stays(town: Town) -> None:
    await order(town, "channelban", channel=town.general, duration="1 day")
    channel = town.bot.get_channel(town.general.id)
    assert isinstance(channel, discord.TextChannel)
    target = discord.Object(town.mira.id)
    held = channel.overwrites_for(target)
    held.update(attach_files=True)
    allow, deny = held.pair()
    await town.bot.http.edit_channel_permissions(
        channel.id, town.mira.id, str(allow.value), str(deny.value), 1
    )
    await town.env.settle()
    await lift(town)
    assert overwrite(town, town.general, town.mira.id) == (discord.Permissions(attach_files=True).value, 0)


async def test_a_channel_ban_survives_leaving_and_a_restart(town: Town) -> None:
    await order(town, "channelban", channel=town.general, duration="1 day")
    town.guild.remove_member(town.mira)
    await town.bot.http.delete_channel_permissions(town.general.id, town.mira.id)
    await town.env.settle()
    await town.restart()
    town.guild.add_member(town.mira.user)
    await town.env.settle()
    now = overwrite(town, town.general, town.mira.id)
    assert now is not None
    assert now[1] & DENIED == DENIED


async def test_a_voice_mute_waits_for_who_is_not_in_voice(town: Town) -> None:
    voice = town.guild.create_voice_channel("lounge")
    answer = await order(town, "voicemute", duration="1 day")
    assert "as soon as they enter a voice channel" in answer
    await town.mira.join_voice(voice)
    assert held(town, town.mira).mute is True
    await town.mira.leave_voice()
    assert "It is over" in await lift(town)
    await town.mira.join_voice(voice)
    # The virtual Discord forgets a server mute in the state of who enters; the real one tells of it.
    guild, member = GuildId(town.guild.id), UserId(town.mira.id)
    await town.bot.services.upholding.reconcile(guild, member, Seen(voice_muted=True), "voice:again")
    assert held(town, town.mira).mute is False
