"""Judges the titles of threads and forum posts, new ones and changed ones (M4).

A title can't be taken out of a thread without taking the thread, so what is found is brought to people.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.policy.authority import Standing
from bot.policy.content import Author, Content, Part, PartKind
from bot.policy.evaluate import evaluate
from bot.policy.ids import ChannelId, GuildId, MessageId, UserId
from bot.policy.verdict import Mode
from bot.services.orders import Incident, MessageRef
from cogs import convert
from cogs.listener import masked

if TYPE_CHECKING:
    from bot.client import StewardBot


class Titles(commands.Cog):
    """Looks at what threads are called."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    @commands.Cog.listener()
    async def on_thread_create(self, thread: discord.Thread) -> None:
        """Judge the title of a new thread or forum post."""
        await self._judge(thread, thread.created_at or self.services.clock.now())

    @commands.Cog.listener()
    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        """Judge a new title."""
        if before.name != after.name:
            await self._judge(after, self.services.clock.now())

    async def _judge(self, thread: discord.Thread, at: datetime) -> None:
        owner = UserId(thread.owner_id)
        if self.bot.user is not None and owner == self.bot.user.id:
            return
        content = Content(
            guild_id=GuildId(thread.guild.id),
            channel_id=ChannelId(thread.id),
            message_id=MessageId(thread.id),
            author=Author(id=owner, created_at=discord.utils.snowflake_time(owner)),
            parts=(Part(kind=PartKind.TITLE, text=thread.name),),
            created_at=at,
            # A state of its own beside that of the first message, which has the same id.
            edited_at=at,
            parent_ids=convert.places(thread)[1:],
        )
        rules = self.services.rules.for_channel(content.guild_id, convert.places(thread))
        verdict = evaluate(rules, content, now=at)
        if verdict is None:
            return
        self.services.rules.count(content.guild_id, verdict.hits)
        if verdict.mode.rank >= Mode.FLAG.rank:
            settings = self.services.servers.of(content.guild_id)
            await self.services.incidents.handle(
                Incident(
                    guild_id=content.guild_id,
                    source=MessageRef(channel_id=content.channel_id, message_id=content.message_id),
                    author=Standing(user_id=owner),
                    me=convert.standing(thread.guild.me, thread.guild, settings),
                    hits=verdict.hits,
                    text=thread.name,
                    shown=masked(content, verdict),
                    posted_at=at,
                    edited_at=at,
                    punishable=False,
                )
            )
