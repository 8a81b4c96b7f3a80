"""What the small Discord is made of, as plain records without behaviour."""

from asyncio import Event
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

import discord

DISCORD_EPOCH_MS = 1_420_070_400_000
_counter = count()


def snowflake() -> int:
    """Return a fresh id of Discord's shape: milliseconds since 2015 shifted by 22, and a counter."""
    ms = int(discord.utils.utcnow().timestamp() * 1000)
    return (ms - DISCORD_EPOCH_MS) << 22 | (next(_counter) & 0x3FFFFF)


@dataclass(slots=True, kw_only=True)
class User:
    id: int
    name: str
    bot: bool = False
    takes_private_messages: bool = True


@dataclass(slots=True, kw_only=True)
class Role:
    id: int
    name: str
    permissions: int
    position: int
    managed: bool = False


@dataclass(slots=True, kw_only=True)
class Member:
    user: User
    joined_at: datetime
    roles: set[int] = field(default_factory=set)
    nick: str | None = None
    timeout_until: datetime | None = None
    mute: bool = False
    deaf: bool = False


@dataclass(slots=True, kw_only=True)
class Overwrite:
    id: int
    type: int
    """0 for a role, 1 for a member."""
    allow: int
    deny: int


@dataclass(slots=True, kw_only=True)
class Channel:
    id: int
    guild_id: int | None
    type: int
    name: str = ""
    parent_id: int | None = None
    recipient: User | None = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    messages: dict[int, "Message"] = field(default_factory=dict)
    last_message_id: int | None = None
    slow_mode: int = 0
    owner_id: int | None = None
    thread: dict[str, Any] = field(default_factory=dict)
    """Thread metadata, for threads only."""


@dataclass(slots=True, kw_only=True)
class Message:
    id: int
    channel_id: int
    guild_id: int | None
    author: User
    created_at: datetime
    content: str = ""
    nonce: str | None = None
    embeds: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    reference: dict[str, Any] | None = None
    edited_at: datetime | None = None
    flags: int = 0
    pinned: bool = False
    interaction_id: int | None = None


@dataclass(slots=True, kw_only=True)
class Guild:
    id: int
    name: str
    owner_id: int
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    bans: dict[int, str] = field(default_factory=dict)
    """User id to reason."""
    audit: list[dict[str, Any]] = field(default_factory=list)
    """Audit-log entries, oldest first."""
    available: bool = True


@dataclass(slots=True, kw_only=True)
class Interaction:
    """One command or button press of a person, and what the person has seen of it."""

    id: int
    token: str
    kind: int
    guild_id: int
    channel_id: int
    user_id: int
    deadline: float
    """Loop time until which the first answer is taken (3 s, as Discord does)."""
    acknowledged: Event = field(default_factory=Event)
    answered: Event = field(default_factory=Event)
    """Set when the person reads a final answer, not "is thinking …"."""
    original: Message | None = None
    source: Message | None = None
    """For a button: the message it stands on."""
    replies: list[Message] = field(default_factory=list)
    modal: dict[str, Any] | None = None
