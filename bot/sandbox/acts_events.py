"""What people do with the server's calendar."""

from datetime import timedelta

from bot.sandbox import simcord_acts as deeds
from bot.sandbox import simcord_private as inner
from bot.sandbox.acts_world import FURTHEST_SECONDS
from bot.sandbox.asking import Ask, Refused
from bot.sandbox.people import Person
from bot.sandbox.stage import Stage


async def plan(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Make an event in a voice or stage channel, or at a place outside of Discord."""
    name, text, outside = (
        ask.text("name").strip(),
        ask.text("text", "").strip(),
        ask.text("place", "").strip(),
    )
    where, seconds = ask.optional("where"), ask.number("seconds")
    # https://docs.discord.com/developers/resources/guild-scheduled-event#create-guild-scheduled-event
    if not 0 < len(name) <= 100 or len(text) > 1000 or len(outside) > 100:
        raise Refused("An event needs a name of at most 100 characters; its text may have 1000.")
    if not 0 < seconds <= FURTHEST_SECONDS:
        raise Refused("An event begins within a year.")
    if where is None and not outside:
        raise Refused("Say where it takes place.")
    place = outside if where is None else person.channel(where)
    await deeds.make_event(person.member, name, text, stage.env.now() + timedelta(seconds=seconds), place)
    return {}


async def cancel(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Take an event out of the calendar."""
    await deeds.drop_event(person.member, ask.number("event"))
    return {}
