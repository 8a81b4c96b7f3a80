"""The table of all acts, and the one door through which the page performs them."""

from collections.abc import Awaitable, Callable
from typing import Final

import simcord

from bot.sandbox import acts_apps, acts_events, acts_hand, acts_talk, acts_voice, acts_world
from bot.sandbox import simcord_private as inner
from bot.sandbox.asking import Ask, Refused, saying
from bot.sandbox.people import Person, person
from bot.sandbox.stage import Stage
from bot.sandbox.tour import Happening

Act = Callable[[Stage, Person, Ask], Awaitable[inner.Json]]

ACTS: Final[dict[str, Act]] = {
    "send": acts_talk.send,
    "post": acts_talk.post,
    "edit": acts_talk.edit,
    "delete": acts_talk.delete,
    "forward": acts_talk.forward,
    "react": acts_talk.react,
    "pin": acts_talk.pin,
    "slash": acts_apps.slash,
    "autocomplete": acts_apps.autocomplete,
    "menu": acts_apps.menu,
    "click": acts_apps.click,
    "select": acts_apps.select,
    "modal": acts_apps.modal,
    "role": acts_hand.role,
    "timeout": acts_hand.timeout,
    "kick": acts_hand.kick,
    "ban": acts_hand.ban,
    "voice-enter": acts_voice.enter,
    "voice-go": acts_voice.go,
    "voice-say": acts_voice.say,
    "voice-hand": acts_voice.hand,
    "voice-floor": acts_voice.floor,
    "voice-mute": acts_voice.mute,
    "event-plan": acts_events.plan,
    "event-cancel": acts_events.cancel,
    "join": acts_world.join,
    "leave": acts_world.leave,
    "clock": acts_world.clock,
    "restart": acts_world.restart,
    "dismiss": acts_world.dismiss,
}
TOLD: Final = {
    "slash": "command",
    "menu": "menu",
    "click": "click",
    "select": "select",
    "modal": "modal",
    "clock": "clock",
    "restart": "restart",
}
"""Acts the tour hears of from here; messages and members it hears of through gateway events."""


async def perform(stage: Stage, ask: Ask) -> inner.Json:
    """Do what the page asks; returns ``ok`` and a result, or why not in one sentence."""
    act = ACTS.get(ask.act)
    if act is None:
        return {"ok": False, "why": "This page is older than the sandbox. Please reload it."}
    try:
        who = person(stage, ask.persona)
        async with stage.turn(ask.act):
            result = await act(stage, who, ask)
    except Refused as refusal:
        return {"ok": False, "why": str(refusal)}
    except (simcord.SetupError, simcord.BackendError) as refusal:
        return {"ok": False, "why": saying(refusal)}
    except Exception as fault:
        # An outermost handler: whatever fails in one act, the page gets a sentence and the play goes on.
        stage.troubles.note(ask.act, fault)
        stage.changed()
        return {"ok": False, "why": "Something went wrong inside. The log says what."}
    if ask.act in TOLD:
        stage.happened(_told(stage, ask))
    return {"ok": True, **result}


def _told(stage: Stage, ask: Ask) -> Happening:
    told = {"kind": TOLD[ask.act], "by": ask.persona}
    told["name"] = str(
        ask.fields.get("command") or ask.fields.get("label") or ask.fields.get("seconds") or ""
    )
    channel = ask.optional("channel")
    return told | (stage.teller.place(channel) if channel is not None else {})
