"""Where a rule is to hold, and who may look there or change something there.

The server is for those who manage it; a channel or category for those who manage *that* one. Looking is also
for moderators.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import discord
from discord import app_commands

from bot.policy.ids import GuildId
from bot.policy.phrase import Phrase, Value, phrase
from cogs import convert
from cogs.ui.answers import Interaction

Channel: TypeAlias = discord.abc.GuildChannel | discord.Thread
Named: TypeAlias = app_commands.AppCommandChannel | app_commands.AppCommandThread
"""A channel as a person names it in a command; we may not be able to see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A server, category, channel or thread."""

    guild_id: GuildId
    ids: tuple[int, ...]
    """Itself first, then those above it; the server's id for the server."""
    name: Value
    """How to call it: a mention, or a phrase for the server."""
    title: Value
    """The same for headings, where Discord shows no mentions."""
    academic: bool = False


def to_change(interaction: Interaction, named: Named | None) -> Place | Phrase:
    """Return the place to change, the server when none is named, or why this person may not."""
    member, guild = interaction.user, interaction.guild
    if guild is None or not isinstance(member, discord.Member):
        return phrase("reply.not_allowed")
    if named is None:
        if not member.guild_permissions.manage_guild:
            return phrase("rules.not_server")
        return _server(guild)
    channel = named.resolve()
    if channel is None:
        return phrase("rules.no_place")
    if not channel.permissions_for(member).manage_channels:
        return phrase("rules.not_there", place=channel.mention)
    return _place(interaction, guild, channel)


def to_look(interaction: Interaction, named: Named | None) -> Place | Phrase:
    """Return the place to look at, where the person is when none is named, or why this person may not."""
    member, guild = interaction.user, interaction.guild
    if guild is None or not isinstance(member, discord.Member):
        return phrase("reply.not_allowed")
    channel = interaction.channel if named is None else named.resolve()
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return phrase("rules.no_place")
    allowed = channel.permissions_for(member)
    settings = interaction.client.services.servers.of(GuildId(guild.id))
    # A command is no way to learn about a channel that one can't see.
    if not allowed.view_channel:
        return phrase("rules.no_place")
    if not (
        allowed.manage_channels
        or member.guild_permissions.manage_guild
        or convert.may_moderate(member, settings)
    ):
        return phrase("rules.not_yours")
    return _place(interaction, guild, channel)


def to_look_back(interaction: Interaction, named: Named | None) -> Place | Phrase:
    """Return the place whose history is asked for; the server when none is named."""
    if named is not None:
        return to_look(interaction, named)
    place = to_look(interaction, None)
    if isinstance(place, Phrase) or interaction.guild is None:
        return place
    return _server(interaction.guild)


def typed_in(interaction: Interaction) -> Place | None:
    """Return the place that a half-typed command means, for suggestions."""
    if interaction.guild is None:
        return None
    named = getattr(interaction.namespace, "place", None)
    if isinstance(named, app_commands.AppCommandChannel | app_commands.AppCommandThread):
        channel = named.resolve()
        return None if channel is None else _place(interaction, interaction.guild, channel)
    here = interaction.channel
    if isinstance(here, discord.abc.GuildChannel | discord.Thread):
        return _place(interaction, interaction.guild, here)
    return _server(interaction.guild)


def _server(guild: discord.Guild) -> Place:
    return Place(
        guild_id=GuildId(guild.id), ids=(guild.id,), name=phrase("rules.server"), title=phrase("rules.server")
    )


def _place(interaction: Interaction, guild: discord.Guild, channel: Channel) -> Place:
    ids = convert.places(channel)
    academic = interaction.client.services.servers.of(GuildId(guild.id)).academic_channels
    # A category has no mention that Discord would render.
    category = isinstance(channel, discord.CategoryChannel)
    quoted = f"“{channel.name}”"
    return Place(
        guild_id=GuildId(guild.id),
        ids=ids,
        name=quoted if category else channel.mention,
        title=quoted if category else f"#{channel.name}",
        academic=any(each in academic for each in ids),
    )
