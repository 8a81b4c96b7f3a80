"""The button under a warning with which its member says that they have read it."""

from __future__ import annotations

import re
from typing import Any, cast

import discord
from typing_extensions import override

from bot.policy.card import Card, Tone
from bot.policy.ids import GuildId, UserId
from bot.policy.phrase import phrase
from cogs.ui import answers
from cogs.ui.answers import Interaction, text
from cogs.ui.guarded import guarded


class AcknowledgeButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    template=r"ack:(?P<guild>[0-9]{15,20}):(?P<number>[0-9]{1,15})",
):
    """One press by the member, in a private message or in the channel."""

    def __init__(self, button: discord.ui.Button[discord.ui.View], guild: int, number: int) -> None:
        super().__init__(button)
        self.guild = guild
        self.number = number

    @classmethod
    @override
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> AcknowledgeButton:
        button = cast("discord.ui.Button[discord.ui.View]", item)
        return cls(button, int(match["guild"]), int(match["number"]))

    @override
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        pressed: Interaction = interaction
        async with guarded(pressed):
            await pressed.response.defer(ephemeral=True, thinking=True)
            noted = await pressed.client.services.acknowledging.acknowledge(
                GuildId(self.guild), self.number, UserId(pressed.user.id)
            )
            if not noted:
                await answers.refuse(pressed, phrase("public.not_yours"))
                return
            title, words = text(pressed, "public.acknowledged"), text(pressed, "public.acknowledged_text")
            await answers.say(pressed, Card(title=title, text=words, tone=Tone.GOOD))
