"""/unseal and its buttons: the wish for a reporter's name, their consent, the second person, the one look."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import discord
from discord import app_commands
from discord.ext import commands
from typing_extensions import override

from bot.policy.ids import GuildId
from cogs.ui import answers, unseal_forms
from cogs.ui.answers import Interaction
from cogs.ui.case_desk import Desk, sit_down
from cogs.ui.guarded import guarded

if TYPE_CHECKING:
    from bot.client import StewardBot

_Button = discord.ui.Button[discord.ui.View]


class UnsealButton(
    discord.ui.DynamicItem[_Button],
    template=r"unseal:(?P<number>[0-9]{1,15}):(?P<act>approve|yes|decline|show)",
):
    """Stands under a wish in the queue; who presses it is checked anew each time."""

    def __init__(self, button: _Button, number: int, act: str) -> None:
        super().__init__(button)
        self.number = number
        self.act = act

    @classmethod
    @override
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> UnsealButton:
        return cls(cast(_Button, item), int(match["number"]), match["act"])

    @override
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        pressed: Interaction = interaction
        async with guarded(pressed):
            await pressed.response.defer(ephemeral=True, thinking=True)
            await unseal_forms.press(pressed, self.number, self.act)


class ConsentButton(
    discord.ui.DynamicItem[_Button],
    template=r"consent:(?P<guild>[0-9]{15,20}):(?P<number>[0-9]{1,15}):(?P<act>yes|no)",
):
    """Stands under the question to a reporter; works in private messages."""

    def __init__(self, button: _Button, guild_id: GuildId, number: int, *, given: bool) -> None:
        super().__init__(button)
        self.guild_id = guild_id
        self.number = number
        self.given = given

    @classmethod
    @override
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> ConsentButton:
        guild_id, number = GuildId(int(match["guild"])), int(match["number"])
        return cls(cast(_Button, item), guild_id, number, given=match["act"] == "yes")

    @override
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        pressed: Interaction = interaction
        async with guarded(pressed):
            await pressed.response.defer(ephemeral=True, thinking=True)
            await unseal_forms.consent(pressed, self.guild_id, self.number, given=self.given)


class UnsealingCog(commands.Cog):
    """Lets two moderators learn who a reporter is, where that can't be avoided."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot

    @override
    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(UnsealButton, ConsentButton)

    @override
    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(UnsealButton, ConsentButton)

    @app_commands.command(
        description="Ask for the name of a reporter; they are asked first, and two must agree."
    )
    @app_commands.guild_only()
    @app_commands.default_permissions(moderate_members=True)
    @app_commands.describe(case="The number of the case", reporter="Which reporter of it: 1 for “Reporter 1”")
    async def unseal(
        self,
        interaction: Interaction,
        case: app_commands.Range[int, 1],
        reporter: app_commands.Range[int, 1, 100_000] = 1,
    ) -> None:
        """Open the form for a wish."""
        desk = await sit_down(interaction, case)
        if isinstance(desk, Desk):
            await interaction.response.send_modal(unseal_forms.UnsealForm(interaction, case, reporter))
        else:
            await answers.refuse(interaction, desk)
