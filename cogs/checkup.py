"""Looks over what Discord lets the bot do in a server: permissions, channels, the order of roles.

Everything that is missing comes with what it leads to and where to click.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import discord

from bot.policy.channel_names import Room
from bot.policy.phrase import Phrase, Value, phrase
from bot.policy.sanctions import SuspensionMethod
from bot.policy.server import ServerSettings
from bot.services.intake import Intake
from cogs.ui.answers import Interaction

_GUILD_WIDE: Final = (
    "moderate_members",
    "ban_members",
    "manage_messages",
    "manage_roles",
    "kick_members",
    "manage_channels",
    "manage_threads",
    "create_private_threads",
    "manage_nicknames",
    "mute_members",
    "move_members",
    "manage_events",
    "view_audit_log",
)
_IN_CHANNELS: Final = ("view_channel", "send_messages", "embed_links", "read_message_history")
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing that was looked at; ``said`` tells what to do where it is not well."""

    well: bool
    said: Phrase


def may_set_up(interaction: Interaction) -> bool:
    """Return whether somebody may set the server up, and see what is missing."""
    member = interaction.user
    return isinstance(member, discord.Member) and member.guild_permissions.manage_guild


def points(guild: discord.Guild, settings: ServerSettings) -> list[Point]:
    """Return everything that was looked at, in the order in which to mend it."""
    return [
        *_permissions(guild.me),
        *_channels(guild, settings),
        *_ranks(guild, settings),
        Point(well=True, said=phrase("doctor.intents_ok")),
    ]


def installs_for_people(application: discord.AppInfo | None) -> bool:
    """Return whether people may add the bot to their own account; unknown counts as yes."""
    return (
        application is None
        or application.guild_integration_config is None
        or application.user_integration_config is not None
    )


def installation(application: discord.AppInfo | None) -> list[Point]:
    """Return what to do so that private messages can be reported from where they stand."""
    if installs_for_people(application):
        return []
    return [Point(well=False, said=phrase("doctor.no_user_install"))]


def extras(intake: Intake) -> list[Point]:
    """Return which extras for pictures are at work; none of them is needed for the rest."""
    there = {"ocr": intake.reading is not None, "vision": intake.glance is not None}
    points = [
        Point(well=True, said=phrase(f"doctor.{name}_{'on' if at_work else 'off'}"))
        for name, at_work in there.items()
    ]
    if intake.glance is not None and intake.glance.failing:
        points.append(Point(well=False, said=phrase("doctor.vision_failing")))
    return points


def _permissions(me: discord.Member) -> list[Point]:
    held = me.guild_permissions
    missing = [name for name in _GUILD_WIDE if not getattr(held, name)]
    if not missing:
        return [Point(well=True, said=phrase("doctor.permissions_ok"))]
    role = me.top_role.mention
    return [
        Point(
            well=False,
            said=phrase(
                "doctor.permission_missing",
                permission=phrase(f"setup.permission.{name}"),
                effect=phrase(f"doctor.effect.{name}"),
                role=role,
            ),
        )
        for name in missing
    ]


def _channels(guild: discord.Guild, settings: ServerSettings) -> list[Point]:
    found = [
        *_channel(guild, "queue_channel", settings.queue_channel),
        *_channel(guild, "log_channel", settings.log_channel),
    ]
    if settings.faculty_channel is None:
        return [*found, Point(well=True, said=phrase("doctor.faculty_unset"))]
    return [*found, *_channel(guild, "faculty_channel", settings.faculty_channel)]


def _channel(guild: discord.Guild, setting: str, channel_id: int | None) -> list[Point]:
    name = phrase(f"setup.setting.{setting}")
    if channel_id is None:
        effect = phrase(f"doctor.effect.{setting}")
        return [Point(well=False, said=phrase("doctor.channel_unset", setting=name, effect=effect))]
    channel = guild.get_channel(channel_id)
    if channel is None:
        return [Point(well=False, said=phrase("doctor.channel_gone", setting=name))]
    doubts = doubts_about(channel)
    if doubts:
        return [Point(well=False, said=doubt) for doubt in doubts]
    return [Point(well=True, said=phrase("doctor.channel_ok", setting=name, channel=channel.mention))]


def doubts_about(channel: discord.abc.GuildChannel) -> list[Phrase]:
    """Return why a channel is not fit for cases: what the bot lacks there, and who else can read it."""
    me = channel.guild.me
    held = channel.permissions_for(me)
    doubts: list[Phrase] = []
    missing = [name for name in _IN_CHANNELS if not getattr(held, name)]
    if missing:
        lacks = _joined([phrase(f"setup.permission.{name}") for name in missing])
        said = phrase("setup.lacks", channel=channel.mention, permissions=lacks, role=me.top_role.mention)
        doubts.append(said)
    if channel.permissions_for(channel.guild.default_role).view_channel:
        doubts.append(phrase("setup.open_to_all", channel=channel.mention))
    return doubts


def _joined(names: list[Phrase]) -> Value:
    joined = names[0]
    for name in names[1:]:
        joined = phrase("setup.and", first=joined, second=name)
    return joined


def _ranks(guild: discord.Guild, settings: ServerSettings) -> list[Point]:
    mine = guild.me.top_role
    above = [role for role in guild.roles if role > mine and not _of_staff(role, settings)]
    found = []
    if above:
        shown = ", ".join(role.mention for role in above[:_SHOWN])
        found.append(Point(well=False, said=phrase("doctor.rank_too_low", roles=shown, role=mine.mention)))
    if settings.suspension_method is SuspensionMethod.ROLE:
        role = guild.get_role(settings.suspended_role or 0)
        refusal = phrase("setup.problem.no_suspended_role") if role is None else unfit_to_give(role, guild.me)
        if refusal is not None:
            found.append(Point(well=False, said=refusal))
    return found or [Point(well=True, said=phrase("doctor.rank_ok"))]


def _of_staff(role: discord.Role, settings: ServerSettings) -> bool:
    """Return whether a role is meant to stand above the bot: staff's, or one that nobody can be given."""
    held = role.permissions
    trusted = held.administrator or held.moderate_members or held.ban_members or held.manage_guild
    return role.managed or trusted or role.id in settings.moderator_roles


def unfit_to_give(role: discord.Role, me: discord.Member) -> Phrase | None:
    """Return why the bot can't give a role to a member."""
    if role.is_default():
        return phrase("setup.problem.everyone_role")
    if role.managed:
        return phrase("setup.problem.managed_role", role=role.mention)
    if role >= me.top_role:
        return phrase("setup.problem.role_too_high", role=role.mention, mine=me.top_role.mention)
    return None


def rooms(guild: discord.Guild) -> list[Room]:
    """Return the text channels of a server for guessing what they are for."""
    return [
        Room(
            id=channel.id,
            name=channel.name,
            private=not channel.permissions_for(guild.default_role).view_channel,
            usable=all(getattr(channel.permissions_for(guild.me), name) for name in _IN_CHANNELS),
        )
        for channel in guild.text_channels
    ]
