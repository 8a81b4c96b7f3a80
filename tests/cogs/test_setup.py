"""First use: channels found by name, /setup with its preview, /doctor with what is missing."""

from __future__ import annotations

from typing import Any

import discord
import pytest
import simcord

from bot.policy.ids import GuildId
from bot.policy.server import ServerSettings
from tests.cogs.reporting import said
from tests.conftest import Town, build_town


def settings_of(town: Town) -> ServerSettings:
    return town.bot.services.servers.of(GuildId(town.guild.id))


def logged(town: Town) -> list[str]:
    return [str(message.embeds[0].to_dict()) for message in town.log.history() if message.embeds]


@pytest.fixture
def fresh(town: Town) -> Town:
    """A server that nobody has set up."""
    return build_town(town.env)


async def setup(town: Town, **options: Any) -> simcord.InteractionResult:
    return await town.admin.slash(town.general, "setup", **options)


async def save(town: Town, shown: simcord.InteractionResult) -> simcord.InteractionResult:
    assert shown.response is not None
    return await town.admin.click(shown.response, label="Save")


async def test_channels_are_found_by_name_and_the_log_is_told_once(fresh: Town) -> None:
    await fresh.env.settle()
    settings = settings_of(fresh)
    assert (settings.queue_channel, settings.log_channel) == (fresh.queue.id, fresh.log.id)
    told = [line for line in logged(fresh) if "Ready to work" in line]
    assert len(told) == 1
    assert f"<#{fresh.queue.id}>" in told[0]

    await fresh.restart()
    fresh.guild.create_text_channel("garden")
    await fresh.env.settle()
    assert len([line for line in logged(fresh) if "Ready to work" in line]) == 1


async def test_it_works_at_once_without_any_setup(fresh: Town) -> None:
    await fresh.mira.send(fresh.general, "get out, f4ggot")
    assert [message for message in fresh.queue.history() if message.components]


async def test_a_channel_in_the_open_is_not_taken(fresh: Town) -> None:
    await fresh.env.settle()
    fresh.guild.create_text_channel("faculty")
    await fresh.env.settle()
    assert settings_of(fresh).faculty_channel is None


async def test_setup_alone_shows_how_it_is_set(town: Town) -> None:
    shown = said(await setup(town))
    assert "How it is set" in shown
    assert f"**Queue**: <#{town.queue.id}>" in shown
    assert "**Faculty channel**: not set" in shown
    assert "UTC" in shown


async def test_nothing_changes_before_the_preview_is_saved(town: Town) -> None:
    shown = await setup(town, pack="strict", timezone="Europe/Berlin", log=town.queue)
    assert "This would change" in said(shown)
    assert "standard – " in said(shown)
    assert "→ strict – " in said(shown)
    assert f"<#{town.log.id}> → <#{town.queue.id}>" in said(shown)
    before = settings_of(town)
    assert (before.pack, before.timezone) == ("standard", "UTC")

    assert "Saved" in said(await save(town, shown))
    after = settings_of(town)
    assert (after.pack, after.timezone, after.log_channel) == ("strict", "Europe/Berlin", town.queue.id)
    again = await save(town, shown)
    assert "That preview is out of date." in said(again)

    await town.restart()
    assert settings_of(town) == after
    assert after.by_hand
    same = await setup(town, pack="strict")
    assert "nothing to change" in said(same)


async def test_a_preview_of_before_a_restart_asks_to_run_it_again(town: Town) -> None:
    shown = await setup(town, pack="calm")
    await town.restart()
    assert "Please run /setup again." in said(await save(town, shown))
    assert settings_of(town).pack == "standard"


async def test_another_server_keeps_its_settings(town: Town) -> None:
    other = build_town(town.env)
    await save(town, await setup(town, pack="strict"))
    assert settings_of(other).pack == "standard"


async def test_academic_channels_come_and_go(town: Town) -> None:
    wing = town.guild.create_category("Reading wing")
    await save(town, await setup(town, academic_add=town.general))
    await save(town, await setup(town, academic_add=wing))
    assert settings_of(town).academic_channels == (town.general.id, wing.id)
    await save(town, await setup(town, academic_remove=town.general))
    assert settings_of(town).academic_channels == (wing.id,)
    assert "is not marked as academic" in said(await setup(town, academic_remove=town.general))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"timezone": "Middle/Earth"}, "There is no time zone “Middle/Earth”."),
        ({"language": "tlh"}, "I don't speak “tlh” yet."),
        ({"suspension": "role"}, "To suspend with a role I need to know which"),
    ],
)
async def test_bad_wishes_are_refused_with_what_to_do(
    town: Town, options: dict[str, str], sentence: str
) -> None:
    answer = await setup(town, **options)
    assert "Nothing was changed" in said(answer)
    assert sentence in said(answer)


async def test_a_role_must_be_one_that_can_be_given(town: Town) -> None:
    everyone = await setup(town, moderators=town.guild.default_role)
    assert "@everyone can't be that role" in said(everyone)
    own = await setup(town, suspended_role=town.guild.roles["TestBot"])
    assert "Please choose another one." in said(own)


async def test_the_preview_warns_of_channels_that_do_not_fit(town: Town) -> None:
    closed = discord.PermissionOverwrite(send_messages=False)
    hall = town.guild.create_text_channel("hall", overwrites={town.guild.roles["TestBot"]: closed})
    shown = said(await setup(town, queue=hall))
    assert f"In <#{hall.id}> I lack: Send Messages" in shown
    assert f"Everybody on this server can read <#{hall.id}>." in shown


async def test_time_zones_and_languages_are_suggested(town: Town) -> None:
    zones = await town.admin.autocomplete(town.general, "setup", "timezone", "new york")
    assert [choice["value"] for choice in zones] == ["America/New_York"]
    languages = await town.admin.autocomplete(town.general, "setup", "language", "")
    assert {"en", "de"} <= {choice["value"] for choice in languages}


async def test_moderators_and_members_cannot_set_up(town: Town) -> None:
    for who in (town.mira, town.moderator):
        assert not {"setup", "doctor"} & set(who.available_commands(town.general))


async def test_the_doctor_finds_nothing_where_all_is_well(town: Town) -> None:
    shown = said(await town.admin.slash(town.general, "doctor"))
    assert "Nothing is missing." in shown
    assert "✓ I have the permissions that I need" in shown
    assert "✗" not in shown


async def test_the_doctor_says_what_is_missing_and_where_to_click(town: Town) -> None:
    everyone, bot = town.guild.default_role, town.guild.roles["TestBot"]
    hidden = discord.PermissionOverwrite(view_channel=False)
    cellar = town.guild.create_text_channel("cellar", overwrites={everyone: hidden, bot: hidden})
    await save(town, await setup(town, log=cellar, queue=town.general))
    await town.moderator.slash(town.general, "warn", member=town.mira, reason="Please stay kind.")

    shown = said(await town.admin.slash(town.general, "doctor"))
    assert "What needs you" in shown
    assert f"✗ In <#{cellar.id}> I lack: View Channel" in shown
    assert "Edit Channel → Permissions" in shown
    assert f"✗ Everybody on this server can read <#{town.general.id}>." in shown
    assert "✗ writing to the log: failed once in 7 days, because I can't see that place" in shown


async def test_the_doctor_misses_permissions_and_rank(simcord_env: simcord.Env) -> None:
    few = discord.Permissions(view_channel=True, send_messages=True, embed_links=True)
    town = build_town(simcord_env)
    weaken(town, few)
    shown = said(await town.admin.slash(town.general, "doctor"))
    assert "✗ I lack “Timeout Members”, so I can't mute or suspend anybody." in shown
    assert "turn on “Timeout Members”" in shown
    await town.bot.close()


def weaken(town: Town, held: discord.Permissions) -> None:
    """Take the bot's permissions, as an administrator would in the server's settings."""
    town.env.backend.edit_role(town.guild.id, town.guild.roles["TestBot"].id, {"permissions": held.value})
