"""Who is still here; members are not cached, so Discord is asked."""

from collections.abc import Iterable
from typing import Final

import discord

_BATCH: Final = 100
"""Members that one question may name:
https://discord.com/developers/docs/events/gateway-events#request-guild-members"""


async def present(guild: discord.Guild, users: Iterable[int]) -> dict[int, discord.Member]:
    """Return those of ``users`` who are members, by id."""
    asked, found = list(users), {}
    for start in range(0, len(asked), _BATCH):
        batch = asked[start : start + _BATCH]
        for member in await guild.query_members(user_ids=batch, cache=False, limit=_BATCH):
            found[member.id] = member
    return found
