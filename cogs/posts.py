"""What members posted: /takedown withholds it, keeps it as evidence, and /lift shows it again (M30)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.policy.conduct import FALLBACK_CLAUSE
from bot.policy.phrase import Phrase, phrase
from bot.policy.sanctions import SanctionKind
from cogs.restrictions import CLAUSE, PICTURE, REASON
from cogs.ui import answers
from cogs.ui.impose import impose
from cogs.ui.wishes import Wish, clauses, find_person, linked

if TYPE_CHECKING:
    from bot.client import StewardBot
    from cogs.ui.answers import Interaction


class PostsCog(commands.Cog):
    """Commands about posts."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    @app_commands.command(
        description="Withhold a post with its files: it is kept, removed, and can be shown again."
    )
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_messages=True)
    @app_commands.describe(
        link="Link to the post: right-click it → Copy Message Link",
        reason=REASON,
        clause=CLAUSE,
        screenshot=PICTURE,
    )
    @app_commands.autocomplete(clause=clauses)
    async def takedown(
        self,
        interaction: Interaction,
        link: str,
        reason: app_commands.Range[str, 1, 1000],
        clause: str = FALLBACK_CLAUSE,
        screenshot: discord.Attachment | None = None,
    ) -> None:
        """Take a post down."""
        await interaction.response.defer(ephemeral=True)
        found = await linked(interaction, link)
        if isinstance(found, Phrase):
            await answers.refuse(interaction, found)
            return
        author = await find_person(interaction, found.author.id)
        if author is None or found.webhook_id is not None:
            await answers.refuse(interaction, phrase("restrict.no_author"))
            return
        wish = Wish(
            kind=SanctionKind.TAKEDOWN,
            member=author,
            reason=reason,
            clause=clause,
            message=link,
            screenshot=screenshot,
            scope=f"{found.channel.id}:{found.id}",
        )
        await impose(interaction, wish)
