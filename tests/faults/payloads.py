"""The records of the small Discord in the JSON that discord.py reads."""

from datetime import datetime
from typing import Any

from tests.faults.things import Channel, Guild, Member, Message, Overwrite, Role, User

Json = dict[str, Any]


def user(record: User) -> Json:
    """Return a user object."""
    return {
        "id": str(record.id),
        "username": record.name,
        "global_name": None,
        "discriminator": "0",
        "avatar": None,
        "bot": record.bot,
        "public_flags": 0,
    }


def member(record: Member) -> Json:
    """Return a member object with its user."""
    return {
        "user": user(record.user),
        "nick": record.nick,
        "avatar": None,
        "roles": [str(role) for role in sorted(record.roles)],
        "joined_at": record.joined_at.isoformat(),
        "premium_since": None,
        "deaf": record.deaf,
        "mute": record.mute,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": _instant(record.timeout_until),
    }


def role(record: Role) -> Json:
    """Return a role object."""
    return {
        "id": str(record.id),
        "name": record.name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "position": record.position,
        "permissions": str(record.permissions),
        "managed": record.managed,
        "mentionable": False,
        "flags": 0,
    }


def overwrite(record: Overwrite) -> Json:
    """Return a permission overwrite."""
    return {
        "id": str(record.id),
        "type": record.type,
        "allow": str(record.allow),
        "deny": str(record.deny),
    }


def channel(record: Channel) -> Json:
    """Return a channel, thread or private channel."""
    shared: Json = {
        "id": str(record.id),
        "type": record.type,
        "last_message_id": _id(record.last_message_id),
        "flags": 0,
    }
    if record.recipient is not None:
        return shared | {"recipients": [user(record.recipient)]}
    shared |= {
        "guild_id": str(record.guild_id),
        "name": record.name,
        "parent_id": _id(record.parent_id),
        "rate_limit_per_user": record.slow_mode,
    }
    if record.thread:
        owned = {"owner_id": str(record.owner_id), "message_count": 0, "member_count": 1}
        return shared | owned | {"thread_metadata": record.thread}
    return shared | {
        "position": 0,
        "nsfw": False,
        "topic": None,
        "bitrate": 64000,
        "user_limit": 0,
        "permission_overwrites": [overwrite(one) for one in record.overwrites.values()],
    }


def message(record: Message) -> Json:
    """Return a message as REST answers it."""
    payload: Json = {
        "id": str(record.id),
        "channel_id": str(record.channel_id),
        "author": user(record.author),
        "content": record.content,
        "timestamp": record.created_at.isoformat(),
        "edited_timestamp": _instant(record.edited_at),
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": record.attachments,
        "embeds": record.embeds,
        "components": record.components,
        "pinned": record.pinned,
        "type": 0,
        "flags": record.flags,
    }
    if record.nonce is not None:
        payload["nonce"] = record.nonce
    if record.reference is not None:
        payload |= {"message_reference": record.reference, "type": 19}
    return payload


def message_event(record: Message, author: Member | None) -> Json:
    """Return a message as the gateway brings it: with its server and its author as a member."""
    payload = message(record)
    if record.guild_id is not None:
        payload["guild_id"] = str(record.guild_id)
    if author is not None:
        # The member of a message carries no user: it stands beside it.
        payload["member"] = {key: value for key, value in member(author).items() if key != "user"}
    return payload


def guild(record: Guild) -> Json:
    """Return a server as REST answers it."""
    return {
        "id": str(record.id),
        "name": record.name,
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "owner_id": str(record.owner_id),
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "roles": [role(one) for one in record.roles.values()],
        "emojis": [],
        "stickers": [],
        "features": ["COMMUNITY"],
        "mfa_level": 0,
        "application_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "vanity_url_code": None,
        "description": None,
        "banner": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": "en-US",
        "public_updates_channel_id": None,
        "safety_alerts_channel_id": None,
        "nsfw_level": 0,
        "premium_progress_bar_enabled": False,
    }


def guild_event(record: Guild, me: int) -> Json:
    """Return GUILD_CREATE; like Discord for large servers, the only member in it is the bot itself."""
    threads = [one for one in record.channels.values() if one.thread]
    channels = [one for one in record.channels.values() if not one.thread]
    return guild(record) | {
        "joined_at": record.members[me].joined_at.isoformat(),
        "large": True,
        "unavailable": False,
        "member_count": len(record.members),
        "members": [member(record.members[me])],
        "channels": [channel(one) for one in channels],
        "threads": [channel(one) for one in threads],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def application(me: User, owner: User) -> Json:
    """Return the application that the bot belongs to."""
    return {
        "id": str(me.id),
        "name": me.name,
        "icon": None,
        "description": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": user(owner),
        "team": None,
        "verify_key": "0" * 64,
        # Members, presence and message content intents are switched on.
        "flags": (1 << 13) | (1 << 15) | (1 << 19),
        "interactions_endpoint_url": None,
    }


def _instant(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()


def _id(value: int | None) -> str | None:
    return None if value is None else str(value)
