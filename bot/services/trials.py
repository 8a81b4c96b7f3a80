"""Trying a text: what a message would meet in a place, by rules and text model; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.policy.detectors.protocol import NO_FACTS
from bot.policy.ids import GuildId
from bot.policy.verdict import Verdict
from bot.services.rules import Rules
from bot.services.second_look import SecondLook


class Asked(StrEnum):
    """Whether the text model was asked, and why not."""

    YES = "yes"
    OFF = "off"
    """There is none, or it is switched off."""
    NEEDLESS = "needless"
    """Its gate lets such a text pass, or the text is removed whatever it says."""
    LATE = "late"
    """It did not answer in time."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a text would meet."""

    verdict: Verdict
    """With a trace of every rule."""
    asked: Asked


async def trial(
    rules: Rules,
    model: SecondLook | None,
    guild_id: GuildId,
    places: Sequence[int],
    text: str,
    *,
    academic: bool,
) -> Trial:
    """Judge a text as the listener would judge a member's message, without history (F41)."""
    first = rules.trial(guild_id, places, text, academic=academic)
    if model is None:
        return Trial(first, Asked.OFF)
    if not model.worth_asking(rules.for_channel(guild_id, places), first, text):
        return Trial(first, Asked.NEEDLESS)
    opinion = await model.ask(text)
    if opinion is None:
        return Trial(first, Asked.LATE)
    facts = opinion.with_facts(NO_FACTS)
    return Trial(rules.trial(guild_id, places, text, academic=academic, facts=facts), Asked.YES)
