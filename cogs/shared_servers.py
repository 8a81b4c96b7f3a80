"""Which servers somebody shares with the bot, and with somebody else; Discord has to be asked for each."""

from __future__ import annotations

import asyncio
from typing import Final

import aiohttp
import discord

from bot.policy.phrase import Phrase, phrase
from cogs.taking import Counter

MOST: Final = 200
"""Servers; with more the answer would come too late, and would cost others their share of requests."""
AT_ONCE: Final = 10


async def shared(bot: discord.Client, reporter: int, other: int | None = None) -> list[Counter] | Phrase:
    """Return the servers in which both are members, by name, or a sentence why there is none to report to.

    Members are not cached (0.9 kB each), so each server is asked about the reporter, and those in which
    they are about the other.
    """
    servers = [guild for guild in bot.guilds if not guild.unavailable]
    if len(servers) > MOST:
        return phrase("report.servers.too_many")
    gate = asyncio.Semaphore(AT_ONCE)

    async def look(guild: discord.Guild) -> Counter | None:
        async with gate:
            member = await member_of(guild, reporter)
            if member is None or (other is not None and await member_of(guild, other) is None):
                return None
            return Counter(guild=guild, reporter=member)

    found = [each for each in await asyncio.gather(*map(look, servers)) if each is not None]
    if not found:
        return phrase("report.servers.none" if other is None else "report.servers.none_both")
    return sorted(found, key=lambda each: each.guild.name.casefold())


async def member_of(guild: discord.Guild, user_id: int) -> discord.Member | None:
    """Return a member of a server, or None for who is not in it, or when Discord can't say."""
    try:
        return await guild.fetch_member(user_id)
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError):
        return None
