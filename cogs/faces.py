"""How the staff of a server look to others: names and pictures, to notice somebody who poses as them.

Members are not cached, so they are asked for when somebody comes or changes a name, and kept for an hour.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import aiohttp
import discord

from bot.policy.ids import GuildId
from bot.policy.occasion import Face
from cogs import convert

if TYPE_CHECKING:
    from bot.client import StewardBot

_FRESH: Final = timedelta(hours=1)
_MOST: Final = 3_000
"""Members looked through in one server, a thousand in a request; teams are small and joined early:
https://discord.com/developers/docs/resources/guild#list-guild-members"""
_MOST_SERVERS: Final = 2_000


@dataclass(slots=True)
class _Team:
    read_at: datetime
    faces: dict[int, tuple[Face, ...]] = field(default_factory=dict)


class Faces:
    """Knows the staff of each server by sight."""

    def __init__(self, bot: StewardBot) -> None:
        self._bot = bot
        self._teams: OrderedDict[int, _Team] = OrderedDict()
        self._reading: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def of(self, guild: discord.Guild) -> tuple[Face, ...]:
        """Return the names and pictures of a server's staff; fewer, when Discord doesn't answer."""
        async with self._reading[guild.id]:
            now = self._bot.services.clock.now()
            team = self._teams.get(guild.id)
            if team is None or now - team.read_at > _FRESH:
                team = await self._read(guild, now)
        return tuple(face for faces in team.faces.values() for face in faces)

    def learn(self, guild: discord.Guild, user_id: int, names: tuple[str, ...], picture: str) -> None:
        """Remember somebody on the staff who was just seen, as their roles or names may be new."""
        team = self._teams.get(guild.id)
        if team is not None:
            team.faces[user_id] = _faces(names, picture)

    async def _read(self, guild: discord.Guild, now: datetime) -> _Team:
        team = _Team(read_at=now)
        settings = self._bot.services.servers.of(GuildId(guild.id))
        try:
            async for member in guild.fetch_members(limit=_MOST):
                if not member.bot and (member.id == guild.owner_id or convert.may_moderate(member, settings)):
                    names = (member.nick or "", member.global_name or "", member.name)
                    team.faces[member.id] = _faces(names, picture_of(member))
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError):
            # Asked again with the next one who comes; what is known meanwhile still counts.
            team.read_at = now - _FRESH
        self._teams[guild.id] = team
        self._teams.move_to_end(guild.id)
        while len(self._teams) > _MOST_SERVERS:
            old, _ = self._teams.popitem(last=False)
            self._reading.pop(old, None)
        return team


def picture_of(member: discord.Member) -> str:
    """Return the hash of the picture that others see, empty for none."""
    shown = member.guild_avatar or member.avatar
    return shown.key if shown is not None else ""


def _faces(names: tuple[str, ...], picture: str) -> tuple[Face, ...]:
    return tuple(Face(name=name, picture=picture) for name in dict.fromkeys(names) if name)
