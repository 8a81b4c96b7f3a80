"""What people want from the bot in a run: a seeded list of deeds for each member, and how one is attempted.

A deed is what a moderator or member wants once ("mute this person for two hours"); an attempt is one
interaction or message in which they try. Whoever gets no answer tries again, with a new interaction.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from tests.faults.things import Channel, Guild, User
from tests.faults.world import World

DURATIONS: Final[dict[str, int]] = {"1m": 60, "30m": 1800, "2h": 7200, "1d": 86_400, "7d": 604_800}
"""As a person writes them, with their seconds. The shortest ends within the run."""


class Want(StrEnum):
    """What is wanted; the value is the command's name, except for a message."""

    WARN = "warn"
    MUTE = "mute"
    SUSPEND = "suspend"
    LIFT = "lift"
    OFFEND = "offend"
    """A message that breaks a rule; the bot is to remove it."""


@dataclass(slots=True, kw_only=True)
class Deed:
    """One intent of the run with all its attempts."""

    number: int
    want: Want
    guild: Guild
    channel: Channel
    by: User
    target: User
    duration: str = ""
    causes: list[str] = field(default_factory=list)
    """``cmd:<interaction>`` or ``msg:<message>`` of each attempt."""
    answers: list[str] = field(default_factory=list)
    """What the person read, last attempt last."""

    needless: bool = False
    """Whether there was nothing to do: what was to be lifted had ended by itself, a writer had left."""

    @property
    def mark(self) -> str:
        """Return words that stand in this deed only."""
        return f"deed-{self.number:05d}"


def deeds_of(
    world: World, guild: Guild, target: User, numbers: range, dice: random.Random, offend: float
) -> list[Deed]:
    """Return a member's deeds in order, such that each makes sense after the ones before it.

    ``offend`` is the share of messages that break a rule, 0 … 1.
    """
    channel = next(iter(guild.channels.values()))
    moderator = next(one.user for one in guild.members.values() if one.user.name.endswith("-mod"))
    deeds: list[Deed] = []
    suspended = held = False
    for number in numbers:
        want = _next(dice, suspended=suspended, held=held, offend=offend)
        suspended = want is Want.SUSPEND or (suspended and want is not Want.LIFT)
        held = want in (Want.MUTE, Want.SUSPEND) or (held and want is not Want.LIFT)
        # A suspension may outlast the wish to write again, so only mutes are made to end by themselves.
        spans = list(DURATIONS) if want is Want.MUTE else list(DURATIONS)[1:]
        deeds.append(
            Deed(
                number=number,
                want=want,
                guild=guild,
                channel=channel,
                by=target if want is Want.OFFEND else moderator,
                target=target,
                duration=dice.choice(spans) if want in (Want.MUTE, Want.SUSPEND) else "",
            )
        )
    return deeds


def _next(dice: random.Random, *, suspended: bool, held: bool, offend: float) -> Want:
    if suspended:
        return Want.LIFT
    if dice.random() < offend and not held:
        return Want.OFFEND
    if held:
        return dice.choice([Want.LIFT, Want.LIFT, Want.MUTE, Want.WARN])
    return dice.choice([Want.WARN, Want.WARN, Want.MUTE, Want.MUTE, Want.MUTE, Want.SUSPEND])


def options_for(deed: Deed, command: Mapping[str, Any], clause: str) -> dict[str, Any]:
    """Fill in a command's options from what it declares: by kind, by name, else only what is required."""
    filled: dict[str, Any] = {}
    for option in command.get("options", ()):
        value = _value(deed, option, clause)
        if value is not None:
            filled[option["name"]] = value
    return filled


def _value(deed: Deed, option: Mapping[str, Any], clause: str) -> Any:
    name, kind = option["name"], option["type"]
    if kind == 6:
        return deed.target.id if option.get("required") or name in ("member", "user") else None
    by_name = {
        "reason": f"{deed.mark}: please read the code of conduct",
        "why": f"{deed.mark}: please read the code of conduct",
        "duration": deed.duration or None,
        "clause": clause,
    }
    if name in by_name:
        return by_name[name]
    if not option.get("required"):
        return None
    if option.get("choices"):
        return option["choices"][0]["value"]
    return {3: deed.mark, 4: 1, 5: False, 7: deed.channel.id}.get(kind)
