"""Links to messages: what a member pastes becomes a place in this server, or a sentence on what is wrong."""

import re
from typing import Final

import discord

from bot.policy.ids import ChannelId, MessageId
from bot.policy.phrase import Phrase, phrase
from bot.services.orders import MessageRef

_LINK: Final = re.compile(
    r"^<?https://(?:(?:ptb|canary)\.)?discord(?:app)?\.com/channels/(@me|\d{15,20})/(\d{15,20})/(\d{15,20})>?$"
)


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


async def fetch(guild: discord.Guild, ref: MessageRef, reader: discord.Member) -> discord.Message | Phrase:
    """Return the message, if the reader may see it; a link is never a way to read a hidden channel."""
    channel = guild.get_channel_or_thread(ref.channel_id)
    if channel is None or not hasattr(channel, "fetch_message"):
        return phrase("link.no_channel")
    allowed = channel.permissions_for(reader)
    if not (allowed.view_channel and allowed.read_message_history):
        # The same words as for a channel that is not there: whether it is, is none of their business.
        return phrase("link.no_channel")
    try:
        found: discord.Message = await channel.fetch_message(ref.message_id)
    except discord.NotFound:
        return phrase("link.gone")
    except discord.Forbidden:
        return phrase("link.no_access")
    return found
