"""What channels and roles are called now, for private messages, where a mention shows nothing."""

import discord

from bot.policy.sanctions import Sanction


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
