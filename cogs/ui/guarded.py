"""Faults in buttons and forms: the command tree hears nothing of them, so they are told from here."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import discord
from discord import app_commands
from typing_extensions import override

from cogs.ui.answers import Interaction


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

    @override
    async def on_error(  # type: ignore[override]  # discord.py's own modal takes no item either
        self, interaction: discord.Interaction[Any], error: Exception, /
    ) -> None:
        await _told(cast(Interaction, interaction), error)


async def _told(interaction: Interaction, error: Exception) -> None:
    fault = app_commands.AppCommandError(str(error))
    fault.__cause__ = error
    await interaction.client.on_command_failure(interaction, fault)
