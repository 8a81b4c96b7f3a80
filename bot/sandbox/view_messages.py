"""The messages of one channel as one persona sees them."""

from typing import Final

import discord

from bot.sandbox import simcord_private as inner
from bot.sandbox.people import Person
from bot.sandbox.stage import Stage

LAST: Final = 100
"""How many messages of a channel are shown."""
EPHEMERAL: Final = 1 << 6
LOADING: Final = 1 << 7
ADDRESS: Final = "/file?url="


def shown_messages(stage: Stage, user_id: int, channel_id: int) -> list[inner.Message]:
    """Return the newest messages somebody has before them, without the replies they put away."""
    found = inner.stored_messages(stage.env, channel_id, user_id, LAST)
    return [each for each in found if (user_id, each.id) not in stage.dismissed]


def messages(stage: Stage, person: Person, channel_id: int) -> list[inner.Json]:
    """Return the messages of an open channel for the page, oldest first."""
    return [_message(stage, person, each) for each in shown_messages(stage, person.user.id, channel_id)]


def _message(stage: Stage, person: Person, found: inner.Message) -> inner.Json:
    raw = inner.message_json(stage.env, found, person.user.id)
    reply, used = raw.get("referenced_message"), raw.get("interaction_metadata") or {}
    return {
        "id": raw["id"],
        "channel": raw["channel_id"],
        "author": _author(stage, raw["author"]),
        "mine": found.author_id == person.user.id,
        "at": _milliseconds(raw["timestamp"]),
        "edited": raw["edited_timestamp"] is not None and not used,
        "text": raw["content"],
        "pinned": found.pinned,
        "kind": raw["type"],
        "mentionsMe": person.user.id in found.ping_user_ids,
        "onlyYou": bool(found.flags & EPHEMERAL),
        "thinking": bool(found.flags & LOADING),
        "embeds": raw["embeds"],
        "components": raw["components"],
        "files": raw["attachments"],
        "reactions": [
            {"emoji": each["emoji"]["name"], "count": each["count"], "me": each["me"]}
            for each in raw["reactions"]
        ],
        "reply": _quoted(stage, raw, reply) if raw.get("message_reference") else None,
        "forwarded": [each["message"] for each in raw.get("message_snapshots", [])],
        "used": _used(stage, found, used),
    }


def _author(stage: Stage, raw: inner.Json) -> inner.Json:
    user_id = int(raw["id"])
    member = inner.stored_member(stage.env, stage.world.guild, user_id)
    roles = inner.stored_guild(stage.env, stage.world.guild).roles
    worn = [roles[each] for each in member.role_ids if each in roles] if member is not None else []
    coloured = sorted((each for each in worn if each.color), key=lambda each: each.position)
    name = (member.nick if member is not None else None) or raw["global_name"]
    return {"id": raw["id"], "name": name, "bot": raw["bot"], "color": coloured[-1].color if coloured else 0}


def _quoted(stage: Stage, raw: inner.Json, reply: inner.Json | None) -> inner.Json | None:
    if raw["message_reference"].get("type", 0) == 1 or raw["type"] not in (19, 21):
        return None
    if reply is None:
        return {"gone": True}
    return {
        "gone": False,
        "author": _author(stage, reply["author"]),
        "text": reply["content"],
        "id": reply["id"],
    }


def _used(stage: Stage, found: inner.Message, used: inner.Json) -> inner.Json | None:
    """Say who used which command, as Discord writes above the answer."""
    if not used or used.get("type") != 2:
        return None
    record = stage.env.backend.interactions.get(int(used["id"]))
    if record is None or record.message_id != found.id:
        return None
    slash = record.command_type == inner.AppCommandType.CHAT_INPUT
    first = f"/{record.command_name}" if slash else record.command_name
    return {"by": used["user"]["global_name"], "name": stage.used.get(record.id, first)}


def _milliseconds(stamp: str) -> int:
    return int(discord.utils.parse_time(stamp).timestamp() * 1000)
