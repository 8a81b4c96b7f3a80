"""/unseal and its buttons: the wish for a reporter's name, their consent, the second person, the one look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands
from typing_extensions import override

from cogs.ui import unseal_forms
from cogs.ui.answers import Interaction
from cogs.ui.case_desk import seated
from cogs.ui.press import Press

if TYPE_CHECKING:
    from bot.client import StewardBot


class UnsealButton(
    Press,
    template=r"unseal:(?P<number>[0-9]{1,15}):(?P<act>approve|yes|decline|show)",
):
    """Stands under a wish in the queue; who presses it is checked anew each time."""

    @override
    async def press(self, pressed: Interaction) -> None:
        await pressed.response.defer(ephemeral=True, thinking=True)
        await unseal_forms.press(pressed, self.number, self.act)


class ConsentButton(
    Press,
    template=r"consent:(?P<guild>[0-9]{15,20}):(?P<number>[0-9]{1,15}):(?P<act>yes|no)",
):
    """Stands under the question to a reporter; works in private messages."""

    @override
    async def press(self, pressed: Interaction) -> None:
        await pressed.response.defer(ephemeral=True, thinking=True)
        await unseal_forms.consent(pressed, self.guild_id, self.number, given=self.act == "yes")


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
        desk = await seated(interaction, case)
        if desk is not None:
            await interaction.response.send_modal(unseal_forms.UnsealForm(interaction, case, reporter))
