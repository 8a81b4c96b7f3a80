"""What a member fills in to appeal, and what they are shown about it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, cast

import discord
from typing_extensions import override

from bot.policy.appeals import LONGEST_ANSWER, Answer, Appeal, AppealState
from bot.policy.card import Button, Card, Tone
from bot.policy.durations import stamp_day
from bot.policy.ids import GuildId, UserId
from bot.services.appeals import Appealable, NewAppeal
from bot.services.orders import Unmoved
from bot.services.words_appeals import questions, standing
from cogs.ui import answers
from cogs.ui.answers import Interaction, text
from cogs.ui.guarded import LABEL, Form, Input, paragraph

_OPEN: Final = 3600.0
"""Seconds; writing about a decision on oneself takes its time."""


class AppealForm(Form):
    """Asks the server's questions, or those of the catalogue."""

    def __init__(self, interaction: Interaction, guild_id: GuildId, decision: str) -> None:
        super().__init__(title=text(interaction, "appeal.form.title"), timeout=_OPEN)
        self.guild_id = guild_id
        self.decision = decision
        self.asked: list[tuple[str, Input]] = []
        self.add_item(discord.ui.TextDisplay(text(interaction, "appeal.form.notice")))
        services, locale = interaction.client.services, str(interaction.locale)
        asked = questions(services.catalogue, locale, services.servers.of(guild_id))
        for place, question in enumerate(asked):
            words = paragraph(f"answer{place}", LONGEST_ANSWER, required=place == 0)
            self.asked.append((question, words))
            self.ask(words, question, question if len(question) > LABEL else "")

    @override
    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        sent = cast(Interaction, interaction)
        await sent.response.defer(ephemeral=True, thinking=True)
        made = await sent.client.services.appeals.make(
            NewAppeal(
                key=f"cmd:{sent.id}",
                guild_id=self.guild_id,
                user_id=UserId(sent.user.id),
                decision=self.decision,
                answers=tuple(Answer(question=question, text=words.value) for question, words in self.asked),
            )
        )
        if isinstance(made, Unmoved):
            await answers.refuse(sent, made)
            return
        # Whoever decided does not answer it; is anybody else there?
        await sent.client.services.teamwork.outside.look_at_appeal(made.guild_id, made.number)
        await answers.say(sent, _made(sent, made))


def _made(interaction: Interaction, appeal: Appeal) -> Card:
    return Card(
        title=text(interaction, "appeal.made", number=appeal.number),
        text=text(interaction, "appeal.made_text", day=stamp_day(appeal.due_at)),
        tone=Tone.GOOD,
        buttons=(withdraw_button(interaction, appeal),),
    )


async def begin(interaction: Interaction, guild_id: GuildId, decision: str) -> None:
    """Open the form for a decision, or show how an earlier appeal stands, or say why there can be none."""
    user = UserId(interaction.user.id)
    found = await interaction.client.services.appeals.of(guild_id, user, decision)
    if not isinstance(found, Appealable):
        await answers.refuse(interaction, found)
    elif found.hindrance is None:
        # A form has to be the first answer, within three seconds, so nothing is written or sent before.
        await interaction.response.send_modal(AppealForm(interaction, guild_id, decision))
    elif found.latest is not None:
        await answers.say(interaction, _standing(interaction, found.latest))
    else:
        await answers.refuse(interaction, found.hindrance)


async def take_back(interaction: Interaction, guild_id: GuildId, decision: str) -> None:
    """Let a member take their appeal back."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    services, user = interaction.client.services, UserId(interaction.user.id)
    gone = await services.appeals.withdraw(guild_id, user, decision, f"btn:{interaction.id}")
    if isinstance(gone, Unmoved):
        await answers.refuse(interaction, gone)
        return
    found = await services.appeals.of(guild_id, user, decision)
    until = found.decision.appeal_until if isinstance(found, Appealable) else None
    says = text(interaction, "appeal.withdrawn_text", day=stamp_day(until)) if until else ""
    title = text(interaction, "appeal.withdrawn", number=gone.number)
    await answers.say(interaction, Card(title=title, text=says))


def _standing(interaction: Interaction, appeal: Appeal) -> Card:
    card = standing(interaction.client.services.catalogue, str(interaction.locale), appeal)
    if appeal.state is not AppealState.OPEN:
        return card
    return replace(card, buttons=(withdraw_button(interaction, appeal),))


def withdraw_button(interaction: Interaction, appeal: Appeal) -> Button:
    """Return the button that takes an appeal back."""
    custom_id = f"appeal:{appeal.guild_id}:{appeal.decision}:withdraw"
    return Button(custom_id=custom_id, label=text(interaction, "appeal.withdraw"))
