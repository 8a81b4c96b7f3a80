"""Ghost pings: mentions deleted or edited away within seconds (M12)."""

from __future__ import annotations

import discord

from tests.cogs.reporting import case_file
from tests.cogs.test_queue import shown
from tests.conftest import Town


async def test_a_slip_is_nobodys_business_and_a_habit_is_brought_to_people(town: Town) -> None:
    first = await town.mira.send(town.general, f"hey {town.noor.mention}, can you look?")
    await town.mira.delete(first)
    await town.env.advance_time(6)
    assert await case_file(town) is None

    second = await town.mira.send(town.general, f"hey {town.noor.mention}!")
    await town.mira.delete(second)
    await town.env.advance_time(6)

    told = shown(town)
    assert "disruption.ghost-pings" in told
    assert "2 times within ten minutes" in told
    assert "hey" in told


async def test_many_at_once_count_and_an_edit_is_no_way_around(town: Town) -> None:
    others = [town.guild.add_member(town.env.create_user(name)) for name in ("rue", "teo")]
    everybody = " ".join(each.mention for each in (town.noor, *others))
    sent = await town.mira.send(town.general, everybody)
    await town.mira.edit(sent, "never mind")

    assert "3 members were rung at" in shown(town)


async def test_what_was_seen_long_enough_and_what_staff_take_back_is_none(town: Town) -> None:
    for _ in range(2):
        seen = await town.mira.send(town.general, f"hey {town.noor.mention}")
        await town.env.advance_time(90)
        await town.mira.delete(seen)
        sent = await town.second.send(town.general, f"hey {town.noor.mention}")
        await town.second.delete(sent)
        await town.env.advance_time(6)
    # Words that rules remove are gone by our own hand.
    await town.mira.send(town.general, f"{town.noor.mention} get out, f4ggot")

    file = await case_file(town)
    assert file is not None
    assert [note.data.get("rule") for note in file.notes if note.kind == "hit"] == ["slurs"]
    assert len(town.bot.services.noticing.pings) == 0


async def test_clean_messages_without_mentions_are_not_remembered(town: Town) -> None:
    await town.mira.send(town.general, "Good morning!")
    assert len(town.bot.services.noticing.pings) == 0


def tell_of_deletion(town: Town, by: int, author: int) -> None:
    """Let Discord say, as it does a moment after the deletion, that somebody else deleted a message."""
    town.env.backend.record_audit_log(
        town.guild.id,
        action_type=discord.AuditLogAction.message_delete.value,
        user_id=by,
        target_id=author,
        options={"channel_id": str(town.general.id), "count": "1"},
    )


async def test_what_a_moderator_deletes_is_nobodys_ghost_ping(town: Town) -> None:
    """Discord counts further deletions into the same entry, so the second comes without one."""
    for number in range(2):
        sent = await town.mira.send(town.general, f"hey {town.noor.mention}, look at this")
        await town.moderator.delete(sent)
        if not number:
            tell_of_deletion(town, town.moderator.id, town.mira.id)
        await town.env.advance_time(6)
    assert await case_file(town) is None

    # In another minute the author's own deletions count again.
    await town.env.advance_time(400)
    for _ in range(2):
        sent = await town.mira.send(town.general, f"hey {town.noor.mention}!")
        await town.mira.delete(sent)
        await town.env.advance_time(6)
    assert "disruption.ghost-pings" in shown(town)
