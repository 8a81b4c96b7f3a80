"""Roles and names: taken and given back, barred for good, told to moderators (M31, M32, M35, M37)."""

from __future__ import annotations

from typing import Any

import discord
import pytest
import simcord

from bot.policy.ids import GuildId
from bot.policy.records import MACHINE
from tests.cogs.sanctioning import confirmed, held, lift, notices, order, said, states
from tests.conftest import Town

DAY = 86_400.0


@pytest.fixture
def mentor(town: Town) -> simcord.RoleHandle:
    """A role that Mira holds; whoever minds roles ranks above it."""
    role = town.guild.create_role("Mentors")
    held(town, town.mira).role_ids.append(role.id)
    return role


async def test_a_role_taken_comes_back_when_lifted(town: Town, mentor: simcord.RoleHandle) -> None:
    answer = await order(town, "role remove", who=town.admin, role=mentor, duration="3 days")
    assert "✓ taking a role" in answer
    assert mentor.id not in held(town, town.mira).role_ids
    assert "Mentors" in notices(town.mira)[-1]
    over = await lift(town, "role_removal")
    assert "It is over" in over
    assert "Until" not in over, "what is over ends at no other time"
    assert mentor.id in held(town, town.mira).role_ids
    assert "a decision no longer holds" in notices(town.mira)[-1]
    assert "take part" not in notices(town.mira)[-1], "they could all the time"


async def test_a_barred_role_granted_again_is_taken_and_told(town: Town, mentor: simcord.RoleHandle) -> None:
    await town.bot.services.servers.change(GuildId(town.guild.id), MACHINE, log_channel=town.log.id)
    asked = await town.admin.slash(
        town.general, "role bar", member=town.noor, role=mentor, duration="1 day", reason="Posed as one."
    )
    assert "They can't hold" in said(asked)
    assert "They lose" not in said(asked), "who never held it loses nothing"
    done = said(await confirmed(town.admin, asked))
    assert "✓" in done
    assert "taking a role" not in done
    await order(town, "role bar", who=town.admin, role=mentor, duration="2 days")
    assert mentor.id not in held(town, town.mira).role_ids

    held(town, town.mira).role_ids.append(mentor.id)
    change: list[dict[str, Any]] = [{"key": "$add", "new_value": [{"id": str(mentor.id), "name": "Mentors"}]}]
    town.env.backend.record_audit_log(
        town.guild.id, 25, target_id=town.mira.id, changes=change, user_id=town.second.id
    )
    await town.env.settle()
    assert mentor.id not in held(town, town.mira).role_ids
    log = [str([embed.to_dict() for embed in message.embeds]) for message in town.log.history()]
    assert "put back what had been changed" in log[-1]
    assert f"<@{town.second.id}> had changed it" in log[-1]
    assert "taking a role" in log[-1]

    await town.env.advance_time(2 * DAY + 60)
    assert await states(town) == ["ended"]
    assert mentor.id not in held(town, town.mira).role_ids, "the end of a bar gives nobody a role"
    assert "You can be given the role in Lighthouse again" in notices(town.mira)[-1]
    assert "Welcome back" not in str(notices(town.mira))


async def test_a_bar_holds_for_who_left_and_comes_back(town: Town, mentor: simcord.RoleHandle) -> None:
    await order(town, "role bar", who=town.admin, role=mentor, duration="30 days")
    town.guild.remove_member(town.mira)
    town.guild.add_member(town.mira.user, roles=[mentor])
    await town.env.settle()
    assert mentor.id not in held(town, town.mira).role_ids


async def test_a_role_above_ones_own_or_the_bots_is_refused(town: Town, mentor: simcord.RoleHandle) -> None:
    keeper_role = town.guild.create_role("Keepers", permissions=discord.Permissions(manage_roles=True))
    keeper = town.guild.add_member(town.env.create_user("kai"), roles=[keeper_role])
    high = town.guild.create_role("Crown")
    town.bot.get_guild(town.guild.id)
    answer = await order(town, "role bar", who=keeper, role=high, duration="1 day")
    assert "Nothing was changed" in answer
    assert "not below" in answer
    assert await states(town) == []


async def test_a_role_that_is_not_held_can_not_be_taken(town: Town) -> None:
    role = town.guild.create_role("Mentors")
    answer = await order(town, "role remove", who=town.admin, role=role)
    assert "does not hold that role" in answer


async def test_a_nickname_is_taken_and_given_back(town: Town) -> None:
    held(town, town.mira).nick = "f4ggot"
    answer = await order(town, "nick reset")
    assert "✓ the nickname" in answer
    assert held(town, town.mira).nick is None
    assert "It is over" in await lift(town, "takedown")
    assert held(town, town.mira).nick == "f4ggot"


async def test_who_has_no_nickname_is_left_alone(town: Town) -> None:
    assert "has no nickname here" in await order(town, "nick reset")


async def test_nobody_in_the_team_removes_the_owner(town: Town) -> None:
    owner = town.guild.add_member(town.guild.owner)
    answer = await order(town, "staff remove", member=owner, who=town.admin)
    assert "owner of this server" in answer


async def test_ending_a_post_in_the_team_needs_a_second_person(town: Town) -> None:
    await town.bot.services.servers.change(GuildId(town.guild.id), MACHINE, queue_channel=town.queue.id)
    other = town.guild.add_member(town.env.create_user("alex"), roles=[town.guild.roles["Admins"]])
    staff = town.guild.create_role("Helpers", permissions=discord.Permissions(manage_messages=True))
    held(town, town.mira).role_ids.append(staff.id)
    await order(town, "staff remove", who=town.admin)
    assert staff.id in held(town, town.mira).role_ids, "nothing happens before two have agreed"

    posted = next(each for each in town.queue.history() if "motion:1:approve" in str(to_raw(each)))
    asked = await other.click(posted, custom_id="motion:1:approve")
    assert asked.response is not None
    done = await other.click(asked.response, custom_id="motion:1:yes")
    assert "✓ taking a role" in said(done)
    assert staff.id not in held(town, town.mira).role_ids
    case = said(await town.admin.slash(town.general, "case", number=1))
    assert f"decided by <@{other.id}>" in case
    assert f"Proposed by <@{town.admin.id}>" in case
    await lift(town, "staff_removal")
    assert staff.id in held(town, town.mira).role_ids


def to_raw(message: discord.Message) -> list[Any]:
    """Return the buttons of a message as Discord holds them."""
    return [row.to_dict() for row in message.components]
