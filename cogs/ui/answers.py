"""Answers to people: one place that sends them, always private unless said otherwise, and says why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import discord

from bot.cards import embed_of, view_of
from bot.policy.authority import Refusal
from bot.policy.card import Card, Tone
from bot.policy.durations import DurationProblem
from bot.policy.phrase import Phrase, Value, phrase
from bot.services.orders import Unmoved

if TYPE_CHECKING:
    from bot.client import StewardBot

Interaction: TypeAlias = "discord.Interaction[StewardBot]"
Negative: TypeAlias = Refusal | Unmoved | DurationProblem | Phrase

_IN_PLACE: Final = "in_place"
_MISSING: Final = ("no_such_", "no_federation")
"""How the keys begin that say that something is not there, which is no news to who only looked it up."""


def why_not(negative: Negative) -> Phrase:
    """Return the sentence for an answer that changed nothing."""
    if isinstance(negative, Refusal):
        return negative.phrase
    if isinstance(negative, DurationProblem):
        return negative.reason
    if isinstance(negative, Unmoved):
        return phrase(f"unmoved.{negative.key}", **negative.values)
    return negative


def text(interaction: Interaction, key: str, **values: Value) -> str:
    """Return a sentence in the language of the person who asked."""
    return interaction.client.services.catalogue.text(key, str(interaction.locale), **values)


async def begin_in_place(interaction: Interaction) -> None:
    """Acknowledge a press such that the answer takes the place of what was pressed, buttons and all."""
    interaction.extras[_IN_PLACE] = True
    await interaction.response.defer()


async def meanwhile(interaction: Interaction, card: Card) -> None:
    """Show how far long work is, where the answer will stand; the interaction was deferred."""
    interaction.extras[_IN_PLACE] = True
    await interaction.edit_original_response(embed=embed_of(card))


async def say(interaction: Interaction, card: Card, *, private: bool = True) -> None:
    """Answer with a card, whether or not the interaction was deferred."""
    embed, view = embed_of(card), view_of(card) or discord.utils.MISSING
    if interaction.extras.get(_IN_PLACE):
        await interaction.edit_original_response(content=None, embed=embed, view=view or None)
    elif interaction.response.is_done():
        await interaction.followup.send(embed=embed, view=view, ephemeral=private)
    else:
        await interaction.response.send_message(embed=embed, view=view, ephemeral=private)


async def refuse(interaction: Interaction, negative: Negative) -> None:
    """Answer that nothing was changed, or that what was named is not there, and why."""
    sentence = interaction.client.services.catalogue.say(why_not(negative), str(interaction.locale))
    missing = isinstance(negative, Unmoved) and negative.key.startswith(_MISSING)
    title = text(interaction, "reply.not_found" if missing else "reply.nothing_done")
    await say(interaction, Card(title=title, text=sentence, tone=Tone.NOTICE))


async def admit_administrator(interaction: Interaction) -> bool:
    """Take a command of an administrator up, or refuse it; servers can show commands to others."""
    if interaction.permissions.administrator:
        await interaction.response.defer(ephemeral=True)
        return True
    await refuse(interaction, phrase("reply.not_allowed"))
    return False
