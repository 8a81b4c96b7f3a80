"""Sets Steward up for the college, so that a visitor meets a server that is ready to moderate.

On a real server an administrator does this with ``/setup``.
"""

from typing import TYPE_CHECKING, cast

import discord

from bot.policy.ids import GuildId, UserId
from bot.sandbox.world import World

if TYPE_CHECKING:
    from bot.client import StewardBot


async def arrange(bot: discord.Client, world: World) -> None:
    """Tell Steward which channels and roles are for what, unless its database knows already."""
    services, guild_id = cast("StewardBot", bot).services, GuildId(world.guild.id)
    if services.servers.known(guild_id):
        return
    admin = await services.people.ensure(UserId(world.people["ines"].id))
    channels, roles = world.guild.channels, world.guild.roles
    await services.servers.change(
        guild_id,
        admin.code,
        queue_channel=channels["mod-queue"].id,
        log_channel=channels["mod-log"].id,
        faculty_channel=channels["faculty"].id,
        academic_channels=(channels["academic"].id,),
        moderator_roles=(roles["Moderator"].id, roles["Admin"].id),
    )
