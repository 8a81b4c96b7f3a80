"""Menus of a case, whose id says all that they stand for: sit down, then do what was chosen."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import Any, ClassVar, Self, TypeVar, cast

import discord
from typing_extensions import override

from cogs.ui.answers import Interaction
from cogs.ui.case_desk import Desk, seated
from cogs.ui.guarded import guarded

SelectT = TypeVar("SelectT", bound=discord.ui.Item[Any])


class CaseMenu(discord.ui.DynamicItem[SelectT], ABC, template=r"(?!)"):
    """One choice in a menu; each kind brings the template of its id, with the case's ``number`` in it."""

    apart: ClassVar[bool] = False
    """Whether the answer is a message of its own, instead of taking the place of the menu."""

    @classmethod
    @override
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(cast(SelectT, item))

    @property
    def said(self) -> re.Match[str]:
        """Return what the id says, by the names of the template's groups."""
        said = self.template.fullmatch(self.custom_id)
        assert said is not None  # noqa: S101 - no menu is made with another id
        return said

    @override
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        pressed: Interaction = interaction
        async with guarded(pressed):
            await pressed.response.defer(ephemeral=self.apart, thinking=self.apart)
            desk = await seated(pressed, int(self.said["number"]))
            if desk is not None:
                await self.chosen(pressed, desk)

    @abstractmethod
    async def chosen(self, pressed: Interaction, desk: Desk) -> None:
        """Do what was chosen; the person is told of a fault inside."""
