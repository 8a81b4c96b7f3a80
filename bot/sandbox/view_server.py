"""What one persona sees of the server besides its messages: who is in voice, the calendar, who is banned."""

from datetime import datetime
from typing import Final

import discord

from bot.sandbox import simcord_private as inner
from bot.sandbox.people import Person
from bot.sandbox.stage import Stage

VOICE: Final = 2
STAGE: Final = 13
OPEN: Final = (1, 2)
"""States of events that are coming or under way."""


def rights(stage: Stage, person: Person) -> inner.Json:
    """Return what the persona may do by hand."""
    allowed = discord.Permissions(inner.rights(stage.env, stage.world.guild, person.user.id))
    return {
        "roles": allowed.manage_roles,
        "timeout": allowed.moderate_members,
        "kick": allowed.kick_members,
        "ban": allowed.ban_members,
        "voice": allowed.mute_members,
        "plan": allowed.create_events,
    }


def inside(stage: Stage, channel: inner.Channel) -> list[inner.Json] | None:
    """Return who is in a voice or stage channel, in the order they came; None for other channels."""
    if channel.type not in (VOICE, STAGE):
        return None
    return [
        {
            "id": str(each.user_id),
            "muted": each.mute,
            "speaks": channel.type == STAGE and not each.suppress,
            "hand": each.request_to_speak_timestamp is not None,
        }
        for each in inner.in_voice(stage.env, stage.world.guild, channel.id)
    ]


def events(stage: Stage, person: Person) -> list[inner.Json]:
    """Return the coming events, the next one first; nothing for who is not in the server."""
    env, guild = stage.env, stage.world.guild
    if inner.stored_member(env, guild, person.user.id) is None:
        return []
    keeps = discord.Permissions(inner.rights(env, guild, person.user.id)).manage_events
    found = [each for each in inner.stored_guild(env, guild).scheduled_events.values() if each.status in OPEN]
    return [
        {
            "id": str(each.id),
            "name": each.name,
            "text": each.description or "",
            "at": int(datetime.fromisoformat(each.scheduled_start_time).timestamp() * 1000),
            "by": str(each.creator_id),
            "channel": str(each.channel_id) if each.channel_id else None,
            "place": (each.entity_metadata or {}).get("location", ""),
            "mayDelete": keeps or each.creator_id == person.user.id,
        }
        for each in sorted(found, key=lambda each: each.scheduled_start_time)
    ]


def banned(stage: Stage, person: Person) -> list[inner.Json]:
    """Return who is banned, for those who may lift a ban."""
    if not rights(stage, person)["ban"]:
        return []
    names = {each.id: each.global_name or each.name for each in inner.users(stage.env)}
    return [
        {"id": str(each), "name": names[each]}
        for each in inner.stored_guild(stage.env, stage.world.guild).bans
        if each in names
    ]
