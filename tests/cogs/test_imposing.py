"""What all commands that impose share: where it is said, several people at once, whom nobody may act on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import discord
import pytest

from bot.policy.ids import GuildId
from bot.policy.records import MACHINE
from bot.policy.sanctions import SuspensionMethod
from tests.cogs.reporting import case_file, link
from tests.cogs.sanctioning import backend, held, notices, order, overwrite, said, states
from tests.cogs.test_lifecycle import forbid
from tests.conftest import Town


async def test_a_warning_in_the_channel_is_read_by_its_member_only(town: Town) -> None:
    await order(town, "warn", reason="Please stay kind.", where="channel")
    said_there = town.general.history()[-1]
    assert "Please stay kind." in str(said_there.embeds[0].to_dict())

    stranger = await town.noor.click(said_there, custom_id=f"ack:{town.guild.id}:1")
    assert "for the member to whom" in said(stranger)
    for _ in range(2):
        pressed = await town.mira.click(said_there, custom_id=f"ack:{town.guild.id}:1")
        assert "you have read this" in said(pressed)
    file = await case_file(town)
    assert file is not None
    assert [note.kind for note in file.notes].count("acknowledged") == 1
    assert "They have read it" in said(await town.moderator.slash(town.general, "case", number=1))


async def test_a_notice_says_that_a_message_was_removed_where_it_was(town: Town) -> None:
    wrong = await town.mira.send(town.general, "Nobody needs you here.")
    await order(town, "warn", message=link(town, wrong))
    assert "Your message was removed" in notices(town.mira)[-1]

    await order(town, "warn")
    assert "removed" not in notices(town.mira)[-1]
    gone = await town.mira.send(town.general, "Nobody needs him here.")
    forbid(town, "DELETE", "/channels/*/messages/*")
    await order(town, "mute", duration="1 hour", message=link(town, gone))
    assert "Lighthouse: you are muted" in notices(town.mira)[-1]
    assert "removed" not in notices(town.mira)[-1], "Discord refused it"


async def test_several_people_get_the_same_decision_with_who_failed_and_why(town: Town) -> None:
    also = f"{town.noor.mention} {town.admin.mention} {town.moderator.mention}"
    answer = await order(town, "mute", duration="1 hour", also=also)
    assert f"✓ <@{town.mira.id}>: case 1" in answer
    assert f"✓ <@{town.noor.id}>: case 2" in answer
    assert f"✗ <@{town.admin.id}>" in answer
    assert "You can't do that to yourself." in answer
    for who in (town.mira, town.noor):
        assert held(town, who).timed_out_until is not None
    file = await case_file(town, 2)
    assert file is not None
    assert [note.data for note in file.notes if note.kind == "together"] == [{"case": 1}]


async def test_channels_and_roles_are_closed_to_several_with_who_failed_and_why(town: Town) -> None:
    also = f"{town.noor.mention} {town.admin.mention} <@100000000000000001>"
    answer = await order(town, "channelban", channel=town.general, duration="1 day", also=also)
    assert f"✓ <@{town.noor.id}>: case 2" in answer
    assert f"✗ <@{town.admin.id}>" in answer
    assert "✗ <@100000000000000001>: There is no such account." in answer
    assert overwrite(town, town.general, town.noor.id) is not None

    mentor = town.guild.create_role("Mentors")
    pip = town.guild.add_member(town.env.create_user("pip"))
    for who in (town.mira, pip):
        held(town, who).role_ids.append(mentor.id)
    also = f"{town.noor.mention} {pip.mention}"
    answer = await order(town, "role remove", who=town.admin, role=mentor, also=also)
    assert f"✗ <@{town.noor.id}>: <@{town.noor.id}> does not hold that role." in answer
    assert mentor.id not in held(town, town.mira).role_ids + held(town, pip).role_ids


@pytest.mark.parametrize(("also", "why"), [("nobody", "Mention them"), ("<@100000000000000001>" * 7, None)])
async def test_nonsense_in_also_changes_nothing(town: Town, also: str, why: str | None) -> None:
    if why is None:
        also = " ".join(f"<@{100000000000000001 + n}>" for n in range(6))
    answer = await order(town, "warn", also=also)
    assert (why or "at most 5 others") in answer
    assert await states(town) == []


async def test_a_notice_names_the_clause_that_an_earlier_decision_was_made_under(town: Town) -> None:
    """M39: what somebody reported it as is not what was found."""
    await town.noor.slash(town.general, "report", who=town.mira, text="She hit me.", category="threats")
    await order(town, "warn", clause="belittling")
    await order(town, "warn", clause="belittling")
    taken = notices(town.mira)[-1].split("What was taken into account")[1].split("How it came about")[0]
    assert "Talk about the work, not the person" in taken
    assert "Violence" not in taken


@pytest.mark.parametrize(
    ("existing", "hours", "active"), [("until", 10, 2), ("extend", 13, 2), ("replace", 3, 1)]
)
async def test_a_mute_on_a_mute(town: Town, existing: str, hours: int, active: int) -> None:
    await order(town, "mute", duration="10 hours")
    start = town.env.now()
    await order(town, "mute", duration="3 hours", existing=existing)
    until = datetime.fromisoformat(held(town, town.mira).timed_out_until)
    assert abs((until - start).total_seconds() - hours * 3600) < 5
    assert (await states(town)).count("active") == active
    said = notices(town.mira)[-1]
    assert ("now ends earlier" in said) is (existing == "replace"), "what is given back is told as well"
    assert ("takes nothing from you" in said) is (existing == "until")


RIGHTS = discord.Permissions(moderate_members=True, ban_members=True, kick_members=True)
TIMED = ("mute", "channelban", "suspend")


@pytest.mark.parametrize("whom", ["self", "admin", "bot", "owner"])
@pytest.mark.parametrize("command", ["warn", "mute", "kick", "channelban", "suspend", "nocontact"])
async def test_whom_nobody_may_act_on(town: Town, whom: str, command: str) -> None:
    role = town.guild.create_role("Wardens", permissions=RIGHTS)
    warden = town.guild.add_member(town.env.create_user("rue"), roles=[role])
    options: dict[str, Any] = {"duration": "1 day"} if command in (*TIMED, "nocontact") else {}
    if command == "channelban":
        options["channel"] = town.general
    if command == "nocontact":
        options["protected"] = town.noor
    target: Any = {"self": warden, "admin": town.admin}.get(whom)
    if whom == "owner":
        target = town.guild.add_member(town.guild.owner)
    if whom == "bot":
        target = town.guild.add_member(town.env.create_user("robot", bot=True))
    answer = await order(town, command, target, warden, **options)
    assert "Nothing was changed" in answer
    assert notices(town.mira) == []


@pytest.mark.parametrize("ever", [True, False], ids=["left", "never came"])
@pytest.mark.parametrize("command", ["kick", "direction"])
async def test_who_is_not_here_can_not_be_put_out_or_asked(town: Town, command: str, ever: bool) -> None:
    """Whether they were ever here is not known, so nothing is said of it."""
    warden = town.guild.add_member(
        town.env.create_user("rue"), roles=[town.guild.create_role("Wardens", permissions=RIGHTS)]
    )
    town.guild.remove_member(town.mira)
    whom = town.mira.user if ever else town.env.create_user("stranger")
    answer = await order(town, command, whom, warden)
    assert "They are not on this server, so" in answer


async def test_the_servers_time_zone_counts(town: Town) -> None:
    await town.bot.services.servers.change(GuildId(town.guild.id), MACHINE, timezone="America/New_York")
    await order(town, "mute", duration="until 2026-01-05 18:00")
    until = datetime.fromisoformat(held(town, town.mira).timed_out_until)
    assert until == datetime(2026, 1, 5, 23, 0, tzinfo=UTC)


async def test_going_on_after_a_direction_weighs_more(town: Town) -> None:
    await order(town, "direction", reason="Stop it.", clause="belittling")
    bad = await town.mira.send(town.general, "Your talk was a waste of an hour")
    link = f"https://discord.com/channels/{town.guild.id}/{town.general.id}/{bad.id}"
    await town.noor.slash(town.general, "report", link=link, text="Look.", category="belittling")
    shown = said(await town.moderator.slash(town.general, "case", number=2))
    assert "A moderator had asked them to stop, and they went on." in shown


@pytest.mark.parametrize("method", ["timeout", "role", "ban"])
async def test_a_suspension_by_each_method_to_its_end(town: Town, method: str) -> None:
    role = town.guild.create_role("Suspended")
    guild = GuildId(town.guild.id)
    settings = town.bot.services.servers
    await settings.change(guild, MACHINE, suspension_method=SuspensionMethod(method), suspended_role=role.id)
    await order(town, "suspend", duration="3 days")
    assert "you are suspended" in notices(town.mira)[0]

    def suspended() -> bool:
        member = backend(town).members.get(town.mira.id)
        if method == "ban":
            return town.mira.id in backend(town).bans
        return role.id in member.role_ids if method == "role" else member.timed_out_until is not None

    assert suspended()
    await town.restart()
    await town.env.advance_time(3 * 86_400 + 60)
    assert not suspended() or method == "timeout"
    assert await states(town) == ["ended"]


async def test_a_suspension_by_a_role_that_is_not_chosen_is_refused(town: Town) -> None:
    guild = GuildId(town.guild.id)
    await town.bot.services.servers.change(guild, MACHINE, suspension_method=SuspensionMethod.ROLE)
    answer = await order(town, "suspend", duration="3 days")
    assert "none is chosen for it yet" in answer
    assert await states(town) == []
