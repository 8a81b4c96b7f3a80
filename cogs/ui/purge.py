"""Finding messages to remove, and the question before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import discord

from bot.policy.authority import Refusal
from bot.policy.card import Card, Tone
from bot.policy.ids import ChannelId
from bot.policy.phrase import Phrase, phrase
from bot.services.channel_measures import PurgeOrder
from cogs.ui import answers, pages
from cogs.ui.answers import Interaction, text
from cogs.ui.guarded import guarded
from cogs.ui.wishes import standings

_PATIENCE: Final = 300.0
"""Seconds; after that the count may be wrong, and it is better to ask anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which messages are meant; all of it must fit."""

    user: int | None = None
    contains: str = ""
    bots: bool = False
    before: int | None = None
    """Ids, as they grow with time."""
    after: int | None = None

    def fits(self, message: discord.Message) -> bool:
        """Return whether a message is meant; pinned ones never are."""
        return not message.pinned and all(
            (
                self.user is None or message.author.id == self.user,
                self.contains.casefold() in message.content.casefold(),
                not self.bots or message.author.bot,
                self.before is None or message.id < self.before,
                self.after is None or message.id > self.after,
            )
        )


async def find(
    place: discord.TextChannel | discord.VoiceChannel | discord.StageChannel,
    wanted: Filter,
    count: int,
    since: datetime,
) -> list[int] | Phrase:
    """Return the ids of what fits among the newest messages; none older than ``since``."""
    try:
        return [
            each.id
            async for each in place.history(limit=count, after=since, oldest_first=False)
            if wanted.fits(each)
        ]
    except discord.Forbidden:
        return phrase("link.no_access")


class PurgeView(discord.ui.View):
    """The question; it forgets after a while, because by then other messages stand there."""

    def __init__(
        self, interaction: Interaction, channel: ChannelId, found: list[int], reason: str = ""
    ) -> None:
        super().__init__(timeout=_PATIENCE)
        self.channel = channel
        self.found = found
        self.reason = reason
        label = text(interaction, "channel.purge_yes", count=len(found))
        button: discord.ui.Button[PurgeView] = discord.ui.Button(
            label=label, style=discord.ButtonStyle.danger, custom_id="purge:yes"
        )
        button.callback = self._do  # type: ignore[method-assign]  # as discord.py's documentation shows
        self.add_item(button)

    async def _do(self, interaction: discord.Interaction[Any]) -> None:
        pressed: Interaction = interaction
        async with guarded(pressed):
            self.stop()
            await answers.begin_in_place(pressed)
            guild, actor, _, me = standings(pressed, pressed.user)
            order = PurgeOrder(
                key=f"btn:{pressed.id}",
                guild_id=guild,
                channel_id=self.channel,
                actor=actor,
                me=me,
                messages=self.found,
                reason=self.reason,
            )
            done = await pressed.client.services.measures.purge(order)
            if isinstance(done, Refusal):
                await answers.refuse(pressed, done)
                return
            lines = dict.fromkeys(pages.acts(pressed, done))
            title = text(pressed, "channel.purge_title", count=len(self.found))
            await answers.say(pressed, Card(title=title, text="\n".join(lines), tone=Tone.NEUTRAL))
