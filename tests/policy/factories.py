"""Plain functions that make policy values for tests; everything has a harmless default."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from bot.i18n import Catalogue
from bot.policy.content import Author, Content, Part, PartKind
from bot.policy.detectors.protocol import NO_FACTS, Detector, Facts, Matcher
from bot.policy.ids import ChannelId, GuildId, MessageId, RoleId, UserId
from bot.policy.phrase import Phrase
from bot.policy.verdict import Finding

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def author(
    *,
    id: int = 501,
    age: timedelta = timedelta(days=900),
    joined: timedelta | None = timedelta(days=90),
    roles: tuple[int, ...] = (),
    is_staff: bool = False,
) -> Author:
    """Make an author; ages count back from ``NOW``."""
    return Author(
        id=UserId(id),
        created_at=NOW - age,
        joined_at=None if joined is None else NOW - joined,
        role_ids=frozenset(RoleId(role) for role in roles),
        is_staff=is_staff,
    )


def part(text: str, kind: PartKind = PartKind.BODY) -> Part:
    """Make one part of a content."""
    return Part(kind=kind, text=text)


def content(
    text: str = "hello there",
    *,
    parts: tuple[Part, ...] | None = None,
    by: Author | None = None,
    guild: int = 11,
    channel: int = 21,
    message: int = 31,
    at: datetime = NOW,
    edited_at: datetime | None = None,
    users: tuple[int, ...] = (),
    roles: tuple[int, ...] = (),
    everyone: bool = False,
    reply_to: int | None = None,
    attachments: tuple[str, ...] = (),
    academic: bool = False,
) -> Content:
    """Make a message with one body part, unless ``parts`` says otherwise."""
    return Content(
        guild_id=GuildId(guild),
        channel_id=ChannelId(channel),
        message_id=MessageId(message),
        author=by or author(),
        parts=(part(text),) if parts is None else parts,
        created_at=at,
        edited_at=edited_at,
        mentioned_users=tuple(UserId(user) for user in users),
        mentioned_roles=tuple(RoleId(role) for role in roles),
        mentions_everyone=everyone,
        reply_to=None if reply_to is None else UserId(reply_to),
        attachment_names=attachments,
        academic=academic,
    )


class PlainScan:
    """A scan without folding, for detectors that look at the text as it is written."""

    def __init__(self, content: Content, facts: Facts = NO_FACTS, now: datetime = NOW) -> None:
        self.content = content
        self.facts = facts
        self.now = now

    def raw(self, index: int) -> str:
        """Return the text as written."""
        return self.content.parts[index].text

    def strict(self, index: int) -> str:
        """Return the text in lower case: length-preserving for the texts that use it."""
        return self.content.parts[index].text.lower()

    def origin(self, index: int, start: int, end: int) -> tuple[int, int]:
        """Return the span unchanged."""
        return start, end


def matcher(detector: Detector, table: Mapping[str, object] | None = None) -> Matcher:
    """Compile ``detector`` with ``table`` or fail the test with what is wrong."""
    compiled = detector.compile(table or {})
    if isinstance(compiled, tuple):
        raise AssertionError(compiled)
    return compiled


def found(
    detector: Detector,
    text: str | Content,
    table: Mapping[str, object] | None = None,
    facts: Facts = NO_FACTS,
) -> tuple[Finding, ...]:
    """Return what ``detector`` finds in a text or content."""
    judged = content(text) if isinstance(text, str) else text
    return matcher(detector, table).match(PlainScan(judged, facts))


@cache
def catalogue() -> Catalogue:
    """Return the project's own sentences."""
    return Catalogue.load(Path(__file__).resolve().parents[2] / "data" / "locales")


def said(*phrases: Phrase | None, locale: str = "en") -> str:
    """Return phrases in words, one after the other."""
    return " ".join(catalogue().say(each, locale) for each in phrases if each is not None)
