"""What people do with messages: write, edit, delete, forward, react, pin, open a forum post."""

from typing import Final

from bot.sandbox import simcord_acts as deeds
from bot.sandbox import simcord_private as inner
from bot.sandbox.asking import Ask, Refused
from bot.sandbox.people import Person
from bot.sandbox.stage import Stage

LONGEST: Final = 2000
"""Characters a message may have: https://discord.com/developers/docs/resources/message#create-message"""


async def send(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Write a message, perhaps with files or as a reply."""
    text, files = _text(ask), [ask.file(token) for token in ask.texts("files")]
    if not text.strip() and not files:
        raise Refused("Write something first.")
    channel, reply = person.channel(ask.number("channel")), ask.optional("reply")
    if channel.guild is None:
        await deeds.send_private(stage.env, person.user, text, files, reply)
        return {}
    reply_to = inner.message(stage.env, channel.id, reply) if reply is not None else None
    await person.member.send(channel, text, reply_to=reply_to, attachments=files)
    return {}


async def post(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Open a post in a forum; returns the id of its thread."""
    title, text = ask.text("title").strip(), _text(ask)
    if not title or len(title) > 100 or not text.strip():
        raise Refused("A post needs a title of at most 100 characters and a text.")
    files = [ask.file(token) for token in ask.texts("files")]
    forum = person.channel(ask.number("channel"))
    thread = await deeds.post_in_forum(stage.env, person.member, forum, title, text, files)
    return {"channel": str(thread)}


async def edit(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Change an own message."""
    text = _text(ask)
    if not text.strip():
        raise Refused("An empty message can't be kept. Delete it instead.")
    channel = person.channel(ask.number("channel"))
    await person.actor(channel).edit(inner.message(stage.env, channel.id, ask.number("message")), text)
    return {}


async def delete(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Delete a message, an own one or as somebody who may delete others'."""
    channel = person.channel(ask.number("channel"))
    await person.actor(channel).delete(inner.message(stage.env, channel.id, ask.number("message")))
    return {}


async def forward(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Forward a message to another channel of the server."""
    source, target = ask.number("channel"), person.channel(ask.number("to"))
    await person.member.forward(inner.message(stage.env, source, ask.number("message")), target)
    return {}


async def react(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Put an emoji under a message or take it away."""
    channel, on = person.channel(ask.number("channel")), ask.text("on") == "yes"
    found = inner.message(stage.env, channel.id, ask.number("message"))
    await person.actor(channel).set_reaction(found, ask.text("emoji"), reacted=on)
    return {}


async def pin(stage: Stage, person: Person, ask: Ask) -> inner.Json:
    """Put a message among the pinned ones, or take it from there."""
    channel = person.channel(ask.number("channel"))
    found = inner.message(stage.env, channel.id, ask.number("message"))
    await person.member.set_pinned(found, ask.text("on") == "yes")
    return {}


def _text(ask: Ask) -> str:
    text = ask.text("text", "")
    if len(text) > LONGEST:
        raise Refused(f"A message can have at most {LONGEST} characters; this one has {len(text)}.")
    return text
