"""What the tests on reports share: looking at answers and into case files."""

from __future__ import annotations

import io

import simcord
from PIL import Image, PngImagePlugin

from bot.policy.ids import GuildId
from bot.services.orders import CaseFile
from tests.conftest import Town


def png(colour: str = "red", **told: str) -> bytes:
    """Return a small picture, with what a camera would write into it."""
    hidden = PngImagePlugin.PngInfo()
    for name, value in told.items():
        hidden.add_text(name, value)
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG", pnginfo=hidden)
    return out.getvalue()


PNG = png()


def said(answer: simcord.InteractionResult) -> str:
    """Return what the person reads, who alone may read it."""
    assert answer.ephemeral
    assert answer.response is not None
    return str([embed.to_dict() for embed in answer.response.embeds])


def link(town: Town, message: object, channel: simcord.ChannelHandle | None = None) -> str:
    """Return what “Copy Message Link” puts on the clipboard."""
    place = town.general if channel is None else channel
    return f"https://discord.com/channels/{town.guild.id}/{place.id}/{getattr(message, 'id', message)}"


async def case_file(town: Town, number: int = 1) -> CaseFile | None:
    """Return what is stored of a case."""
    return await town.bot.services.casebook.file(GuildId(town.guild.id), number)


async def kinds(town: Town, number: int = 1) -> list[str]:
    """Return the kinds of what was kept for a case, sorted."""
    file = await case_file(town, number)
    return [] if file is None else sorted(item.kind for item in file.evidence)
