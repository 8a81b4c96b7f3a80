"""What channels and roles are called now, for private messages, where a mention shows nothing."""

import discord

from bot.policy.sanctions import Sanction


def scope_names(client: discord.Client, sanction: Sanction) -> str:
    """Return the names of the channels or roles that a sanction is about, as they are called now."""
    guild = client.get_guild(sanction.guild_id)
    if guild is None:
        return ""
    found = [
        channel or guild.get_role(int(each))
        for each in sanction.scope.partition(":")[0].split(",")
        if each.isdecimal()
        for channel in (guild.get_channel_or_thread(int(each)),)
    ]
    return ", ".join(each.name for each in found if each is not None)
