"""/help-moderators: a private talk with the moderators, without a case; others join only if they like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands
from typing_extensions import override

from bot.policy.ids import GuildId
from cogs.ui import answers, help_forms
from cogs.ui.answers import Interaction
from cogs.ui.press import Press

if TYPE_CHECKING:
    from bot.client import StewardBot


class HelpButton(Press, template=r"help:(?P<number>[0-9]{1,15}):(?P<act>close|join)"):
    """*Close* stands in the thread, *Join* under the moderators' message."""

    @override
    async def press(self, pressed: Interaction) -> None:
        do = help_forms.close if self.act == "close" else help_forms.join
        await do(pressed, self.number)


class MediateButton(
    Press,
    template=r"mediate:(?P<guild>[0-9]{15,20}):(?P<number>[0-9]{1,15}):(?P<act>yes|no)",
):
    """Stands under the invitation to a talk; works in private messages."""

    @override
    async def press(self, pressed: Interaction) -> None:
        await pressed.response.defer(ephemeral=True, thinking=True)
        await help_forms.mediate(pressed, self.guild_id, self.number, joins=self.act == "yes")


class HelpCog(commands.Cog):
    """Opens private talks."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    @override
    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(HelpButton, MediateButton)

    @override
    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(HelpButton, MediateButton)

    @app_commands.command(
        name="help-moderators",
        description="Talk with the moderators in private. Nothing is held against you.",
    )
    @app_commands.guild_only()
    @app_commands.describe(
        topic="What it is about, in a few words",
        with_member="Somebody you would like to talk with, moderators beside you; they are asked first",
    )
    async def help_moderators(
        self,
        interaction: Interaction,
        topic: app_commands.Range[str, 1, 100] | None = None,
        with_member: discord.User | None = None,
    ) -> None:
        """Open the form for a talk."""
        problem = await help_forms.problem(interaction, with_member)
        if problem is not None:
            await answers.refuse(interaction, problem)
            return
        await interaction.response.send_modal(help_forms.HelpForm(interaction, topic or "", with_member))

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Take note that a talk is over because its thread is gone."""
        await self.services.talks.help_threads.gone(GuildId(payload.guild_id), payload.thread_id)

    @commands.Cog.listener()
    async def on_raw_thread_update(self, payload: discord.RawThreadUpdateEvent) -> None:
        """Take note that somebody locked a talk by hand."""
        if payload.data["thread_metadata"].get("locked"):
            await self.services.talks.help_threads.gone(GuildId(payload.guild_id), payload.thread_id)
