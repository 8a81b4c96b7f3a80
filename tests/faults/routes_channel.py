"""Routes about channels: messages, permission overwrites, threads, private messages."""

from typing import Any

import discord

from tests.faults import acts_messages as acts
from tests.faults import payloads
from tests.faults.routes import Answer, Call, Table
from tests.faults.things import Channel, Message, Overwrite, snowflake
from tests.faults.world import DiscordError, unknown


def get_channel(call: Call) -> Answer:
    return payloads.channel(call.channel)


def patch_channel(call: Call) -> Answer:
    _demand(call, call.channel, "manage_channels")
    channel, body = call.channel, call.body or {}
    channel.name = body.get("name", channel.name)
    channel.slow_mode = body.get("rate_limit_per_user", channel.slow_mode)
    for key in ("archived", "locked"):
        if channel.thread and key in body:
            channel.thread[key] = body[key]
    call.world.ledger.act("channel", channel.guild_id or 0, channel.id, dict(body), reason=call.reason)
    name = "THREAD_UPDATE" if channel.thread else "CHANNEL_UPDATE"
    call.world.emit(name, payloads.channel(channel), channel.guild_id)
    return payloads.channel(channel)


def get_messages(call: Call) -> Answer:
    """Answer newest first, whichever bound was given, as Discord does."""
    query, limit = call.query, int(call.query.get("limit", 50))
    after, before = int(query.get("after", 0)), int(query.get("before", 1 << 63))
    ids = sorted(one for one in call.channel.messages if after < one < before)
    chosen = ids[:limit] if "after" in query else ids[-limit:]
    return [_read(call.channel.messages[one]) for one in reversed(chosen)]


def get_message(call: Call) -> Answer:
    return _read(call.message)


def _read(message: Message) -> Answer:
    """Return a message as it is read later: the nonce is told at its sending only."""
    return {key: value for key, value in payloads.message(message).items() if key != "nonce"}


def post_message(call: Call) -> Answer:
    channel, body = call.channel, with_files(call)
    if channel.recipient is not None:
        acts.demand_open(call.world, channel.recipient)
    else:
        _demand(call, channel, "send_messages")
    if not any(body.get(key) for key in ("content", "embeds", "components", "attachments", "poll")):
        raise DiscordError(400, 50006, "Cannot send an empty message")
    if body.get("nonce") is not None and len(str(body["nonce"])) > 25:
        raise DiscordError(400, 50035, "Invalid Form Body")
    return payloads.message(acts.write(call.world, channel, call.world.me, body))


def patch_message(call: Call) -> Answer:
    message = call.message
    if message.author.id != call.world.me.id:
        raise DiscordError(403, 50005, "Cannot edit a message authored by another user")
    return payloads.message(acts.edit(call.world, message, with_files(call), by=call.world.me))


def delete_message(call: Call) -> Answer:
    message = call.message
    if message.author.id != call.world.me.id:
        _demand(call, call.channel, "manage_messages")
    acts.delete(call.world, message, by=call.world.me, reason=call.reason)


def bulk_delete(call: Call) -> Answer:
    _demand(call, call.channel, "manage_messages")
    for message_id in call.body["messages"]:
        message = call.channel.messages.get(int(message_id))
        if message is not None:
            acts.delete(call.world, message, by=call.world.me, reason=call.reason)


def put_overwrite(call: Call) -> Answer:
    channel, target, body = call.channel, call.id("overwrite_id"), call.body
    guild = _demand(call, channel, "manage_roles")
    wanted = Overwrite(
        id=target, type=int(body["type"]), allow=int(body.get("allow") or 0), deny=int(body.get("deny") or 0)
    )
    acts.set_overwrite(call.world, guild, channel, wanted, target, by=call.world.me, reason=call.reason)


def delete_overwrite(call: Call) -> Answer:
    channel, target = call.channel, call.id("overwrite_id")
    guild = _demand(call, channel, "manage_roles")
    if target not in channel.overwrites:
        raise unknown("Overwrite")
    acts.set_overwrite(call.world, guild, channel, None, target, by=call.world.me, reason=call.reason)


def typing(call: Call) -> Answer:
    assert call.channel.id


def start_thread(call: Call) -> Answer:
    """Open a thread in a channel, or on a message, whose id it then takes as Discord does."""
    parent = call.channel
    guild = _demand(call, parent, "create_public_threads")
    thread = Channel(
        id=call.message.id if "message_id" in call.params else snowflake(),
        guild_id=guild.id,
        type=int((call.body or {}).get("type") or 11),
        name=call.body["name"],
        parent_id=parent.id,
        owner_id=call.world.me.id,
        thread={
            "archived": False,
            "auto_archive_duration": 1440,
            "archive_timestamp": discord.utils.utcnow().isoformat(),
            "locked": False,
            "invitable": True,
        },
    )
    guild.channels[thread.id] = thread
    call.world.channels[thread.id] = thread
    call.world.ledger.act("channel", guild.id, thread.id, {"thread": thread.name}, reason=call.reason)
    call.world.emit("THREAD_CREATE", payloads.channel(thread), guild.id)
    return payloads.channel(thread)


def thread_member(call: Call) -> Answer:
    assert call.channel.thread


def open_private(call: Call) -> Answer:
    user = call.world.users.get(int(call.body["recipient_id"]))
    if user is None:
        raise unknown("User")
    return payloads.channel(acts.private_channel(call.world, user))


def with_files(call: Call) -> dict[str, Any]:
    """Return a message body in which uploaded files stand as attachments."""
    body = dict(call.body or {})
    sent = [
        {
            "id": str(snowflake()),
            "filename": name,
            "size": len(content),
            "url": f"https://cdn.invalid/{name}",
            "proxy_url": f"https://cdn.invalid/{name}",
        }
        for name, content in call.files.values()
    ]
    if sent:
        body["attachments"] = sent
    return body


def _demand(call: Call, channel: Channel, permission: str) -> Any:
    guild = call.world.guild(channel.guild_id or 0)
    call.world.demand(guild, permission)
    return guild


_CHANNEL = "/channels/{channel_id}"
_MESSAGE = "/channels/{channel_id}/messages/{message_id}"
TABLE: Table = {
    ("GET", _CHANNEL): get_channel,
    ("PATCH", _CHANNEL): patch_channel,
    ("GET", f"{_CHANNEL}/messages"): get_messages,
    ("POST", f"{_CHANNEL}/messages"): post_message,
    ("POST", f"{_CHANNEL}/messages/bulk-delete"): bulk_delete,
    ("GET", _MESSAGE): get_message,
    ("PATCH", _MESSAGE): patch_message,
    ("DELETE", _MESSAGE): delete_message,
    ("PUT", f"{_CHANNEL}/permissions/{{overwrite_id}}"): put_overwrite,
    ("DELETE", f"{_CHANNEL}/permissions/{{overwrite_id}}"): delete_overwrite,
    ("POST", f"{_CHANNEL}/typing"): typing,
    ("POST", f"{_CHANNEL}/threads"): start_thread,
    ("POST", f"{_MESSAGE}/threads"): start_thread,
    ("PUT", f"{_CHANNEL}/thread-members/{{user_id}}"): thread_member,
    ("POST", "/users/@me/channels"): open_private,
}
