"""Noting that a case belongs with another, also of other people, and taking it back."""

from __future__ import annotations

from typing import Any, cast

import discord
from typing_extensions import override

from bot.policy.card import Button, Card, Tone
from bot.policy.phrase import phrase
from bot.policy.records import Case
from bot.services.orders import Unmoved
from bot.services.words_links import called
from cogs.ui import answers
from cogs.ui.answers import Interaction, text
from cogs.ui.case_desk import Desk, seated, sit_down
from cogs.ui.guarded import Form

_OPEN = 900.0


async def ask(interaction: Interaction, desk: Desk, _: int) -> None:
    """Ask for the number of the other case."""
    await interaction.response.send_modal(RelateForm(interaction, desk.number))


async def take_back(interaction: Interaction, desk: Desk, other: int) -> None:
    """Note that the two don't belong together after all."""
    done = await interaction.client.services.teamwork.joining.relate(
        desk.guild_id, desk.number, other, desk.actor.user_id, f"btn:{interaction.id}", related=False
    )
    if not isinstance(done, Case):
        await answers.refuse(interaction, done)
        return
    title = text(interaction, "more.unrelated", case=called(desk.number), other=called(other))
    await answers.say(interaction, Card(title=title, tone=Tone.GOOD))


class RelateForm(Form):
    """Asks which other case."""

    def __init__(self, interaction: Interaction, number: int) -> None:
        super().__init__(title=text(interaction, "more.relate_title"), timeout=_OPEN)
        self.number = number
        self.other: discord.ui.TextInput[discord.ui.LayoutView] = discord.ui.TextInput(
            custom_id="other", max_length=15
        )
        self.ask(self.other, text(interaction, "more.relate_which"), text(interaction, "more.relate_hint"))

    @override
    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        sent = cast(Interaction, interaction)
        await sent.response.defer(ephemeral=True, thinking=True)
        typed = self.other.value.strip().removeprefix("#")
        if not typed.isdecimal():
            await answers.refuse(sent, phrase("more.no_number"))
            return
        other = int(typed)
        # Asked of both: a case that somebody is involved in is not found by guessing its number.
        desk = await seated(sent, self.number)
        if desk is None:
            return
        if not isinstance(await sit_down(sent, other), Desk):
            await answers.refuse(sent, Unmoved(key="no_such_case", values={"number": str(other)}))
            return
        done = await sent.client.services.teamwork.joining.relate(
            desk.guild_id, self.number, other, desk.actor.user_id, f"btn:{sent.id}"
        )
        if not isinstance(done, Case):
            await answers.refuse(sent, done)
            return
        undo = Button(custom_id=f"more:{self.number}:unrelate:{other}", label=text(sent, "more.undo"))
        title = text(sent, "more.related", case=called(self.number), other=called(other))
        await answers.say(sent, Card(title=title, tone=Tone.GOOD, buttons=(undo,)))
