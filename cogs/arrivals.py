"""The first look at a message: at the event itself, before discord.py makes objects of it.

Making a ``discord.Message`` with its author, member and channel is most of what a message costs. Nearly
all messages hold nothing but words and files and are clean, and nobody wants an object of those. Whatever
is more than that, or isn't clean, goes the usual way through ``cogs.listener``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import discord

from bot.policy.content import Author, Content, Part, PartKind
from bot.policy.evaluate import evaluate
from bot.policy.ids import ChannelId, GuildId, MessageId, UserId
from cogs import convert, pings

if TYPE_CHECKING:
    from bot.client import StewardBot

_MORE: Final = frozenset(
    {"webhook_id", "application_id", "message_snapshots", "poll", "thread", "interaction", "call"}
)
"""Fields of which any takes a message the usual way. Discord leaves them out where they don't apply:
https://docs.discord.com/developers/resources/message#message-object"""
_PLACES: Final = (discord.TextChannel, discord.VoiceChannel, discord.StageChannel, discord.Thread)
Place: TypeAlias = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread


class Arrivals:
    """Tells which message events need no further thought."""

    def __init__(self, bot: StewardBot) -> None:
        self._bot = bot
        self._services = bot.services

    def pass_over(self, event: Mapping[str, Any]) -> bool:
        """Remember a message event, and tell whether it is clean and nothing is left to do about it."""
        place = self._place(event)
        if place is None:
            return False
        texts, names = _texts(event)
        if names and self._services.intake.glance is not None:
            return False
        if (texts or names) and not self._is_clean(event, place, texts, names):
            return False
        if event["mentions"] or event["mention_roles"]:
            self._services.noticing.pings.note(MessageId(int(event["id"])), pings.of_event(event, place))
        # discord.py would have kept this; catching up after a gap goes by it.
        place.last_message_id = int(event["id"])
        return True

    def _place(self, event: Mapping[str, Any]) -> Place | None:
        """Return where a member's message stands that has nothing but words and files, else None."""
        if (
            "guild_id" not in event
            or event["embeds"]
            or event["mention_everyone"]
            or event["author"].get("bot")
            or not event.keys().isdisjoint(_MORE)
            or (self._services.pronouns.known and (event["mentions"] or "referenced_message" in event))
            # The first message of a forum post carries the title.
            or event["id"] == event["channel_id"]
        ):
            return None
        guild = self._bot.get_guild(int(event["guild_id"]))
        place = guild and guild.get_channel_or_thread(int(event["channel_id"]))
        return place if isinstance(place, _PLACES) else None

    def _is_clean(
        self, event: Mapping[str, Any], place: Place, texts: tuple[str, ...], names: tuple[str, ...]
    ) -> bool:
        services = self._services
        guild_id, message_id = GuildId(place.guild.id), MessageId(int(event["id"]))
        author_id, at = UserId(int(event["author"]["id"])), convert.time_of(message_id)
        services.speakers.heard(ChannelId(place.id), author_id, _name(event), at)
        joined = texts[0] if len(texts) == 1 and not names else "\n".join((*texts, *names))
        facts = services.window.note(
            guild_id, author_id, ChannelId(place.id), message_id, joined, at=at, files=names, now=at
        )
        rules = services.rules.for_channel(guild_id, convert.places(place))
        doubts = rules.quick.doubts(texts, facts, names=names)
        if doubts is not None:
            content = Content(
                guild_id=guild_id,
                channel_id=ChannelId(place.id),
                message_id=message_id,
                author=Author(id=author_id, created_at=discord.utils.snowflake_time(author_id)),
                parts=_parts(event),
                created_at=discord.utils.snowflake_time(message_id),
                attachment_names=names,
            )
            # Of the author nothing is known here but the id. Roles can only make a verdict milder, so what
            # is clean without them is clean. Mentions are counted from the message itself, and whom a reply
            # is to as well.
            facts = replace(facts, speakers=services.speakers.of(content.channel_id, at, but=author_id))
            rung = "referenced_message" in event or any("<@" in text for text in (*texts, *names))
            if rung or evaluate(rules, content, facts, now=content.created_at, doubts=doubts) is not None:
                return False
        if services.text_model is not None and services.text_model.wants(*texts):
            return False
        services.watermarks.seen(guild_id, place.id, message_id)
        return True


def _name(event: Mapping[str, Any]) -> str:
    """Return the name an author is shown under."""
    who = event["author"]
    name: str = event.get("member", who).get("nick") or who.get("global_name") or who["username"]
    return name


def _texts(event: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what ``convert.texts`` would: the texts, and apart from them the names of files."""
    body = (event["content"],) if event["content"] else ()
    files = event["attachments"]
    if not files:
        return body, ()
    alts = [each["description"] for each in files if each.get("description")]
    return (*body, *alts), tuple([each["filename"] for each in files])


def _parts(event: Mapping[str, Any]) -> tuple[Part, ...]:
    """Return what ``convert.parts`` would; only made for what isn't clean at first sight."""
    texts, names = _texts(event)
    alt = PartKind.ALT_TEXT
    kinds = [PartKind.BODY if event["content"] and not place else alt for place in range(len(texts))]
    return (
        *(Part(kind=kind, text=text) for kind, text in zip(kinds, texts, strict=True)),
        *(Part(kind=PartKind.ATTACHMENT, text=name) for name in names),
    )
