"""Files that people hand in: fetched, checked, and kept as bytes, because links to files die within a day."""

from collections.abc import Iterable
from typing import Final

import aiohttp
import discord
import orjson

from bot.policy.phrase import Phrase, phrase
from bot.services.orders import NewEvidence
from cogs import convert

LARGEST: Final = 25 * 1024 * 1024
"""Bytes; what Discord lets ordinary members upload is less."""

AROUND: Final = 11
"""Messages: the one in question and ten about it, so that a joke among friends can be told from an attack."""

_SIGNATURES: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


def image_type(body: bytes) -> str | None:
    """Return the media type by the first bytes, not by the name; None for what is no image we know."""
    for signature, media_type in _SIGNATURES:
        if body.startswith(signature):
            return media_type
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image/webp"
    return None


async def screenshot(file: discord.Attachment) -> NewEvidence | Phrase:
    """Return a screenshot to keep, or what is wrong with the file."""
    if file.size > LARGEST:
        return phrase("file.too_large", name=file.filename, most=LARGEST // 1024 // 1024)
    try:
        body = await file.read()
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError):
        return phrase("file.unreadable", name=file.filename)
    media_type = image_type(body)
    if media_type is None:
        return phrase("file.no_image", name=file.filename)
    return NewEvidence(kind="screenshot", media_type=media_type, body=body, origin="shown")


async def of_message(message: discord.Message) -> list[NewEvidence]:
    """Return a message's words and files to keep; a file that can't be had is recorded as such."""
    kept = [of_text(words_of(message))]
    for file in message.attachments:
        media_type = file.content_type or "application/octet-stream"
        problem, body = "", b""
        if file.size > LARGEST:
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
