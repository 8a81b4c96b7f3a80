"""The short notice before somebody's first report: what is kept, how long, and who sees it (M24)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

import aiohttp
import discord

from bot.cards import embed_of
from bot.policy.card import Card
from bot.policy.ids import UserId
from bot.services.retention import RETENTION
from cogs.ui.answers import Interaction, text
from cogs.ui.guarded import guarded

ANSWERABLE: Final = 840.0
"""Seconds; Discord takes answers to an interaction for fifteen minutes."""

Next: TypeAlias = Callable[[Interaction], Awaitable[None]]


async def after_notice(interaction: Interaction, then: Next) -> None:
    """Go on with ``then`` at once for who knows the notice; others read it first and may leave it.

    ``then`` gets an interaction that is not answered yet, so that it may open a form.
    """
    if await interaction.client.services.acceptance.has(UserId(interaction.user.id)):
        await then(interaction)
        return
    terms = {name: term.days for name, term in RETENTION.items()}
    fields = tuple(
        (text(interaction, f"report.notice.{part}"), text(interaction, f"report.notice.{part}_text", **terms))
        for part in ("kept", "long", "sees")
    )
    card = Card(
        title=text(interaction, "report.notice.title"),
        text=text(interaction, "report.notice.text"),
        fields=fields,
        footer=text(interaction, "report.notice.footer"),
    )
    view = Notice(interaction, then)
    await interaction.response.send_message(embed=embed_of(card), view=view, ephemeral=True)


class Notice(discord.ui.View):
    """*Go on* and *Cancel* under the notice; what was asked for waits in memory and goes with it."""

    def __init__(self, asked: Interaction, then: Next) -> None:
        super().__init__(timeout=ANSWERABLE)
        self.asked = asked
        self.then = then
        self.go_on.label = text(asked, "report.notice.go_on")
        self.cancel.label = text(asked, "report.notice.cancel")

    @discord.ui.button(style=discord.ButtonStyle.primary)
    async def go_on(self, interaction: Interaction, button: discord.ui.Button[Notice]) -> None:
        """Remember it, and go on with what was asked for."""
        async with guarded(interaction):
            self.stop()
            await interaction.client.services.acceptance.accept(UserId(interaction.user.id))
            await self.then(interaction)
            await close(self.asked, Card(title=text(interaction, "report.notice.read")))

    @discord.ui.button(style=discord.ButtonStyle.secondary)
    async def cancel(self, interaction: Interaction, button: discord.ui.Button[Notice]) -> None:
        """Keep nothing."""
        async with guarded(interaction):
            self.stop()
            card = Card(title=text(interaction, "reply.nothing_done"), text=text(interaction, "report.left"))
            await interaction.response.edit_message(embed=embed_of(card), view=None)


async def close(asked: Interaction, card: Card) -> None:
    """Put a card in the place of an answer of ours that has served its turn, and take its controls away.

    It is not removed: a form that was opened from it is still to be sent.
    """
    try:
        await asked.edit_original_response(embed=embed_of(card), view=None)
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError):
        # It is gone, or too old to be changed; what it was for is done either way.
        return
