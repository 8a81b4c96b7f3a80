"""Links to messages: what a member pastes becomes a place in this server, or a sentence on what is wrong."""

import re
from typing import Final, TypeAlias

import aiohttp
import discord

from bot.policy.ids import ChannelId, MessageId
from bot.policy.phrase import Phrase, phrase
from bot.services.orders import MessageRef

_LINK: Final = re.compile(
    r"^<?https://(?:(?:ptb|canary)\.)?discord(?:app)?\.com/channels/(@me|\d{15,20})/(\d{15,20})/(\d{15,20})>?$"
)

_THREAD: Final = re.compile(
    r"^<?https://(?:(?:ptb|canary)\.)?discord(?:app)?\.com/channels/(\d{15,20})/(\d{15,20})>?$"
)
_EVENT: Final = re.compile(
    r"^<?https://(?:(?:ptb|canary)\.)?discord(?:app)?\.(?:com/events/(\d{15,20})/|(?:gg|com/invite)/\w+\?event=)"
    r"(\d{15,20})>?$"
)

Readable: TypeAlias = discord.TextChannel | discord.Thread | discord.VoiceChannel | discord.StageChannel
"""Places that hold messages."""


def parse_link(typed: str, guild_id: int) -> MessageRef | Phrase:
    """Return the message that a link names, or why it can't be one of this server."""
    match = _LINK.match(typed.strip())
    if match is None:
        return phrase("link.form")
    place, channel, message = match.groups()
    if place == "@me":
        return phrase("link.private")
    if int(place) != guild_id:
        return phrase("link.elsewhere")
    return MessageRef(channel_id=ChannelId(int(channel)), message_id=MessageId(int(message)))


def server_of(typed: str) -> int | None:
    """Return the server that a link leads to; None for a private conversation and for what is no link."""
    match = _LINK.match(typed.strip())
    return None if match is None or match[1] == "@me" else int(match[1])


def parse_thread(typed: str, guild_id: int) -> int | None:
    """Return the thread or forum post of this server that a link names, None where it is no such link."""
    match = _THREAD.match(typed.strip())
    return int(match[2]) if match is not None and int(match[1]) == guild_id else None


def parse_event(typed: str, guild_id: int) -> int | None:
    """Return the scheduled event that a link names; an invitation does not say of which server it is."""
    match = _EVENT.match(typed.strip())
    return int(match[2]) if match is not None and int(match[1] or guild_id) == guild_id else None


async def thread(guild: discord.Guild, thread_id: int, reader: discord.Member) -> discord.Thread | Phrase:
    """Return a thread that the reader may see."""
    try:
        found = await _channel(guild, ChannelId(thread_id))
        if not isinstance(found, discord.Thread) or not await _may_read(found, reader):
            return phrase("link.no_thread")
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError):
        return phrase("link.unreachable")
    return found


async def event(guild: discord.Guild, event_id: int) -> discord.ScheduledEvent | Phrase:
    """Return a scheduled event."""
    try:
        return await guild.fetch_scheduled_event(event_id)
    except discord.NotFound:
        return phrase("link.no_event")
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError):
        return phrase("link.unreachable")


async def fetch(guild: discord.Guild, ref: MessageRef, reader: discord.Member) -> discord.Message | Phrase:
    """Return the message, if the reader may see it; a link is never a way to read a hidden channel."""
    try:
        return await _fetch(guild, ref, reader)
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError):
        # Discord has a fault just now; whoever asked must not lose what they wrote because of it.
        return phrase("link.unreachable")


async def _fetch(guild: discord.Guild, ref: MessageRef, reader: discord.Member) -> discord.Message | Phrase:
    channel = await _channel(guild, ref.channel_id)
    if channel is None:
        return phrase("link.no_channel")
    if not await _may_read(channel, reader):
        # The same words as for a channel that is not there: whether it is, is none of their business.
        return phrase("link.no_channel")
    try:
        return await channel.fetch_message(ref.message_id)
    except discord.NotFound:
        return phrase("link.gone")
    except discord.Forbidden:
        return phrase("link.no_access")


async def _channel(guild: discord.Guild, channel_id: ChannelId) -> Readable | None:
    channel = guild.get_channel_or_thread(channel_id)
    if channel is None:
        # Archived threads are in nobody's cache.
        try:
            channel = await guild.fetch_channel(channel_id)
        except (discord.NotFound, discord.Forbidden, discord.InvalidData):
            return None
    return channel if isinstance(channel, Readable) else None


async def _may_read(channel: Readable, reader: discord.Member) -> bool:
    allowed = channel.permissions_for(reader)
    if not (allowed.view_channel and allowed.read_message_history):
        return False
    if not isinstance(channel, discord.Thread) or not channel.is_private() or allowed.manage_threads:
        return True
    # A private thread is open to those who were added, whatever its channel allows.
    try:
        await channel.fetch_member(reader.id)
    except (discord.NotFound, discord.Forbidden):
        return False
    return True
