"""What channels and roles are called now, for private messages, where a mention shows nothing."""

from typing import Final

import aiohttp
import discord

from bot.policy.ids import UserId
from bot.policy.sanctions import Sanction
from bot.services.bystanders import Staff


def admins(client: discord.Client, guild_id: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the roles whose holders are administrators, and the owner where there is no such role."""
    guild = client.get_guild(guild_id)
    if guild is None:
        return (), ()
    roles = tuple(
        role.id
        for role in guild.roles
        if role.permissions.administrator and not role.managed and not role.is_default()
    )
    owner = guild.owner_id
    return roles, () if roles or owner is None else (owner,)


LARGEST: Final = 5000
"""Members of a server that are asked for to find its team, a thousand at a time."""


async def staff(client: discord.Client, guild_id: int, moderator_roles: tuple[int, ...]) -> Staff | None:
    """Return who moderates a server.

    None when it can't be told: the server is out of reach, or too large to ask for all members.
    """
    guild = client.get_guild(guild_id)
    if guild is None or guild.unavailable or (guild.member_count or 0) > LARGEST:
        return None
    try:
        members = [member async for member in guild.fetch_members(limit=None) if not member.bot]
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError):
        return None
    named = {m.id for m in members if any(role.id in moderator_roles for role in m.roles)}
    admins = {m.id for m in members if m.guild_permissions.administrator}
    held = {m.id for m in members if m.guild_permissions.moderate_members or m.guild_permissions.ban_members}
    return Staff(
        team=_ids(named | (held - admins) or admins),
        readers=_ids(named | held | admins),
    )


def _ids(found: set[int]) -> frozenset[UserId]:
    return frozenset(UserId(each) for each in found)


def scope_names(client: discord.Client, sanction: Sanction) -> str:
    """Return the names of the channels, threads or roles that a sanction is about, as they are called now."""
    guild = client.get_guild(sanction.guild_id)
    if guild is None:
        return ""
    found = [
        channel or guild.get_role(int(each))
        for each in sanction.scope.removeprefix("thread:").removeprefix("pin:").partition(":")[0].split(",")
        if each.isdecimal()
        for channel in (guild.get_channel_or_thread(int(each)),)
    ]
    return ", ".join(each.name for each in found if each is not None)
