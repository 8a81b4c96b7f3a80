"""The yes or no to a step that was shown before it is taken, and the reason where it is not the ladder's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import discord
from typing_extensions import override

from bot.cards import embed_of
from bot.policy.card import Card, Tone
from bot.services.pending import GOOD_FOR
from cogs.ui import answers
from cogs.ui.answers import Interaction, text
from cogs.ui.guarded import Form, paragraph
from cogs.ui.impose import carry_out
from cogs.ui.press import Press
from cogs.ui.preview import Question
from cogs.ui.wishes import Prepared, find_person

_LONGEST, _OPEN = 1000, 900.0


class PreviewButton(Press, template=r"preview:(?P<key>q-[0-9a-f]+):(?P<act>yes|apart|no)"):
    """Stands under a preview, which only who asked for it can see."""

    @override
    async def press(self, pressed: Interaction) -> None:
        pending = pressed.client.services.foresight.pending
        question = pending.get(self.said["key"])
        if not isinstance(question, Question):
            await _stale(pressed)
        elif self.act == "no":
            pending.drop(self.said["key"])
            await _close(pressed, "preview.cancelled")
        else:
            wish = replace(question.prepared.wish, apart=self.act == "apart")
            prepared = replace(question.prepared, wish=wish)
            if question.asks_why:
                # A form has to be the first answer, so nothing was sent before.
                await pressed.response.send_modal(WhyForm(pressed, prepared))
            else:
                await _go_on(pressed, prepared)


class WhyForm(Form):
    """Asks why something else is done than the ladder proposes (M38)."""

    def __init__(self, interaction: Interaction, prepared: Prepared) -> None:
        super().__init__(title=text(interaction, "preview.form.title"), timeout=_OPEN)
        self.prepared = prepared
        self.why = paragraph("why", _LONGEST)
        self.ask(self.why, text(interaction, "panel.form.why"), text(interaction, "panel.form.why_hint"))

    @override
    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        wish = replace(self.prepared.wish, deviation=self.why.value)
        await _go_on(cast(Interaction, interaction), replace(self.prepared, wish=wish))


async def _go_on(interaction: Interaction, prepared: Prepared) -> None:
    """Do what was confirmed, the answer taking the place of the preview and its buttons."""
    await answers.begin_in_place(interaction)
    # Rank and presence may have changed since it was shown.
    member = await find_person(interaction, prepared.wish.member.id) or prepared.wish.member
    await carry_out(interaction, replace(prepared, wish=replace(prepared.wish, member=member)))


async def _stale(interaction: Interaction) -> None:
    """Say how to go on, and leave what was asked for on the screen: it can't be read anywhere else."""
    says = text(interaction, "preview.stale", minutes=int(GOOD_FOR.total_seconds() // 60))
    card = Card(title=text(interaction, "reply.nothing_done"), text=says, tone=Tone.NEUTRAL)
    shown = interaction.message.embeds[:1] if interaction.message else []
    await interaction.response.edit_message(embeds=[*shown, embed_of(card)], view=None)


async def _close(interaction: Interaction, key: str) -> None:
    card = Card(title=text(interaction, "reply.nothing_done"), text=text(interaction, key), tone=Tone.NEUTRAL)
    await interaction.response.edit_message(embed=embed_of(card), view=None)
