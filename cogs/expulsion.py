"""/expel, and the buttons under what two people must agree on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands
from discord.ext import commands
from typing_extensions import override

from bot.policy.sanctions import SanctionKind
from cogs.ui import answers, motion_forms
from cogs.ui.answers import Interaction
from cogs.ui.guarded import Form
from cogs.ui.impose import impose
from cogs.ui.press import Press
from cogs.ui.wishes import Wish, clauses

if TYPE_CHECKING:
    from bot.client import StewardBot


_FORMS: Final[dict[str, Callable[[Interaction, int], Form]]] = {
    "decline": motion_forms.DeclineForm,
    "unheard": motion_forms.UnheardForm,
}


class MotionButton(
    Press,
    template=r"motion:(?P<number>[0-9]{1,15}):(?P<act>approve|yes|unheard|decline)",
):
    """Stands under a motion; who presses it is checked anew each time."""

    @override
    async def press(self, pressed: Interaction) -> None:
        if self.act not in _FORMS:
            await pressed.response.defer(ephemeral=True, thinking=True)
        seat = await motion_forms.take_seat(pressed, self.number)
        if not isinstance(seat, tuple):
            await answers.refuse(pressed, seat)
        elif self.act in _FORMS:
            # A form has to be the first answer, so nothing was sent before.
            await pressed.response.send_modal(_FORMS[self.act](pressed, self.number))
        elif self.act == "approve":
            await motion_forms.ask(pressed, *seat)
        else:
            await motion_forms.approve(pressed, seat[0])


class ExpulsionCog(commands.Cog):
    """Proposes expulsions; a second person has to approve them."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    @override
    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(MotionButton)

    @override
    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(MotionButton)

    @app_commands.command(description="Propose to expel a member for good; a second person must agree.")
    @app_commands.guild_only()
    @app_commands.default_permissions(ban_members=True)
    @app_commands.describe(
        member="Whom to expel",
        reason="What happened and why it breaks the code; the member will read this",
        clause="Which clause of the code it breaks; if left out, the one of the open case",
        message="Link to the message; it is kept with the case, and removed once approved",
        screenshot="A picture to keep with the case",
        unheard="If they can't be asked for their side first: why not; they will read this",
        hold="Keep them out until somebody has agreed, for at most 24 hours",
        why="Where the ladder proposes something else: why not that; stays with the case",
    )
    async def expel(
        self,
        interaction: Interaction,
        member: discord.User,
        reason: app_commands.Range[str, 1, 1000],
        clause: str = "",
        message: str | None = None,
        screenshot: discord.Attachment | None = None,
        unheard: app_commands.Range[str, 1, 500] | None = None,
        hold: bool = True,
        why: app_commands.Range[str, 1, 1000] = "",
    ) -> None:
        """Propose an expulsion."""
        wish = Wish(
            kind=SanctionKind.EXPULSION,
            member=member,
            reason=reason,
            clause=clause,
            message=message,
            screenshot=screenshot,
            unheard=unheard or "",
            hold=hold,
            deviation=why,
        )
        await impose(interaction, wish)

    @expel.autocomplete("clause")
    async def _clauses(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await clauses(interaction, typed)
