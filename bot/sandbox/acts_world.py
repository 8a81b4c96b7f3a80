"""What changes the world around the conversation: joining, leaving, the clock, a restart of the bot."""

from typing import Final

from bot.sandbox import simcord_acts as deeds
from bot.sandbox import simcord_private as inner
from bot.sandbox.asking import Ask, Refused
from bot.sandbox.people import Person
from bot.sandbox.stage import Stage

FURTHEST_SECONDS: Final = 366 * 86_400


async def join(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Come into the server, without roles, as Discord does it."""
    guild = inner.stored_guild(stage.env, stage.world.guild)
    if person.user.id in guild.bans:
        raise Refused("You are banned from this server.")
    if person.user.id in guild.members:
        raise Refused("You are in this server already.")
    deeds.leave_voice_unseen(stage.env, stage.world.guild, person.user.id)
    stage.world.guild.add_member(person.user)
    await stage.env.settle()
    return {}


async def leave(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Leave the server of one's own will."""
    stage.world.guild.remove_member(person.member)
    await stage.env.settle()
    return {}


async def clock(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Move the virtual clock on."""
    seconds = ask.number("seconds")
    if not 0 < seconds <= FURTHEST_SECONDS:
        raise Refused("The clock can be moved on by at most a year at once.")
    await stage.move_clock(seconds)
    return {}


async def restart(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Stop the bot and start it again; its database stays."""
    await stage.restart()
    return {}


async def dismiss(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Put away a reply that only this person can see."""
    stage.dismissed.add((person.user.id, ask.number("message")))
    return {}
