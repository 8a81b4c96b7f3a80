"""*Files*: what a case holds, for those who may work on it, each file behind a veil until it is clicked."""

from __future__ import annotations

import io
from typing import Final

import discord
from typing_extensions import override

from bot.cards import cut, embed_of
from bot.policy.card import Card
from bot.policy.records import Evidence
from cogs.ui import answers
from cogs.ui.answers import Interaction, text
from cogs.ui.case_desk import Desk, seated
from cogs.ui.press import Press

_ENDINGS: Final = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "video/mp4": "mp4",
    "application/pdf": "pdf",
}
_FILES: Final = 10
"""Discord's limit for one message."""
_AT_MOST: Final = 8 * 1024 * 1024
"""Bytes in one answer, held in memory for its time; Discord takes 10 MB from a bot."""
_LINES: Final = 20
_QUOTE: Final = 300


class KeptButton(Press, template=r"kept:(?P<number>[0-9]{1,15})"):
    """Shows what a case holds; who presses is checked anew each time."""

    @override
    async def press(self, pressed: Interaction) -> None:
        await pressed.response.defer(ephemeral=True, thinking=True)
        desk = await seated(pressed, self.number)
        if desk is not None:
            await _show(pressed, desk)


async def _show(interaction: Interaction, desk: Desk) -> None:
    files_kept = [each for each in desk.file.evidence if each.kind in ("attachment", "screenshot")]
    items = sorted(files_kept, key=lambda each: (each.created_at, each.kind))
    title = text(interaction, "kept.title", number=desk.number)
    if not items:
        await answers.say(interaction, Card(title=title, text=text(interaction, "kept.none")))
        return
    files: list[discord.File] = []
    lines: list[str] = []
    left = _AT_MOST
    for number, item in enumerate(items[:_LINES], 1):
        lines.append(await _line(interaction, number, item))
        whole = not item.problem and (item.body is not None or item.chunks > 0)
        if whole and item.size <= left and len(files) < _FILES:
            left -= item.size
            files.append(await _file(interaction, desk, number, item))
        elif whole:
            lines.append(text(interaction, "kept.too_much"))
    card = Card(title=title, text="\n".join(lines), footer=text(interaction, "kept.footer"))
    await interaction.followup.send(embed=embed_of(card), files=files, ephemeral=True)


async def _line(interaction: Interaction, number: int, item: Evidence) -> str:
    line = text(
        interaction,
        "kept.line",
        number=number,
        kind=text(interaction, f"kept.kind.{item.kind}"),
        origin=text(interaction, f"kept.origin.{item.origin}"),
    )
    if item.problem:
        return text(interaction, "kept.missing", line=line, why=text(interaction, f"kept.why.{item.problem}"))
    if item.reading:
        read = await _read(interaction, item)
        line = f"{line}\n{read}"
    if item.body is None and not item.chunks:
        return text(interaction, "kept.missing", line=line, why=text(interaction, "kept.why.over"))
    return line


async def _read(interaction: Interaction, item: Evidence) -> str:
    """Return what stands in a picture, veiled, and whether it is what the message says."""
    reading = interaction.client.services.intake.reading
    words = "" if reading is None else await reading.text_of(item)
    if not words:
        return ""
    shown = cut(" ".join(words.replace("|", "¦").split()), _QUOTE)
    lines = [text(interaction, "kept.read", words=shown)]
    if item.agreement:
        lines.append(text(interaction, f"kept.agreement.{item.agreement}"))
    return "\n".join(lines)


async def _file(interaction: Interaction, desk: Desk, number: int, item: Evidence) -> discord.File:
    opened = interaction.client.services.intake.keeping.open(desk.guild_id, item)
    body = b"".join([piece async for piece in opened])
    ending = _ENDINGS.get(item.media_type.partition(";")[0], "bin")
    return discord.File(io.BytesIO(body), f"{number}.{ending}", spoiler=True)
