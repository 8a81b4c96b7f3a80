"""What was kept for a case, for one pair of eyes: words and pictures stay hidden until they are clicked."""

from __future__ import annotations

import io
from typing import Any, Final

import discord

from bot.cards import cut, embed_of
from bot.policy.card import Card
from bot.services.showing import Shown
from bot.services.words_links import called
from cogs.ui.answers import Interaction, text
from cogs.ui.case_desk import Desk

_ENDINGS: Final = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
_LINE: Final = 200


async def show_kept(interaction: Interaction, desk: Desk) -> None:
    """Show the messages around the one in question, and every picture, each behind a click."""
    services = interaction.client.services
    shown = await services.teamwork.showing.look(desk.guild_id, desk.number, desk.actor.user_id)
    card = Card(
        title=text(interaction, "more.kept_title", case=called(desk.number)),
        text=_words(interaction, shown),
        footer=text(interaction, "more.kept_footer"),
    )
    extras: dict[str, Any] = {}
    if shown.pictures:
        # Discord itself blurs a file marked so until somebody clicks it.
        extras["files"] = [
            discord.File(io.BytesIO(body), f"{place}.{_ENDINGS.get(kind, 'bin')}", spoiler=True)
            for place, (kind, body) in enumerate(shown.pictures, 1)
        ]
    await interaction.followup.send(embed=embed_of(card), ephemeral=True, **extras)


def _words(interaction: Interaction, shown: Shown) -> str:
    lines = [text(interaction, "more.kept_said", words=_hidden(words)) for words in shown.said if words]
    lines += [f"<@{line.author}>: {_hidden(line.text)}" for line in shown.context if line.text]
    if not lines:
        lines.append(text(interaction, "more.kept_no_words"))
    if shown.pictures:
        lines.append(text(interaction, "more.kept_pictures", count=len(shown.pictures)))
    if shown.left_out:
        lines.append(text(interaction, "more.kept_left_out", count=shown.left_out))
    return "\n".join(lines)


def _hidden(words: str) -> str:
    return f"||{cut(words.replace('|', '¦'), _LINE)}||"
