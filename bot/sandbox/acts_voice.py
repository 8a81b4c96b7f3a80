"""What people do in voice and on a stage. Nothing is heard: the page says who would hear it."""

from bot.sandbox import simcord_acts as deeds
from bot.sandbox import simcord_private as inner
from bot.sandbox.asking import Ask, Refused
from bot.sandbox.people import Person
from bot.sandbox.stage import Stage
from bot.sandbox.view_server import STAGE, VOICE


async def enter(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Go into a voice channel, or into the audience of a stage."""
    place = person.channel(ask.number("channel"))
    found = inner.stored_channel(stage.env, place.id)
    if found is None or found.type not in (VOICE, STAGE):
        raise Refused("That is no voice channel.")
    await deeds.enter_voice(person.member, place, is_stage=found.type == STAGE)
    return {}


async def go(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Leave voice."""
    await person.member.leave_voice()
    return {}


async def say(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Say something aloud; returns the names of those who hear it."""
    state = inner.voice_state(stage.env, stage.world.guild, person.user.id)
    if state is None or state.channel_id is None:
        raise Refused("You are in no voice channel.")
    found = inner.stored_channel(stage.env, state.channel_id)
    if found is not None and not inner.may_speak(stage.env, person.user.id, found):
        raise Refused("You are not allowed to speak here: nobody hears you.")
    if state.suppress:
        raise Refused("You are in the audience: nobody hears you.")
    if state.mute:
        raise Refused("You are muted in voice: nobody hears you.")
    here = inner.in_voice(stage.env, stage.world.guild, state.channel_id)
    names = {each.id: each.global_name or each.name for each in inner.users(stage.env)}
    return {"heard": [names[each.user_id] for each in here if each.user_id != person.user.id]}


async def hand(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Ask to speak on a stage, or no longer."""
    await deeds.raise_hand(person.member, up=ask.text("on") == "yes")
    return {}


async def floor(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Let somebody on a stage speak, or send them to the audience."""
    await deeds.give_floor(person.member, ask.number("member"), given=ask.text("on") == "yes")
    return {}


async def mute(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Mute somebody in voice by hand, or let them be heard again."""
    whom = inner.member(stage.env, stage.world.guild, ask.number("member"))
    await deeds.set_voice_mute(person.member, whom.id, muted=ask.text("on") == "yes")
    return {}
