"""What one persona sees, as plain data for the page.

The page is given whole parts (channels, members, messages …) computed from the simulated Discord, never a
stream of changes to apply: whatever the bot does, and however it does it, the next look shows it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import discord

from bot.sandbox import simcord_private as inner
from bot.sandbox.people import Person
from bot.sandbox.stage import Stage
from bot.sandbox.view_messages import messages, shown_messages
from bot.sandbox.view_server import STAGE, VOICE, banned, events, inside, rights
from bot.sandbox.world import PERSONAS

KINDS: Final = {
    0: "text",
    1: "private",
    VOICE: "voice",
    4: "category",
    5: "text",
    11: "thread",
    12: "thread",
    STAGE: "stage",
    15: "forum",
}
Reads = dict[tuple[int, int], int]
"""The newest message somebody has had on their screen: user id, channel id → message id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One pair of eyes: who looks, at which channel, and what was read."""

    stage: Stage
    person: Person
    channel_id: int
    reads: Reads


def view(look: Look) -> dict[str, object]:
    """Return all parts of the page except the tour."""
    listed = _channels(look)
    open_channel = next((each for each in listed if each["id"] == str(look.channel_id)), None)
    return {
        "clock": int(look.stage.env.now().timestamp() * 1000),
        "guild": {"id": str(look.stage.world.guild.id), "name": look.stage.world.guild.name},
        "me": _me(look),
        "personas": _personas(look),
        "channels": listed,
        "channel": open_channel,
        "members": _members(look),
        "roles": _roles(look),
        "banned": banned(look.stage, look.person),
        "events": events(look.stage, look.person),
        "names": {str(each.id): each.global_name or each.name for each in inner.users(look.stage.env)},
        "commands": _commands(look, open_channel is not None),
        "messages": messages(look.stage, look.person, look.channel_id) if open_channel else [],
        "troubles": [each.json() for each in look.stage.troubles.kept],
    }


def _me(look: Look) -> inner.Json:
    env, guild, user = look.stage.env, look.stage.world.guild, look.person.user
    member = inner.stored_member(env, guild, user.id)
    until = member.timed_out_until if member is not None else None
    held = until is not None and datetime.fromisoformat(until) > env.now()
    return {
        "key": look.person.key,
        "id": str(user.id),
        "name": user.global_name,
        "inServer": member is not None,
        "banned": user.id in inner.stored_guild(env, guild).bans,
        "rights": rights(look.stage, look.person),
        "heldUntil": int(datetime.fromisoformat(until).timestamp() * 1000) if held and until else None,
    }


def _personas(look: Look) -> list[inner.Json]:
    found = []
    for each in PERSONAS:
        user = look.stage.world.people[each.key]
        private = inner.private_channel(look.stage.env, user.id)
        found.append(
            {
                "key": each.key,
                "id": str(user.id),
                "name": each.name,
                "part": each.part,
                "about": each.about,
                "inServer": inner.stored_member(look.stage.env, look.stage.world.guild, user.id) is not None,
                "unread": _unread(look, user.id, private),
            }
        )
    return found


def _channels(look: Look) -> list[inner.Json]:
    env, user = look.stage.env, look.person.user
    private = inner.private_channel(env, user.id)
    listed = [inner.stored_channel(env, private)]
    if inner.stored_member(env, look.stage.world.guild, user.id) is not None:
        listed += inner.channels(env, look.stage.world.guild)
    return [_channel(look, each) for each in listed if each and inner.sees(env, each.id, user.id)]


def _channel(look: Look, found: inner.Channel) -> inner.Json:
    bits = inner.permissions(look.stage.env, look.person.user.id, found)
    allowed = discord.Permissions(bits) if bits >= 0 else discord.Permissions.all()
    kind = KINDS.get(int(found.type), "text")
    owner = found.owner_id if kind == "thread" else None
    return {
        "id": str(found.id),
        "kind": kind,
        "name": found.name or look.stage.env.backend.bot_user.name,
        "topic": found.topic or "",
        "parent": str(found.parent_id) if found.parent_id else None,
        "owner": str(owner) if owner else None,
        "maySend": allowed.send_messages_in_threads if kind == "thread" else allowed.send_messages,
        "mayDelete": allowed.manage_messages and kind != "private",
        "unread": _unread(look, look.person.user.id, found.id),
        "inside": inside(look.stage, found),
    }


def _unread(look: Look, user_id: int, channel_id: int) -> int:
    read = look.reads.get((user_id, channel_id), 0)
    found = shown_messages(look.stage, user_id, channel_id)
    return sum(1 for each in found if each.id > read and each.author_id != user_id)


def _members(look: Look) -> list[inner.Json]:
    env, guild = look.stage.env, inner.stored_guild(look.stage.env, look.stage.world.guild)
    names = {each.id: each for each in inner.users(env)}
    found = []
    for member in guild.members.values():
        user = names[member.user_id]
        worn = sorted((guild.roles[each] for each in member.role_ids if each in guild.roles), key=_position)
        hoisted = [each for each in worn if each.hoist]
        coloured = [each for each in worn if each.color]
        held = member.timed_out_until is not None
        found.append(
            {
                "id": str(user.id),
                "name": member.nick or user.global_name or user.name,
                "bot": user.bot,
                "group": hoisted[-1].name if hoisted else "Members",
                "rank": hoisted[-1].position if hoisted else 0,
                "color": coloured[-1].color if coloured else 0,
                "roles": [each.name for each in reversed(worn)],
                "below": inner.outranks(env, look.stage.world.guild, look.person.user.id, user.id),
                "held": held and datetime.fromisoformat(member.timed_out_until or "") > env.now(),
            }
        )
    return sorted(found, key=lambda each: (-int(str(each["rank"])), str(each["name"])))


def _position(role: inner.Role) -> int:
    return role.position


def _roles(look: Look) -> list[inner.Json]:
    env, handle, me = look.stage.env, look.stage.world.guild, look.person.user.id
    here = inner.stored_member(env, handle, me) is not None
    ordered = sorted(inner.stored_guild(env, handle).roles.values(), key=_position, reverse=True)
    return [
        {
            "id": str(each.id),
            "name": each.name,
            "color": each.color,
            "mine": here and each.id != handle.id and inner.gives(env, handle, me, each),
        }
        for each in ordered
    ]


def _commands(look: Look, is_open: bool) -> inner.Json:
    if not is_open:
        return {"slash": [], "message": [], "user": []}
    env, user_id, channel_id = look.stage.env, look.person.user.id, look.channel_id
    slash = [
        {
            "path": " ".join(path),
            "description": leaf.get("description", ""),
            "options": leaf.get("options") or [],
        }
        for command in inner.commands(env, user_id, channel_id, inner.AppCommandType.CHAT_INPUT)
        for path, leaf in inner.leaves(command)
    ]
    on_message = inner.commands(env, user_id, channel_id, inner.AppCommandType.MESSAGE)
    on_user = inner.commands(env, user_id, channel_id, inner.AppCommandType.USER)
    return {
        "slash": sorted(slash, key=lambda each: str(each["path"])),
        "message": [each["name"] for each in on_message],
        "user": [each["name"] for each in on_user],
    }
