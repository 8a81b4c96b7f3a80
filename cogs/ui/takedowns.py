"""What a takedown is about: a link or a choice becomes the thing itself, with all that is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import discord
from discord import app_commands

from bot.cards import cut
from bot.policy.phrase import Phrase, phrase
from bot.policy.withheld import Thing, Withheld
from bot.services.orders import NewEvidence
from cogs import evidence, links
from cogs.ui.answers import Interaction
from cogs.ui.wishes import linked

_CHOICES: Final = 25


class Part(StrEnum):
    """What of the thing is meant."""

    ALL = "all"
    PIN = "pin"
    THREAD = "thread"
    STARTER = "starter"
    """The thread, and its first post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is to be withheld."""

    withheld: Withheld
    author: int | None
    """Whose it is; None where Discord does not say."""
    message: str | None = None
    """Link to a message that is removed."""
    kept: tuple[NewEvidence, ...] = ()
    facts: str = ""

    @property
    def grave(self) -> bool:
        """Return whether it is shown before it is done: others lose something with a thread or an event."""
        return self.withheld.thing in (Thing.THREAD, Thing.EVENT)


async def find(interaction: Interaction, link: str, part: Part) -> Found | Phrase:
    """Return what a link leads to, if who asks may see it and the bot can withhold it."""
    guild, reader = interaction.guild, interaction.user
    assert guild is not None  # noqa: S101 - the command is for servers only
    assert isinstance(reader, discord.Member)  # noqa: S101 - in a server it is one
    rights = guild.me.guild_permissions
    event_id, thread_id = links.parse_event(link, guild.id), links.parse_thread(link, guild.id)
    if event_id is not None:
        return await _event(guild, event_id) if rights.manage_events else phrase("takedown.cant_events")
    found: discord.Message | discord.Thread | Phrase
    if thread_id is not None:
        found = await links.thread(guild, thread_id, reader)
    else:
        found = await linked(interaction, link)
    if isinstance(found, discord.Message) and part in (Part.THREAD, Part.STARTER):
        found = _thread_of(found) or phrase("takedown.no_thread")
    if isinstance(found, discord.Thread):
        if part is Part.PIN:
            return phrase("takedown.no_pin")
        return await _thread(found, part) if rights.manage_threads else phrase("takedown.cant_threads")
    return found if isinstance(found, Phrase) else await _post(found, part)


async def _post(message: discord.Message, part: Part) -> Found | Phrase:
    author = None if message.webhook_id is not None else message.author.id
    if part is Part.PIN:
        if not message.pinned:
            return phrase("takedown.no_pin")
        return Found(
            withheld=Withheld(thing=Thing.PIN, channel=message.channel.id, message=message.id),
            author=author,
            kept=tuple(await evidence.of_message(message)),
            facts=evidence.words_of(message),
        )
    return Found(
        withheld=Withheld(
            thing=Thing.POST, channel=message.channel.id, message=message.id, more=message.pinned
        ),
        author=author,
        message=message.jump_url,
        kept=(evidence.about_post(message),),
    )


async def _thread(thread: discord.Thread, part: Part) -> Found | Phrase:
    kept = await evidence.of_thread(thread)
    if part is not Part.STARTER:
        return Found(
            withheld=Withheld(thing=Thing.THREAD, channel=thread.id),
            author=thread.owner_id,
            kept=tuple(kept),
            facts=thread.name,
        )
    starter = await _starter(thread)
    if starter is None:
        return phrase("takedown.no_starter")
    return Found(
        withheld=Withheld(thing=Thing.THREAD, channel=thread.id, more=True),
        author=None if starter.webhook_id is not None else starter.author.id,
        message=starter.jump_url,
        kept=(*kept, evidence.about_post(starter)),
    )


async def _event(guild: discord.Guild, event_id: int) -> Found | Phrase:
    event = await links.event(guild, event_id)
    if isinstance(event, Phrase):
        return event
    return Found(
        withheld=Withheld(thing=Thing.EVENT, event=event.id),
        author=event.creator_id,
        kept=tuple(await evidence.of_event(event)),
        facts="\n".join(filter(None, (event.name, event.description))),
    )


def _thread_of(message: discord.Message) -> discord.Thread | None:
    return message.channel if isinstance(message.channel, discord.Thread) else message.thread


async def _starter(thread: discord.Thread) -> discord.Message | None:
    """Return the first post: in a forum it stands in the thread, elsewhere in the channel above."""
    above = thread.parent
    place = thread if above is None or isinstance(above, discord.ForumChannel) else above
    try:
        return await place.fetch_message(thread.id)
    except discord.HTTPException:
        return None


async def choices(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Offer coming events and open threads by name; anything else is given as a link."""
    guild = interaction.guild
    if guild is None or not isinstance(interaction.user, discord.Member):
        return []
    me, reader = guild.id, interaction.user
    named = [(event.name, f"https://discord.com/events/{me}/{event.id}") for event in guild.scheduled_events]
    named += [
        (f"#{thread.name}", f"https://discord.com/channels/{me}/{thread.id}")
        for thread in guild.threads
        if thread.permissions_for(reader).view_channel and not thread.is_private()
    ]
    found = [(name, link) for name, link in named if typed.casefold() in name.casefold()]
    return [app_commands.Choice(name=cut(name, 100), value=link) for name, link in found[:_CHOICES]]
