"""What can be done in channels: writing, editing, deleting, permissions, private messages."""

from typing import Any

import discord

from tests.faults import payloads
from tests.faults.acts_members import audit
from tests.faults.things import Channel, Guild, Message, Overwrite, User, snowflake
from tests.faults.world import DiscordError, World

OVERWRITE_CREATE, OVERWRITE_UPDATE, OVERWRITE_DELETE, MESSAGE_DELETE = 13, 14, 15, 72
"""Discord's numbers for these acts in the audit log."""


def write(world: World, channel: Channel, author: User, body: dict[str, Any]) -> Message:
    """Post a message; with ``enforce_nonce`` a nonce already used here gives the earlier message back.

    A message of the bot is noted in the ledger each time one is really made, so a second copy shows.
    """
    nonce = body.get("nonce")
    earlier = _earlier(world, channel, author, nonce) if body.get("enforce_nonce") else None
    if earlier is not None:
        return earlier
    message = new_message(channel, author, body)
    channel.messages[message.id] = message
    channel.last_message_id = message.id
    if nonce is not None:
        world.nonces[author.id, str(nonce)] = message
    detail = {"id": message.id, "nonce": message.nonce, "said": said(message)}
    mine = author.id == world.me.id
    world.ledger.act("message", channel.guild_id or 0, channel.id, detail, by_bot=mine)
    world.emit("MESSAGE_CREATE", _event(world, message), channel.guild_id)
    return message


def new_message(channel: Channel, author: User, body: dict[str, Any]) -> Message:
    """Make a message record from a request's body, without posting it."""
    nonce = body.get("nonce")
    return Message(
        id=snowflake(),
        channel_id=channel.id,
        guild_id=channel.guild_id,
        author=author,
        created_at=discord.utils.utcnow(),
        content=body.get("content") or "",
        nonce=None if nonce is None else str(nonce),
        embeds=[_with_kind(embed) for embed in body.get("embeds") or ()],
        components=_numbered(body.get("components") or []),
        attachments=body.get("attachments") or [],
        reference=body.get("message_reference"),
        flags=body.get("flags") or 0,
    )


def edit(world: World, message: Message, body: dict[str, Any], *, by: User) -> Message:
    """Change a message; keys that are not given stay."""
    apply_edit(message, body)
    detail = {"id": message.id, "said": said(message)}
    mine = by.id == world.me.id
    world.ledger.act("edit", message.guild_id or 0, message.channel_id, detail, by_bot=mine)
    world.emit("MESSAGE_UPDATE", _event(world, message), message.guild_id)
    return message


def apply_edit(message: Message, body: dict[str, Any]) -> None:
    """Put the given keys of an edit into a message record."""
    if "content" in body:
        message.content = body["content"] or ""
    if "embeds" in body:
        message.embeds = [_with_kind(embed) for embed in body["embeds"] or ()]
    if "components" in body:
        message.components = _numbered(body["components"] or [])
    if "attachments" in body:
        message.attachments = body["attachments"] or []
    message.edited_at = discord.utils.utcnow()


def delete(world: World, message: Message, *, by: User, reason: str = "") -> None:
    """Remove a message that is there."""
    del world.channels[message.channel_id].messages[message.id]
    detail = {"id": message.id, "author": message.author.id}
    mine = by.id == world.me.id
    world.ledger.act("delete", message.guild_id or 0, message.channel_id, detail, reason=reason, by_bot=mine)
    data = {"id": str(message.id), "channel_id": str(message.channel_id)}
    if message.guild_id is not None:
        data["guild_id"] = str(message.guild_id)
        if by.id != message.author.id:
            audit(world, world.guilds[message.guild_id], MESSAGE_DELETE, message.author.id, by, reason)
    world.emit("MESSAGE_DELETE", data, message.guild_id)


def set_overwrite(
    world: World, guild: Guild, channel: Channel, overwrite: Overwrite | None, target: int, *, by: User,
    reason: str = "",
) -> None:  # fmt: skip
    """Put a channel's overwrite for a role or member, or remove it with None."""
    before = channel.overwrites.get(target)
    if overwrite is None:
        channel.overwrites.pop(target, None)
    else:
        channel.overwrites[target] = overwrite
    detail = {"of": target, "value": None if overwrite is None else payloads.overwrite(overwrite)}
    mine = by.id == world.me.id
    world.ledger.act(
        "overwrite", guild.id, channel.id, detail, reason=reason, by_bot=mine, changed=before != overwrite
    )
    kind = OVERWRITE_DELETE if overwrite is None else OVERWRITE_UPDATE if before else OVERWRITE_CREATE
    audit(world, guild, kind, channel.id, by, reason)
    world.emit("CHANNEL_UPDATE", payloads.channel(channel), guild.id)


def private_channel(world: World, user: User) -> Channel:
    """Return the channel of private messages with a person; it is made once."""
    for channel in world.channels.values():
        if channel.recipient is not None and channel.recipient.id == user.id:
            return channel
    channel = Channel(id=snowflake(), guild_id=None, type=1, recipient=user)
    world.channels[channel.id] = channel
    return channel


def demand_open(world: World, user: User) -> None:
    """Raise 50007 unless a person takes private messages and still shares a server with the bot."""
    shares = any(user.id in guild.members for guild in world.guilds.values())
    if not user.takes_private_messages or not shares:
        raise DiscordError(403, 50007, "Cannot send messages to this user")


def said(message: Message) -> str:
    """Return all words of a message, for telling copies apart."""
    parts = [message.content]
    for embed in message.embeds:
        parts += [str(embed.get(key, "")) for key in ("title", "description")]
        parts += [f"{field['name']}: {field['value']}" for field in embed.get("fields", ())]
        parts.append(str(embed.get("footer", {}).get("text", "")))
    parts += [_words(component) for component in message.components]
    return "\n".join(part for part in parts if part)


def _words(component: dict[str, Any]) -> str:
    own = [str(component[key]) for key in ("content", "label", "custom_id") if component.get(key)]
    inner = [_words(child) for child in component.get("components", ())]
    return "\n".join(own + inner)


def _numbered(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give each component the id that Discord adds, which discord.py reads."""
    for number, component in enumerate(components, start=1):
        component.setdefault("id", number)
        _numbered(component.get("components") or [])
    return components


def _with_kind(embed: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich"} | embed


def _earlier(world: World, channel: Channel, author: User, nonce: object) -> Message | None:
    found = world.nonces.get((author.id, str(nonce)))
    if nonce is None or found is None:
        return None
    if (discord.utils.utcnow() - found.created_at).total_seconds() > world.nonce_window:
        return None
    if found.channel_id != channel.id:
        # Discord looks at author and nonce only, so the second message would never appear.
        world.ledger.problems.append(f"nonce {nonce} was used in two channels")
    return found


def _event(world: World, message: Message) -> dict[str, Any]:
    guild = world.guilds.get(message.guild_id or 0)
    member = guild.members.get(message.author.id) if guild is not None else None
    return payloads.message_event(message, member)
