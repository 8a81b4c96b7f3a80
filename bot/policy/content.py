"""What is judged: a message or another text of a member, as plain values without discord objects."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.policy.ids import ChannelId, GuildId, MessageId, RoleId, UserId


class PartKind(StrEnum):
    """Where in a message a text stands; a rule may look at some kinds only."""

    BODY = "body"
    TITLE = "title"
    EMBED = "embed"
    ATTACHMENT = "attachment"
    ALT_TEXT = "alt_text"
    FORWARD = "forward"
    POLL = "poll"
    NICKNAME = "nickname"
    OCR = "ocr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One text of a content; offsets in findings count characters of ``text``."""

    kind: PartKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote it, as far as judging needs to know."""

    id: UserId
    created_at: datetime
    """When the account was made (aware UTC)."""
    joined_at: datetime | None = None
    """When the member joined this server (aware UTC); None when unknown."""
    role_ids: frozenset[RoleId] = frozenset()
    is_staff: bool = False
    """Whether the author may moderate this server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One thing to judge: a message, its edit, a forward, a nickname."""

    guild_id: GuildId
    channel_id: ChannelId
    message_id: MessageId
    author: Author
    parts: tuple[Part, ...]
    created_at: datetime
    """When it was posted (aware UTC)."""
    edited_at: datetime | None = None
    mentioned_users: tuple[UserId, ...] = ()
    mentioned_roles: tuple[RoleId, ...] = ()
    mentions_everyone: bool = False
    reply_to: UserId | None = None
    attachment_names: tuple[str, ...] = ()
    parent_ids: tuple[int, ...] = ()
    """Channel ids above this one, nearest first: a thread's channel, then its category."""
    academic: bool = False
    """Whether the channel is marked for the study of sensitive topics (mission row M16)."""
    age_gated: bool = False
    """Whether Discord shows the channel to adults only."""
