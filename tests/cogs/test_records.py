"""/my record and /my reports: everything about oneself, nothing about anybody else (F26)."""

from __future__ import annotations

from datetime import timedelta

import discord
import simcord

from bot.policy.ids import GuildId, UserId
from bot.policy.records import MACHINE
from bot.policy.sanctions import SuspensionMethod
from tests.cogs.reporting import case_file, link, said
from tests.cogs.sanctioning import order
from tests.conftest import Town


async def _warn(town: Town, member: simcord.MemberActor, reason: str = "Please stay kind.") -> None:
    await town.moderator.slash(town.general, "warn", member=member, reason=reason, clause="belittling")


async def _suspend_by_role(town: Town) -> None:
    # In a timeout Discord itself takes all commands away; a role leaves them.
    role = town.guild.create_role("Suspended")
    await town.bot.services.servers.change(
        GuildId(town.guild.id), MACHINE, suspension_method=SuspensionMethod.ROLE, suspended_role=role.id
    )


async def test_an_empty_record_is_a_friendly_one(town: Town) -> None:
    assert "There is nothing on your record." in said(await town.mira.slash(town.general, "my record"))
    assert "You have reported nothing here." in said(await town.mira.slash(town.general, "my reports"))


async def test_ones_record_says_what_stands_and_when_it_fades(town: Town) -> None:
    await _suspend_by_role(town)
    await _warn(town, town.mira)
    await order(town, "suspend", duration="3 days", reason="Shouting", clause="disruption")

    shown = said(await town.mira.slash(town.general, "my record"))

    assert "A warning" in shown
    assert "Please stay kind." in shown
    assert "In force until <t:" in shown
    assert "It counts less from day to day" in shown
    assert "ask for a second look" in shown
    assert "version 1.0" in shown
    assert "tove" not in shown
    assert str(town.moderator.id) not in shown


async def _age(town: Town, by: timedelta) -> None:
    """Write everything that was decided further back, as the simulation is slow in crossing a year."""
    earlier = int(by.total_seconds() * 1000)
    async with town.bot.services.casebook.database.transaction() as tx:
        await tx.execute("UPDATE sanctions SET starts_at = starts_at - :by", by=earlier)
        await tx.execute(
            "UPDATE decisions SET decided_at = decided_at - :by, appeal_until = appeal_until - :by",
            by=earlier,
        )


async def test_what_is_old_is_shown_as_faded(town: Town) -> None:
    await _warn(town, town.mira)
    await _age(town, timedelta(days=400))
    shown = said(await town.mira.slash(town.general, "my record"))
    assert "It has faded and counts no more." in shown
    assert "ask for a second look" not in shown


async def test_what_is_over_is_shown_as_over(town: Town) -> None:
    await town.moderator.slash(
        town.general, "mute", member=town.mira, duration="2h", reason="Shouting", clause="disruption"
    )
    await town.moderator.slash(town.general, "lift", member=town.mira, reason="Calm again")
    assert "It is over." in said(await town.mira.slash(town.general, "my record"))


async def test_a_report_shows_on_nobodys_record_before_it_is_decided(town: Town) -> None:
    before = said(await town.mira.slash(town.general, "my record"))
    bad = await town.mira.send(town.general, "The red chairs are mine")
    await town.noor.slash(town.general, "report", link=link(town, bad))
    assert await case_file(town) is not None
    assert said(await town.mira.slash(town.general, "my record")) == before


async def test_nobody_sees_the_record_of_somebody_else(town: Town) -> None:
    await _warn(town, town.mira, "Between us")
    for other in (town.noor, town.moderator, town.admin):
        assert "Between us" not in said(await other.slash(town.general, "my record"))
    assert "history" not in town.noor.available_commands(town.general)


async def test_reporters_follow_their_reports_and_hear_how_they_end(town: Town) -> None:
    bad = await town.mira.send(town.general, "The red chairs are mine")
    await town.noor.slash(town.general, "report", link=link(town, bad), category="belittling")
    waiting = said(await town.noor.slash(town.general, "my reports"))
    assert "Open: a person will look at it." in waiting
    assert "Talk about the work, not the person" in waiting
    assert "You have reported nothing here." in said(await town.second.slash(town.general, "my reports"))

    await _warn(town, town.mira)

    assert "Decided: action was taken." in said(await town.noor.slash(town.general, "my reports"))
    told = town.noor.user.dm_channel.last_message
    assert told is not None
    assert "your report was decided" in str(told.embeds[0].to_dict())


async def test_moderators_read_reporter_1(town: Town) -> None:
    desk = town.guild.create_text_channel("desk")
    await town.bot.services.servers.change(GuildId(town.guild.id), MACHINE, queue_channel=desk.id)
    bad = await town.mira.send(town.general, "The red chairs are mine")
    await town.noor.slash(town.general, "report", link=link(town, bad), text="Look at this")
    posted = desk.last_message
    assert posted is not None
    shown = str(discord.Embed.to_dict(posted.embeds[0]))
    assert "Reporter 1" in shown
    assert "Look at this" in shown
    assert str(town.noor.id) not in shown


async def test_times_are_read_in_the_zone_of_who_writes_them(town: Town) -> None:
    await town.bot.services.servers.change(GuildId(town.guild.id), MACHINE, timezone="UTC")
    found = await town.moderator.autocomplete(town.general, "my timezone", "zone", "new york")
    assert [each["value"] for each in found] == ["America/New_York"]
    unknown = await town.moderator.slash(town.general, "my timezone", zone="Atlantis")
    assert "Atlantis" in str(unknown.response and unknown.response.embeds[0].to_dict())
    await town.moderator.slash(town.general, "my timezone", zone="America/New_York")
    await town.restart()
    await town.moderator.slash(
        town.general, "mute", member=town.mira, duration="until 2026-01-02 18:00", reason="A break."
    )
    await town.second.slash(
        town.general, "mute", member=town.noor, duration="until 2026-01-02 18:00", reason="A break."
    )
    ends = []
    for who in (town.mira, town.noor):
        record = await town.bot.services.casebook.record(GuildId(town.guild.id), UserId(who.id))
        ends.append(record.sanctions[0].ends_at)
    assert [str(end) for end in ends] == ["2026-01-02 23:00:00+00:00", "2026-01-02 18:00:00+00:00"]

    kept = await town.bot.services.privacy.along.of(UserId(town.moderator.id))
    assert kept["time_zone"] == "America/New_York"
    assert await town.bot.services.privacy.erase(UserId(town.moderator.id)) is None
    assert (await town.bot.services.privacy.along.of(UserId(town.moderator.id)))["time_zone"] is None
