"""An eye on whom members turn to who were reported: by mention, reply, name or reaction (M14).

For everybody else it costs one look-up by author. What becomes of it reveals no report: see
``bot.services.contacts``.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any

import discord
from discord.ext import commands

from bot.policy.aim import turned_to
from bot.policy.ids import ChannelId, GuildId, UserId
from cogs import convert
from cogs.reactions import author_of

if TYPE_CHECKING:
    from bot.client import StewardBot

PassOver = Callable[[Mapping[str, Any]], bool]
Look = Callable[[discord.Message], Coroutine[Any, Any, None] | None]


class WatchCog(commands.Cog):
    """Looks at the contacts of members who were reported."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    def not_over(self, pass_over: PassOver) -> PassOver:
        """Return the first look at message events, which passes over nothing of those who were reported."""
        contacts = self.services.contacts

        def first(event: Mapping[str, Any]) -> bool:
            if contacts.any and contacts.concerns(int(event.get("guild_id", 0)), int(event["author"]["id"])):
                return False
            return pass_over(event)

        return first

    def before(self, look: Look) -> Look:
        """Return the look at messages with this one before it."""
        contacts = self.services.contacts

        def both(message: discord.Message) -> Coroutine[Any, Any, None] | None:
            guild = message.guild
            if not contacts.any or guild is None or not contacts.concerns(guild.id, message.author.id):
                return look(message)
            # First, so that the other look may remember the speaker.
            turned = self._turned(message)
            then = look(message)
            return then if turned is None else _both(turned, then)

        return both

    def _turned(self, message: discord.Message) -> Coroutine[Any, Any, None] | None:
        assert message.guild is not None  # noqa: S101 - who was reported was so in a server
        guild_id, author = GuildId(message.guild.id), UserId(message.author.id)
        content = convert.content(message, self.services.servers.of(guild_id))
        speakers = self.services.speakers.of(
            ChannelId(message.channel.id), convert.sent_at(message), but=author
        )
        to = turned_to(content, speakers)
        at = message.edited_at or message.created_at
        return self.services.contacts.turned(guild_id, author, to, at) if to else None

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Look at an edit as at a new message: a name can be put in afterwards."""
        message = payload.message
        if message.guild is None or message.edited_at is None:
            return
        if self.services.contacts.concerns(message.guild.id, message.author.id):
            turned = self._turned(message)
            if turned is not None:
                await turned

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """A reaction to somebody's message turns to them."""
        guild_id = payload.guild_id or 0
        if not self.services.contacts.concerns(guild_id, payload.user_id):
            return
        to = (await author_of(self.bot, payload),)
        await self.services.contacts.turned(
            GuildId(guild_id), UserId(payload.user_id), to, self.services.clock.now()
        )


async def _both(first: Coroutine[Any, Any, None], then: Coroutine[Any, Any, None] | None) -> None:
    await first
    if then is not None:
        await then
