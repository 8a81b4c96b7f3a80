"""Asks Discord now and then whether a few of the accounts that are known here still exist (M43)."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING, Final

import aiohttp
import discord
from discord.ext import commands, tasks
from typing_extensions import override

from bot.policy.ids import UserId
from bot.services.departures import EVERY, Departures

if TYPE_CHECKING:
    from bot.client import StewardBot

_log = logging.getLogger("steward")
_PATIENCE: Final = 10.0
"""Seconds for one answer."""
_UNKNOWN_USER: Final = 10013
"""https://discord.com/developers/docs/topics/opcodes-and-status-codes#json"""
_DELETED: Final = re.compile(r"deleted_user_[0-9a-z]{12}|Deleted User [0-9a-f]{8}")
"""What Discord calls the accounts it deleted, the second until 2023. It marks them in no other way:
https://github.com/discord/discord-api-docs/issues/2141"""


class DeparturesCog(commands.Cog):
    """A loop of its own: a slow answer must not keep a deadline waiting."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        services = bot.services
        self.departures = Departures(services.database, services.clock, services.people, services.privacy)

    @override
    async def cog_load(self) -> None:
        self.look.start()

    @override
    async def cog_unload(self) -> None:
        self.look.cancel()

    @tasks.loop(hours=1)
    async def look(self) -> None:
        """Look at those whose turn it is, then sleep until somebody's turn comes."""
        try:
            wait = await self.departures.round(self._exists)
        except Exception:
            # An outermost handler: a loop that dies of one fault would never look again.
            _log.exception("The look for deleted accounts failed; it comes again in %s.", EVERY)
            wait = EVERY
        self.look.change_interval(seconds=wait.total_seconds())

    @look.before_loop
    async def _ready(self) -> None:
        await self.bot.wait_until_ready()

    async def _exists(self, user_id: UserId) -> bool | None:
        """Return whether Discord has the account; None in an outage. Any other refusal is no deletion."""
        try:
            async with asyncio.timeout(_PATIENCE):
                user = await self.bot.fetch_user(user_id)
        except discord.HTTPException as error:
            if error.status in (401, 408, 429) or error.status >= 500:
                return None
            return error.code != _UNKNOWN_USER
        except (discord.RateLimited, aiohttp.ClientError, OSError, TimeoutError):
            return None
        # Whoever only calls themselves so has no more of it than from /privacy erase.
        return user.avatar is not None or _DELETED.fullmatch(user.name) is None
