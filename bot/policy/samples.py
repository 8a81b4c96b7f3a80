"""A text without circumstances as a content: for trying rules out, for examples and for measuring."""

from datetime import UTC, datetime
from typing import Final

from bot.policy.content import Author, Content, Part, PartKind
from bot.policy.ids import ChannelId, GuildId, MessageId, UserId

_LONG_AGO: Final = datetime(2020, 1, 1, tzinfo=UTC)
_NOBODY: Final = Author(id=UserId(1), created_at=_LONG_AGO, joined_at=_LONG_AGO)


def sample(text: str, kind: PartKind = PartKind.BODY) -> Content:
    """Return a message of an ordinary member of long standing that holds nothing but this text."""
    return Content(
        guild_id=GuildId(1),
        channel_id=ChannelId(1),
        message_id=MessageId(1),
        author=_NOBODY,
        parts=(Part(kind=kind, text=text),),
        created_at=_LONG_AGO,
    )
