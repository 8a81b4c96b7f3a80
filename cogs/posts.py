"""What members posted: /takedown withholds it, keeps it as evidence, and /lift shows it again (M30)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.policy.phrase import Phrase, phrase
from bot.policy.sanctions import SanctionKind
from cogs.restrictions import CLAUSE, PICTURE, REASON
from cogs.ui import answers, takedowns
from cogs.ui.impose import impose
from cogs.ui.takedowns import Part
from cogs.ui.wishes import Wish, clauses, find_person

if TYPE_CHECKING:
    from bot.client import StewardBot
    from cogs.ui.answers import Interaction

_PARTS = [
    app_commands.Choice(name="all of what the link leads to", value=Part.ALL),
    app_commands.Choice(name="only its place among the pinned ones", value=Part.PIN),
    app_commands.Choice(name="the thread or forum post it is in, closed", value=Part.THREAD),
    app_commands.Choice(name="that thread, closed, and its first post removed", value=Part.STARTER),
]


class PostsCog(commands.Cog):
    """Commands about posts."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    @app_commands.command(
        description="Withhold a post, a pin, a thread or an event: it is kept, goes, and can be shown again."
    )
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_messages=True)
    @app_commands.describe(
        link="Link to the post, thread or event; events and threads can be chosen by their name",
        reason=REASON,
        part="What of it, where not all",
        clause=CLAUSE,
        screenshot=PICTURE,
    )
    @app_commands.choices(part=_PARTS)
    @app_commands.autocomplete(clause=clauses, link=takedowns.choices)
    async def takedown(
        self,
        interaction: Interaction,
        link: str,
        reason: app_commands.Range[str, 1, 1000],
        part: str = Part.ALL,
        clause: str = "",
        screenshot: discord.Attachment | None = None,
    ) -> None:
        """Take something down."""
        await interaction.response.defer(ephemeral=True)
        found = await takedowns.find(interaction, link, Part(part))
        if isinstance(found, Phrase):
            await answers.refuse(interaction, found)
            return
        if self.bot.user is not None and found.author == self.bot.user.id:
            await answers.refuse(interaction, phrase("takedown.ours"))
            return
        author = None if found.author is None else await find_person(interaction, found.author)
        if author is None:
            await answers.refuse(interaction, phrase("restrict.no_author"))
            return
        wish = Wish(
            kind=SanctionKind.TAKEDOWN,
            member=author,
            reason=reason,
            clause=clause,
            message=found.message,
            screenshot=screenshot,
            scope=found.withheld.scope,
            kept=found.kept,
            facts=found.facts,
            grave=found.grave,
        )
        await impose(interaction, wish)
