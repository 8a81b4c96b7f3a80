"""Purge, lockdown and slow-mode: asked about, timed, given back exactly."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord

from bot.policy.overwrites import LOCKED
from tests.cogs.sanctioning import overwrite, said
from tests.cogs.test_lifecycle import forbid
from tests.conftest import Town
from tests.secrecy.search import database_bytes

HOUR = 3600.0


@pytest.fixture
def keeper(town: Town) -> simcord.MemberActor:
    """Somebody who may look after channels."""
    rights = discord.Permissions(manage_channels=True, manage_messages=True, moderate_members=True)
    role = town.guild.create_role("Keepers", permissions=rights)
    return town.guild.add_member(town.env.create_user("kit"), roles=[role])


async def run(town: Town, who: simcord.MemberActor, command: str, **options: Any) -> str:
    return said(await who.slash(town.general, command, **options))


def slowmode(town: Town) -> int:
    channel = town.bot.get_channel(town.general.id)
    assert isinstance(channel, discord.TextChannel)
    return channel.slowmode_delay


def log(town: Town) -> list[str]:
    return [str(each.embeds[0].to_dict()) for each in town.log.history()]


async def journal(town: Town) -> list[tuple[str, int | None]]:
    """Return what was done about channels, and by whom."""
    async with town.bot.services.database.reading() as reader:
        rows = await reader.fetch("SELECT verb, actor FROM journal WHERE verb LIKE 'channel.%' ORDER BY seq")
    return [(row["verb"], await town.bot.services.people.user_id(row["actor"])) for row in rows]


async def test_a_lockdown_ends_by_the_clock_also_after_a_restart(
    town: Town, keeper: simcord.MemberActor
) -> None:
    everyone = town.guild.default_role.id
    before = discord.PermissionOverwrite(send_messages=True, attach_files=False)
    hall = town.guild.create_text_channel("hall", overwrites={town.guild.default_role: before})
    was = overwrite(town, hall, everyone)

    answer = await run(town, keeper, "lockdown", channel=hall, duration="2 hours")
    assert "✓ closing the channel" in answer
    now = overwrite(town, hall, everyone)
    assert now is not None
    assert now[1] & LOCKED == LOCKED
    with pytest.raises(Exception, match="Missing Permissions"):
        await town.mira.send(hall, "Hello?")

    await town.restart()
    await town.env.advance_time(2 * HOUR + 60)
    assert overwrite(town, hall, everyone) == was
    await town.mira.send(hall, "Hello!")


async def test_a_lockdown_can_be_ended_early_and_leaves_no_trace(
    town: Town, keeper: simcord.MemberActor
) -> None:
    everyone = town.guild.default_role.id
    assert overwrite(town, town.general, everyone) is None
    await run(town, keeper, "lockdown", channel=town.general, duration="1 day")
    await run(town, keeper, "lockdown", channel=town.general, duration="2 days")
    assert "Open again" in await run(town, keeper, "unlock", channel=town.general)
    assert overwrite(town, town.general, everyone) is None
    assert "nothing to open" in await run(town, keeper, "unlock", channel=town.general)


async def test_slowmode_goes_back_to_what_it_was(town: Town, keeper: simcord.MemberActor) -> None:
    await run(town, keeper, "slowmode", channel=town.general, seconds=5, duration="1 day")
    await run(town, keeper, "slowmode", channel=town.general, seconds=60, duration="1 hour")
    assert slowmode(town) == 60
    await town.env.advance_time(HOUR + 60)
    assert slowmode(town) == 0


async def test_what_somebody_chose_since_is_left(town: Town, keeper: simcord.MemberActor) -> None:
    await run(town, keeper, "slowmode", channel=town.general, seconds=60, duration="1 hour")
    channel = town.bot.get_channel(town.general.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.edit(slowmode_delay=10)
    await town.env.settle()
    await town.env.advance_time(HOUR + 60)
    assert slowmode(town) == 10


async def test_the_log_tells_who_closed_and_opened_a_channel_until_when_and_why(
    town: Town, keeper: simcord.MemberActor
) -> None:
    why = "Ask ada.byron@mail.example.net about the lecture."
    await run(town, keeper, "lockdown", channel=town.general, duration="2 days", reason=why)
    closed = log(town)[-1]
    assert "Closed for writing" in closed
    assert f"<#{town.general.id}>, by <@{keeper.id}>" in closed
    assert "Until <t:" in closed
    assert "Why: Ask " in closed
    assert "about the lecture." in closed
    assert "ada.byron" not in closed, "F35"
    assert b"about the lecture" not in database_bytes(Path(town.bot.settings.database))

    await run(town, town.admin, "unlock", channel=town.general, reason="The lecture is over.")
    opened = log(town)[-1]
    assert "Open again" in opened
    assert f"<#{town.general.id}>, by <@{town.admin.id}>" in opened
    assert "Why: The lecture is over." in opened
    assert "Until" not in opened
    await run(town, town.admin, "unlock", channel=town.general)
    assert len(log(town)) == 2, "nothing was opened the second time"
    assert await journal(town) == [
        ("channel.lockdown", keeper.id),
        ("channel.lockdown.ended", town.admin.id),
    ]


async def test_the_log_tells_of_a_slowmode_and_not_of_its_end(
    town: Town, keeper: simcord.MemberActor
) -> None:
    await run(town, keeper, "slowmode", channel=town.general, seconds=60, duration="1 hour")
    (told,) = log(town)
    assert "Slow-mode" in told
    assert "60 seconds between two messages" in told
    assert f"<#{town.general.id}>, by <@{keeper.id}>" in told
    assert "Why" not in told
    await town.env.advance_time(HOUR + 60)
    assert slowmode(town) == 0
    assert len(log(town)) == 1


async def test_the_log_does_not_call_closed_what_discord_refused(
    town: Town, keeper: simcord.MemberActor
) -> None:
    forbid(town, "PUT", "/channels/*/permissions/*")
    await run(town, keeper, "lockdown", channel=town.general, duration="1 day")
    (told,) = log(town)
    assert "Closed for writing: something did not work" in told
    assert "✗ closing the channel: I lack the Discord permission for it" in told


async def test_a_purge_counts_asks_and_removes_what_fits(town: Town, keeper: simcord.MemberActor) -> None:
    for words in ("spam one", "hello", "spam two"):
        await town.mira.send(town.general, words)
    await town.noor.send(town.general, "spam from noor")
    asked = await keeper.slash(town.general, "purge", count=50, user=town.mira, contains="SPAM")
    assert asked.response is not None
    assert "Remove 2 messages" in str(asked.response.content)
    assert len(town.general.history()) == 4, "asking removes nothing"

    done = await keeper.click(asked.response, custom_id="purge:yes")
    assert "✓ removing the messages" in said(done)
    assert done.response is not None
    assert done.response.id == asked.response.id, "the answer takes the place of the question"
    assert done.response.components == []
    assert sorted(each.content for each in town.general.history()) == ["hello", "spam from noor"]


async def test_the_log_tells_how_many_messages_were_removed_by_whom_and_why(
    town: Town, keeper: simcord.MemberActor
) -> None:
    for words in ("spam one", "spam two"):
        await town.mira.send(town.general, words)
    asked = await keeper.slash(town.general, "purge", count=50, reason="Advertising, all day.")
    assert asked.response is not None
    assert log(town) == [], "asking removes nothing"
    await keeper.click(asked.response, custom_id="purge:yes")
    (told,) = log(town)
    assert "2 messages removed" in told
    assert f"<#{town.general.id}>, by <@{keeper.id}>" in told
    assert "Why: Advertising, all day." in told
    assert "spam" not in told
    assert await journal(town) == [("channel.purged", keeper.id)]


async def test_the_log_does_not_call_removed_what_discord_refused(
    town: Town, keeper: simcord.MemberActor
) -> None:
    await town.mira.send(town.general, "spam")
    forbid(town, "DELETE", "/channels/*/messages/*")
    asked = await keeper.slash(town.general, "purge", count=50)
    assert asked.response is not None
    await keeper.click(asked.response, custom_id="purge:yes")
    (told,) = log(town)
    assert "One message removed: something did not work" in told
    assert "✗ removing the messages: I lack the Discord permission for it" in told


async def test_a_purge_between_two_messages(town: Town, keeper: simcord.MemberActor) -> None:
    sent = [await town.mira.send(town.general, f"number {n}") for n in range(5)]
    links = [f"https://discord.com/channels/{town.guild.id}/{town.general.id}/{each.id}" for each in sent]
    asked = await keeper.slash(town.general, "purge", count=50, after=links[0], before=links[4])
    assert asked.response is not None
    await keeper.click(asked.response, custom_id="purge:yes")
    assert [each.content for each in town.general.history()] == ["number 0", "number 4"]


@pytest.mark.parametrize(
    ("command", "options", "why"),
    [
        ("purge", {"count": 10, "contains": "nothing like it"}, "No message fits"),
        ("purge", {"count": 10, "before": "nonsense"}, "no link to a message"),
        ("slowmode", {"seconds": 5, "duration": "0 days"}, "no time at all"),
        ("lockdown", {"duration": "soonish"}, "I can't read"),
    ],
)
async def test_bad_input_changes_nothing(
    town: Town, keeper: simcord.MemberActor, command: str, options: dict[str, Any], why: str
) -> None:
    if command != "purge":
        options = {**options, "channel": town.general}
    before = len(town.env.http_requests)
    answer = await run(town, keeper, command, **options)
    assert "Nothing was changed" in answer
    assert why in answer
    changed = [each for each in town.env.http_requests[before:] if each.method in ("PUT", "PATCH", "DELETE")]
    assert changed == []


async def test_the_clock_of_a_measure_is_utc(town: Town, keeper: simcord.MemberActor) -> None:
    answer = await run(town, keeper, "lockdown", channel=town.general, duration="until 2026-01-05 18:00")
    assert f"<t:{int(datetime(2026, 1, 5, 18, tzinfo=UTC).timestamp())}" in answer
