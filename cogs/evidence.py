"""Files that people hand in: fetched, checked, and kept as bytes, because links to files die within a day."""

from collections.abc import Iterable
from functools import partial
from typing import Final

import aiohttp
import discord
import orjson

from bot.pictures.signatures import image_type
from bot.policy.phrase import Phrase, phrase
from bot.policy.withheld import EVENT_COPY, POST_COPY
from bot.services import keeping
from bot.services.identifiers import opaque
from bot.services.keeping import Incoming, Keeping, SupplyFault
from bot.services.orders import NewEvidence
from cogs import convert, downloads

OF_THREAD: Final = 100
"""Messages of a thread that is withheld, the newest."""
AROUND: Final = 11
"""Messages: the one in question and ten about it, so that a joke among friends can be told from an attack."""


def incoming(file: discord.Attachment, kind: str, origin: str, *, picture: bool = False) -> Incoming | Phrase:
    """Return a file as something on its way, or why it can't be taken."""
    if file.size > keeping.LARGEST:
        return lost(file.filename, "too_large")
    media_type = file.content_type or "application/octet-stream"
    new = NewEvidence(
        kind=kind, media_type=media_type, body=b"", problem="pending", origin=origin, id=opaque("e")
    )
    return Incoming(new=new, name=file.filename, supply=partial(downloads.stream, file), picture=picture)


def lost(name: str, problem: str) -> Phrase:
    """Return the sentence on a file that could not be kept."""
    if problem == "too_large":
        return phrase("file.too_large", name=name, most=keeping.LARGEST // 1024 // 1024)
    return phrase(f"file.{problem}", name=name)


async def doubt(file: discord.Attachment) -> Phrase | None:
    """Return what is wrong with a picture, as far as its first bytes tell."""
    try:
        head = await downloads.head(file)
    except SupplyFault:
        return lost(file.filename, "unreadable")
    return None if image_type(head) else lost(file.filename, "no_image")


async def screenshot(keeper: Keeping, file: discord.Attachment) -> NewEvidence | Phrase:
    """Return a screenshot to keep, made anew from its pixels, or what is wrong with the file."""
    taken = incoming(file, "screenshot", "shown", picture=True)
    if isinstance(taken, Phrase):
        return taken
    made = await keeper.remake(taken)
    return lost(file.filename, made) if isinstance(made, str) else made


async def of_message(message: discord.Message) -> list[NewEvidence]:
    """Return a message's words and files to keep; a file that can't be had is recorded as such.

    The files are kept as they are, because a post that was withheld can be shown again.
    """
    kept = [of_text(words_of(message))]
    for file in message.attachments:
        media_type = file.content_type or "application/octet-stream"
        problem, body = "", b""
        if file.size > keeping.LARGEST:
            problem = "too_large"
        else:
            try:
                body = await file.read()
            except (discord.HTTPException, aiohttp.ClientError, TimeoutError):
                problem = "unreadable"
        kept.append(NewEvidence(kind="attachment", media_type=media_type, body=body, problem=problem))
    return kept


def words_of(message: discord.Message) -> str:
    """Return everything that can be read in a message: what it says, embeds, forwards and polls."""
    return "\n".join(convert.texts(message)[0])


def of_text(text: str) -> NewEvidence:
    """Return the words of a message to keep."""
    return NewEvidence(kind="message", media_type="text/plain", body=text.encode("utf-8", "replace"))


async def around(message: discord.Message) -> NewEvidence:
    """Return the messages around one, oldest first, as JSON; sealed later like all evidence."""
    try:
        near = [each async for each in message.channel.history(limit=AROUND, around=message)]
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError):
        return NewEvidence(kind="context", media_type="application/json", body=b"", problem="unreadable")
    return lines(near)


def lines(messages: Iterable[discord.Message]) -> NewEvidence:
    """Return messages with author and time as JSON, oldest first."""
    told = [
        {
            "id": str(each.id),
            "author": str(each.author.id),
            "at": each.created_at,
            "edited": each.edited_at,
            # JSON holds no half characters, and one in a message must not cost us the rest.
            "text": each.content.encode("utf-8", "replace").decode(),
            "files": [file.filename for file in each.attachments],
        }
        for each in sorted(messages, key=lambda each: each.id)
    ]
    return NewEvidence(kind="context", media_type="application/json", body=orjson.dumps(told))


def about_post(message: discord.Message) -> NewEvidence:
    """Return what is known of a post besides its words, by which it can be shown again."""
    known = {"author": discord.utils.escape_markdown(message.author.display_name), "at": message.created_at}
    return NewEvidence(kind="context", media_type=POST_COPY, body=orjson.dumps(known))


async def of_thread(thread: discord.Thread) -> list[NewEvidence]:
    """Return a thread's title and newest messages to keep."""
    try:
        newest = [each async for each in thread.history(limit=OF_THREAD)]
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError):
        unread = NewEvidence(kind="context", media_type="application/json", body=b"", problem="unreadable")
        return [of_text(thread.name), unread]
    return [of_text(thread.name), lines(newest)]


async def of_event(event: discord.ScheduledEvent) -> list[NewEvidence]:
    """Return an event's fields as Discord takes them, from which it can be made again, and its picture."""
    place = event.location if event.entity_type is discord.EntityType.external else None
    form = {
        "name": event.name,
        "description": event.description or "",
        # The only one there is; discord.py 2.7.1 reads the event's from another field.
        "privacy_level": discord.PrivacyLevel.guild_only.value,
        "entity_type": event.entity_type.value,
        "channel_id": None if event.channel_id is None else str(event.channel_id),
        "entity_metadata": None if place is None else {"location": place},
        "scheduled_start_time": event.start_time,
        "scheduled_end_time": event.end_time,
    }
    body = orjson.dumps({key: value for key, value in form.items() if value is not None})
    kept = [NewEvidence(kind="context", media_type=EVENT_COPY, body=body)]
    if event.cover_image is not None:
        try:
            cover, problem = await event.cover_image.read(), ""
        except (discord.HTTPException, aiohttp.ClientError, TimeoutError):
            cover, problem = b"", "unreadable"
        picture = image_type(cover) or "image/png"
        kept.append(NewEvidence(kind="attachment", media_type=picture, body=cover, problem=problem))
    return kept
