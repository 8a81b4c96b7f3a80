"""Faults in buttons and forms: the command tree hears nothing of them, so they are told from here.

And what all forms share: what Discord has no room for is cut, and what they ask for stands under a label.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, TypeAlias, cast

import discord
from discord import app_commands
from typing_extensions import override

from bot.cards import cut
from cogs.ui.answers import Interaction

Input: TypeAlias = discord.ui.TextInput[discord.ui.LayoutView]
LABEL: Final = 45
_HINT: Final = 100
"""Characters of a title or label, and of the hint below it:
https://discord.com/developers/docs/components/reference#label."""


@asynccontextmanager
async def guarded(interaction: Interaction) -> AsyncIterator[None]:
    """Tell the person of a fault inside, as a command would; without this the press would just hang."""
    try:
        yield
    except Exception as error:
        # An outermost handler, the last one before discord.py.
        await _told(interaction, error)


class Form(discord.ui.Modal):
    """A form that tells the person when something goes wrong after they sent it."""

    def __init__(self, title: str, *, timeout: float) -> None:
        """``timeout`` is in seconds; what is sent later is lost."""
        super().__init__(title=cut(title, LABEL), timeout=timeout)

    def ask(self, item: discord.ui.Item[Any], label: str, hint: str = "") -> None:
        """Add something to fill in or to choose."""
        below = cut(hint, _HINT) if hint else None
        self.add_item(discord.ui.Label(text=cut(label, LABEL), description=below, component=item))

    @override
    async def on_error(  # type: ignore[override]  # discord.py's own modal takes no item either
        self, interaction: discord.Interaction[Any], error: Exception, /
    ) -> None:
        await _told(cast(Interaction, interaction), error)


def paragraph(name: str, longest: int, *, start: str | None = None, required: bool = True) -> Input:
    """Return a field for several lines; ``longest`` counts characters."""
    return discord.ui.TextInput(
        custom_id=name,
        style=discord.TextStyle.paragraph,
        default=start,
        required=required,
        max_length=longest,
    )


async def _told(interaction: Interaction, error: Exception) -> None:
    fault = app_commands.AppCommandError(str(error))
    fault.__cause__ = error
    await interaction.client.on_command_failure(interaction, fault)
