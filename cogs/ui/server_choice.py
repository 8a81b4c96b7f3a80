"""Which server a report from a private conversation is for: a list of those one shares."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias, cast

import discord

from bot.cards import cut, embed_of
from bot.policy.card import Card
from cogs.taking import Counter
from cogs.ui.answers import Interaction, text
from cogs.ui.first_use import ANSWERABLE, close
from cogs.ui.guarded import guarded

Chosen: TypeAlias = Callable[[Interaction, Counter], Awaitable[None]]
_OPTIONS = 25
"""Discord's limit: https://discord.com/developers/docs/components/reference#string-select"""


async def ask_server(interaction: Interaction, counters: Sequence[Counter], then: Chosen) -> None:
    """Ask on a deferred interaction for which server it is; ``then`` may open a form."""
    card = Card(
        title=text(interaction, "report.servers.title"), text=text(interaction, "report.servers.text")
    )
    view = ServerChoice(interaction, counters[:_OPTIONS], then)
    await interaction.followup.send(embed=embed_of(card), view=view, ephemeral=True)


class ServerChoice(discord.ui.View):
    """A list of servers. What is reported waits in memory: Discord hands it over only with the click."""

    def __init__(self, asked: Interaction, counters: Sequence[Counter], then: Chosen) -> None:
        super().__init__(timeout=ANSWERABLE)
        self.asked = asked
        self.counters = {str(each.guild.id): each for each in counters}
        self.then = then
        self.choice: discord.ui.Select[ServerChoice] = discord.ui.Select(
            custom_id="server",
            placeholder=text(asked, "report.servers.choose"),
            options=[
                discord.SelectOption(label=cut(each.guild.name, 100), value=key)
                for key, each in self.counters.items()
            ],
        )
        self.choice.callback = self.chosen  # type: ignore[method-assign]  # discord.py's way for one-offs
        self.add_item(self.choice)

    async def chosen(self, interaction: discord.Interaction) -> None:
        """Go on with the chosen server."""
        pressed = cast(Interaction, interaction)
        async with guarded(pressed):
            counter = self.counters[self.choice.values[0]]
            await self.then(pressed, counter)
            title = text(pressed, "report.servers.chosen", server=counter.guild.name)
            await close(self.asked, Card(title=title))
