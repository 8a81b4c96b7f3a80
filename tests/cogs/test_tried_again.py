"""What was refused for lack of a permission goes again once the permission is there, and is told truly."""

from __future__ import annotations

from typing import Final

import discord
import pytest

from bot.clock import to_ms
from bot.policy.ids import GuildId
from tests.cogs.test_lifecycle import forbid, impose, lift, muted, shown, states, suspend_by_ban, told
from tests.conftest import Town

GENEROUS: Final = discord.Permissions(administrator=True, priority_speaker=True)


async def give_back(town: Town) -> None:
    """Give our role more than it had, whatever it lacked."""
    mine = town.guild.roles["TestBot"]
    town.env.backend.edit_role(town.guild.id, mine.id, {"permissions": GENEROUS.value})
    await town.env.settle()


async def delivery(town: Town) -> str:
    file = await town.bot.services.casebook.file(GuildId(town.guild.id), 1)
    assert file is not None
    return file.decisions[0].delivery.value


async def test_a_permission_that_comes_back_lets_the_act_go(town: Town) -> None:
    """What Discord refused is tried again by itself once our role is given more; then they are told, once."""
    forbid(town, "PATCH", "/guilds/*/members/*")
    await impose(town, "mute", "3 days")
    assert (muted(town), told(town), await delivery(town)) == (False, [], "not_delivered")
    await give_back(town)
    await town.bot.services.schedule.deadlines.permissions_changed(GuildId(town.guild.id))
    assert (muted(town), await delivery(town)) == (True, "delivered")
    assert told(town) == ["Lighthouse: you are muted"]


async def test_of_what_was_never_in_place_no_end_is_told(town: Town) -> None:
    """The member knows nothing of it, or was told that it did not happen."""
    forbid(town, "PATCH", "/guilds/*/members/*")
    await impose(town, "mute", "1 hour")
    await town.env.advance_time(3602)
    assert told(town) == []

    await suspend_by_ban(town)
    forbid(town, "PUT", "/guilds/*/bans/*")
    await impose(town, "suspend", "1 day")
    await lift(town)
    assert told(town) == ["Lighthouse: you are suspended", "Lighthouse: a correction"]


async def test_a_removal_that_is_done_after_its_correction_is_told_anew_before(town: Town) -> None:
    """F13: the last word that the member has is the true one."""
    await suspend_by_ban(town)
    forbid(town, "PUT", "/guilds/*/bans/*")
    await impose(town, "suspend", "3 days")
    forbid(town, "PUT", "/guilds/*/bans/*")
    await give_back(town)
    before = len(town.env.http_requests)
    await town.bot.services.schedule.deadlines.permissions_changed(GuildId(town.guild.id))
    assert town.guild.get_ban(town.mira) is not None
    suspended, correction = "Lighthouse: you are suspended", "Lighthouse: a correction"
    assert told(town) == [suspended, correction] * 2 + [suspended]
    paths = [f"{entry.method} {entry.path}" for entry in town.env.http_requests[before:]]
    removal = next(place for place, call in enumerate(paths) if "/bans/" in call)
    notice = f"/channels/{town.mira.user.dm_channel.id}/messages"
    assert [place < removal for place, call in enumerate(paths) if call.endswith(notice)] == [True]


async def forget_the_correction(town: Town, *, arrived: bool) -> None:
    """Leave the correction as a process does that dies over it, after it was sent or before."""
    database = town.bot.services.database
    async with database.transaction() as tx:
        left = "UPDATE actions SET state = 'todo', attempts = 1, next_at = :later, result = '{}'"
        await tx.execute(
            left + " WHERE payload LIKE '%\"correction\"%'", later=to_ms(town.env.now()) + 60_000
        )
    if not arrived:
        await town.mira.user.dm_channel.history()[-1].delete()


@pytest.mark.parametrize("arrived", [True, False])
async def test_after_a_correction_of_unknown_fate_the_last_word_is_true_and_said_once(
    town: Town, arrived: bool
) -> None:
    """F13, F48: Discord is asked whether it arrived, by its stamp."""
    await suspend_by_ban(town)
    forbid(town, "PUT", "/guilds/*/bans/*")
    await impose(town, "suspend", "3 days")
    suspended, correction = "Lighthouse: you are suspended", "Lighthouse: a correction"
    assert told(town) == [suspended, correction]
    await forget_the_correction(town, arrived=arrived)
    await give_back(town)
    await town.bot.services.schedule.deadlines.permissions_changed(GuildId(town.guild.id))
    await town.env.advance_time(120)
    assert town.guild.get_ban(town.mira) is not None
    assert told(town) == ([suspended, correction, suspended] if arrived else [suspended])
    assert await delivery(town) == "delivered"


async def test_a_log_that_was_closed_is_shown_and_written_again(town: Town) -> None:
    """F15: nothing switches itself off for a missing permission."""
    forbid(town, "POST", f"/channels/{town.log.id}/messages")
    await impose(town, "warn")
    assert town.log.history() == []
    assert "writing to the log: failed once" in shown(await town.admin.slash(town.general, "doctor"))

    await give_back(town)
    assert [str(message.embeds[0].title) for message in town.log.history()] == ["Case 1: decided"]


@pytest.mark.parametrize(
    ("unseen", "counts"), [((), True), (("bans/*",), True), (("bans/*", "audit-logs"), False)]
)
async def test_a_ban_whose_answer_was_lost_counts_where_discord_shows_it(
    town: Town, unseen: tuple[str, ...], counts: bool
) -> None:
    """F11: the next try is refused, but the bans or else the audit log say that an earlier one did it."""
    await suspend_by_ban(town)
    town.env.inject_error("PUT", "/guilds/*/bans/*", status=503)
    await impose(town, "suspend", "3 days")
    town.env.backend.apply_ban(town.guild.id, town.mira.id, "Steward, case 1")
    town.env.backend.record_audit_log(town.guild.id, 22, target_id=town.mira.id, reason="Steward, case 1")
    forbid(town, "PUT", "/guilds/*/bans/*")
    for path in unseen:
        forbid(town, "GET", f"/guilds/*/{path}")
    await town.env.advance_time(120)
    corrected = ["Lighthouse: a correction"]
    assert told(town) == ["Lighthouse: you are suspended"] + ([] if counts else corrected)


@pytest.mark.parametrize(
    ("unseen", "counts"), [((), True), (("bans/*",), True), (("bans/*", "audit-logs"), False)]
)
async def test_an_unban_whose_answer_was_lost_counts_where_discord_shows_it(
    town: Town, unseen: tuple[str, ...], counts: bool
) -> None:
    """F2, F11: what let them in again is over, though the next try is refused."""
    await suspend_by_ban(town)
    await impose(town, "suspend", "3 days")
    town.env.inject_error("DELETE", "/guilds/*/bans/*", status=503)
    await town.moderator.slash(town.general, "lift", member=town.mira.user, reason="A mistake.")
    assert await states(town) == ["lifting"]
    town.env.backend.remove_ban(town.guild.id, town.mira.id)
    town.env.backend.record_audit_log(town.guild.id, 23, target_id=town.mira.id, reason="Steward, case 1")
    forbid(town, "DELETE", "/guilds/*/bans/*")
    for path in unseen:
        forbid(town, "GET", f"/guilds/*/{path}")
    await town.env.advance_time(120)
    assert await states(town) == (["ended"] if counts else ["lifting"])
    assert ("Lighthouse: a restriction was lifted" in told(town)) is counts
