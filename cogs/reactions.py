"""Whom a reaction turns to, where Discord does not tell it with the event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.policy.ids import UserId

if TYPE_CHECKING:
    from bot.client import StewardBot


async def author_of(bot: StewardBot, payload: discord.RawReactionActionEvent) -> UserId:
    """Return who wrote the message that was reacted to; 0 when nobody can tell."""
    if payload.message_author_id is not None:
        return UserId(payload.message_author_id)
    place = bot.get_partial_messageable(payload.channel_id, guild_id=payload.guild_id)
    try:
        return UserId((await place.fetch_message(payload.message_id)).author.id)
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError):
        return UserId(0)
