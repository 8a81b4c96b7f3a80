"""Which server a private conversation with the bot is about: a list of those that it can be."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeAlias, cast

import discord

from bot.cards import cut, embed_of
from bot.policy.card import Card
from cogs.ui.answers import Interaction, text
from cogs.ui.first_use import ANSWERABLE, close
from cogs.ui.guarded import guarded

Chosen: TypeAlias = Callable[[Interaction, discord.Guild], Awaitable[None]]
OPTIONS: Final = 25
"""Discord's limit: https://discord.com/developers/docs/components/reference#string-select"""


async def ask_server(
    interaction: Interaction, servers: Sequence[discord.Guild], card: Card, then: Chosen
) -> None:
    """Ask on a deferred interaction, with a card, for one of at most 25 servers; ``then`` may open a form."""
    view = ServerChoice(interaction, servers[:OPTIONS], then)
    await interaction.followup.send(embed=embed_of(card), view=view, ephemeral=True)


class ServerChoice(discord.ui.View):
    """A list of servers. What goes on waits in memory: Discord hands a reported message over only once."""

    def __init__(self, asked: Interaction, servers: Sequence[discord.Guild], then: Chosen) -> None:
        super().__init__(timeout=ANSWERABLE)
        self.asked = asked
        self.servers = {str(each.id): each for each in servers}
        self.then = then
        self.choice: discord.ui.Select[ServerChoice] = discord.ui.Select(
            custom_id="server",
            placeholder=text(asked, "servers.choose"),
            options=[
                discord.SelectOption(label=cut(each.name, 100), value=key)
                for key, each in self.servers.items()
            ],
        )
        self.choice.callback = self.chosen  # type: ignore[method-assign]  # discord.py's way for one-offs
        self.add_item(self.choice)

    async def chosen(self, interaction: discord.Interaction) -> None:
        """Go on with the chosen server."""
        pressed = cast(Interaction, interaction)
        async with guarded(pressed):
            server = self.servers[self.choice.values[0]]
            await self.then(pressed, server)
            title = text(pressed, "servers.chosen", server=server.name)
            await close(self.asked, Card(title=title))
