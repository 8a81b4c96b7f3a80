"""Right-click for moderators: *Moderate message* and *Member record* (M38)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands
from typing_extensions import override

from cogs.ui.answers import Interaction
from cogs.ui.panel import ClauseMenu, PanelButton, Subject, open_panel

if TYPE_CHECKING:
    from bot.client import StewardBot

_IN_SERVERS = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)


class MenusCog(commands.Cog):
    """Opens the panel about a message or a member."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        message = app_commands.ContextMenu(
            name="Moderate message", callback=self.message, allowed_contexts=_IN_SERVERS
        )
        member = app_commands.ContextMenu(
            name="Member record", callback=self.member, allowed_contexts=_IN_SERVERS
        )
        self.menus = (message, member)
        for menu in self.menus:
            menu.default_permissions = discord.Permissions(moderate_members=True)

    @override
    async def cog_load(self) -> None:
        for menu in self.menus:
            self.bot.tree.add_command(menu)
        self.bot.add_dynamic_items(ClauseMenu, PanelButton)

    @override
    async def cog_unload(self) -> None:
        for menu in self.menus:
            self.bot.tree.remove_command(menu.name, type=menu.type)
        self.bot.remove_dynamic_items(ClauseMenu, PanelButton)

    async def message(self, interaction: Interaction, message: discord.Message) -> None:
        """Open the panel about a message and its author."""
        await open_panel(
            interaction,
            Subject(user=message.author.id, channel=message.channel.id, message=message.id),
        )

    async def member(self, interaction: Interaction, member: discord.Member) -> None:
        """Open the panel about a member."""
        await open_panel(interaction, Subject(user=member.id))
