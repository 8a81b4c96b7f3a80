"""What staff do by hand, in Discord's own interface and past the bot: roles, timeouts, kicks, bans."""

from datetime import timedelta
from typing import Final

import simcord

from bot.sandbox import simcord_acts as deeds
from bot.sandbox import simcord_private as inner
from bot.sandbox.asking import Ask, Refused
from bot.sandbox.people import Person
from bot.sandbox.stage import Stage

LONGEST_TIMEOUT: Final = timedelta(days=28)
"""Discord's limit: https://docs.discord.com/developers/resources/guild#modify-guild-member"""


async def role(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Give somebody a role, or take it from them."""
    whom = _member(stage, ask)
    found = inner.role(stage.env, stage.world.guild, ask.number("role"))
    await deeds.set_role(person.member, whom.id, found, worn=ask.text("on") == "yes")
    return {}


async def timeout(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Time somebody out for some seconds, or, without a number, end their timeout."""
    seconds, whom = ask.optional("seconds"), _member(stage, ask)
    if seconds is not None and not 0 < seconds <= LONGEST_TIMEOUT.total_seconds():
        raise Refused("Discord allows timeouts of up to 28 days.")
    until = None if seconds is None else (stage.env.now() + timedelta(seconds=seconds)).isoformat()
    await deeds.set_timeout(person.member, whom.id, until)
    return {}


async def kick(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Put somebody out of the server."""
    await deeds.kick(person.member, _member(stage, ask).id)
    return {}


async def ban(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Ban somebody, or lift their ban."""
    whom = inner.user(stage.env, ask.number("member"))
    await deeds.set_ban(person.member, whom.id, banned=ask.text("on") == "yes")
    return {}


def _member(stage: Stage, ask: Ask) -> simcord.MemberActor:
    return inner.member(stage.env, stage.world.guild, ask.number("member"))
