"""The button under a warning with which its member says that they have read it."""

from __future__ import annotations

from typing_extensions import override

from bot.policy.card import Card, Tone
from bot.policy.ids import UserId
from bot.policy.phrase import phrase
from cogs.ui import answers
from cogs.ui.answers import Interaction, text
from cogs.ui.press import Press


class AcknowledgeButton(
    Press,
    template=r"ack:(?P<guild>[0-9]{15,20}):(?P<number>[0-9]{1,15})",
):
    """One press by the member, in a private message or in the channel."""

    @override
    async def press(self, pressed: Interaction) -> None:
        await pressed.response.defer(ephemeral=True, thinking=True)
        noted = await pressed.client.services.acknowledging.acknowledge(
            self.guild_id, self.number, UserId(pressed.user.id)
        )
        if not noted:
            await answers.refuse(pressed, phrase("public.not_yours"))
            return
        title, words = text(pressed, "public.acknowledged"), text(pressed, "public.acknowledged_text")
        await answers.say(pressed, Card(title=title, text=words, tone=Tone.GOOD))
