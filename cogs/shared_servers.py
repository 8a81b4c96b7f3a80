"""Which servers somebody shares with the bot, and with somebody else; Discord has to be asked for each."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
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
    servers = _up(bot)
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


async def own_servers(
    bot: discord.Client, user_id: int, known: Collection[int]
) -> list[discord.Guild] | Phrase:
    """Return the servers that can hold something about somebody, or a sentence why there is none.

    Those first in which something is ``known`` of them, also when they had to leave, then what they share
    with the bot. With too many servers to ask, the former alone.
    """
    servers = [guild for guild in _up(bot) if guild.id in known]
    found = await shared(bot, user_id)
    if not isinstance(found, Phrase):
        servers += [each.guild for each in found if each.guild.id not in known]
    if not servers:
        return phrase("own.servers.too_many" if len(_up(bot)) > MOST else "own.servers.none")
    return sorted(servers, key=lambda each: (each.id not in known, each.name.casefold()))


def _up(bot: discord.Client) -> list[discord.Guild]:
    return [guild for guild in bot.guilds if not guild.unavailable]


async def member_of(guild: discord.Guild, user_id: int) -> discord.Member | None:
    """Return a member of a server, or None for who is not in it, or when Discord can't say."""
    try:
        return await guild.fetch_member(user_id)
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError):
        return None
