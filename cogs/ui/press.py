"""Buttons whose id says all that they stand for; they outlive restarts, and the messages of years ago work.

Who presses is checked by each button anew, as rights may have changed since it was made.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import Any, Self, TypeAlias, cast

import discord
from typing_extensions import override

from bot.policy.ids import GuildId
from cogs.ui.answers import Interaction
from cogs.ui.guarded import guarded

_Button: TypeAlias = discord.ui.Button[discord.ui.View]


class Press(discord.ui.DynamicItem[_Button], ABC, template=r"(?!)"):
    """One press on a button; each kind brings the template of its id and what the press does.

    The groups ``number``, ``act`` and ``guild`` of a template have a property here.
    """

    def __init__(self, button: _Button, said: re.Match[str]) -> None:
        super().__init__(button)
        self.said = said
        """What the id says, by the names of the template's groups."""

    @classmethod
    @override
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(cast(_Button, item), match)

    @property
    def number(self) -> int:
        """Return the number of what the button is about."""
        return int(self.said["number"])

    @property
    def act(self) -> str:
        """Return which of the acts that its template knows is asked for."""
        return self.said["act"]

    @property
    def guild_id(self) -> GuildId:
        """Return the server that the button is about, which a private message can't tell."""
        return GuildId(int(self.said["guild"]))

    @override
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        pressed: Interaction = interaction
        async with guarded(pressed):
            await self.press(pressed)

    @abstractmethod
    async def press(self, pressed: Interaction) -> None:
        """Do what the button stands for; the person is told of a fault inside."""
