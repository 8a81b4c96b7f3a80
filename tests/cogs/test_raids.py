"""A raid is one alert that counts up; people decide, and can take it back (M12, F43)."""

from __future__ import annotations

from typing import Any

import simcord

from tests.cogs.sanctioning import held, notices, overwrite
from tests.cogs.test_hit_review import answered, read
from tests.conftest import Town


async def storm(town: Town, names: list[str]) -> list[simcord.MemberActor]:
    """Let accounts come in, all at once."""
    members = [town.guild.add_member(town.env.create_user(name)) for name in names]
    await town.env.settle()
    return members


def alert(town: Town) -> Any:
    """Return the one message in the queue, besides that of a case that somebody reported."""
    (post,) = (each for each in town.queue.history() if "Case 1 " not in str(each.embeds[0].title))
    return post


def log(town: Town) -> list[str]:
    return [
        str(each.embeds[0].to_dict()) for each in town.log.history() if "Alert" in str(each.embeds[0].title)
    ]


async def test_one_alert_counts_up_and_who_came_is_held_and_let_go(town: Town) -> None:
    crowd = await storm(town, [f"raider_{number}" for number in range(1, 7)])
    assert "names alike" in str(alert(town).embeds[0].to_dict())
    crowd += await storm(town, [f"raider_{number}" for number in range(7, 15)])
    await town.env.advance_time(10)

    told = str(alert(town).embeds[0].to_dict())
    assert "14 accounts" in told
    assert f"<@{crowd[0].id}>" in told
    assert all(held(town, each).timed_out_until is None for each in crowd)
    town.guild.remove_member(crowd[0])
    await town.restart()

    await town.second.slash(town.general, "report", who=crowd[3], text="Look.", category="threats")
    asked = await town.moderator.click(alert(town), custom_id="raid:1:hold")
    assert "14 members will be muted for 24 hours" in read(asked)
    done = await town.moderator.click(answered(asked), custom_id="raid:1:hold_yes")

    assert "13 members are held" in read(done)
    assert "One had left already" in read(done)
    assert all(held(town, each).timed_out_until for each in crowd[1:])
    assert "came with them is held for a day" in notices(crowd[3])[-1]
    # Thirteen cases, and still one message.
    assert "held" in str(alert(town).embeds[0].to_dict())
    assert "Nothing was done to anybody" not in str(alert(town).embeds[0].to_dict())

    held_by = f"<@{town.moderator.id}> held 13 members until <t:"
    assert held_by in str(alert(town).embeds[0].to_dict())
    assert held_by in log(town)[-1]

    freed = await town.second.click(alert(town), custom_id="raid:1:free")
    assert "12 members are free again" in read(freed), "one is in a case that this moderator reported"
    assert held(town, crowd[3]).timed_out_until
    assert "· held" in str(alert(town).embeds[0].to_dict())
    await town.moderator.click(alert(town), custom_id="raid:1:free")
    assert "· held" not in str(alert(town).embeds[0].to_dict())
    assert all(held(town, each).timed_out_until is None for each in crowd[1:])


async def test_channels_are_closed_for_an_hour_after_a_question(town: Town) -> None:
    await storm(town, [f"raider_{number}" for number in range(1, 6)])
    everyone = town.guild.default_role.id

    asked = await town.admin.click(alert(town), custom_id="raid:1:lock")
    assert f"<#{town.general.id}>" in read(asked)
    assert f"<#{town.queue.id}>" not in read(asked)
    await town.admin.click(answered(asked), custom_id="raid:1:lock_yes")
    assert (overwrite(town, town.general, everyone) or (0, 0))[1]
    shown = str(alert(town).embeds[0].to_dict())
    for told in (shown, log(town)[-1]):
        assert f"<@{town.admin.id}> closed one channel for writing until <t:" in told
    assert "Nothing was done to anybody" not in shown
    await town.env.advance_time(3700)
    assert not (overwrite(town, town.general, everyone) or (0, 0))[1]

    closed = await town.admin.click(alert(town), custom_id="raid:1:close")
    assert "Closed" in read(closed)
    for told in (str(alert(town).embeds[0].to_dict()), log(town)[-1]):
        assert f"<@{town.admin.id}> closed the alert" in told
    assert len(log(town)) == len(town.log.history()) == 2, "each step once, and none channel by channel"


async def test_members_who_come_one_by_one_are_no_raid(town: Town) -> None:
    for name in ("anna", "berta", "carla", "dora", "emil", "frida"):
        await storm(town, [name])
    assert town.queue.history() == []
