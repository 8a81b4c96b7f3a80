"""How members tell us about a problem: /report, also in a message to the bot, and “Report member”."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands
from typing_extensions import override

from bot.policy.conduct import FALLBACK_CLAUSE
from cogs.intake import Told
from cogs.taking import take
from cogs.ui import pages
from cogs.ui.answers import Interaction
from cogs.ui.first_use import after_notice
from cogs.ui.private_form import take_from_outside
from cogs.ui.report_form import LONGEST, ReportForm

if TYPE_CHECKING:
    from bot.client import StewardBot

_IN_SERVERS = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)


class ReportsCog(commands.Cog):
    """Takes reports in."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services
        self.menu = app_commands.ContextMenu(
            name="Report member", callback=self.report_member, allowed_contexts=_IN_SERVERS
        )

    @override
    async def cog_load(self) -> None:
        self.bot.tree.add_command(self.menu)

    @override
    async def cog_unload(self) -> None:
        self.bot.tree.remove_command(self.menu.name, type=self.menu.type)

    @app_commands.command(description="Tell the moderators about a problem. They don't see who told them.")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    @app_commands.describe(
        link="Link to the message: right-click it → Copy Message Link",
        screenshot="A picture that shows it",
        words="What happened, in your own words",
        who="The member it is about, if there is no link",
        category="What it is about; leave it out if you are not sure",
    )
    @app_commands.rename(words="text")
    async def report(
        self,
        interaction: Interaction,
        link: str | None = None,
        screenshot: discord.Attachment | None = None,
        words: app_commands.Range[str, 1, LONGEST] | None = None,
        who: discord.User | None = None,
        category: str = FALLBACK_CLAUSE,
    ) -> None:
        """Take in a report from the command line."""
        told = Told(
            link=link,
            files=() if screenshot is None else (screenshot,),
            words=words or "",
            who=who,
            clause=category,
        )
        door = take_from_outside if interaction.guild_id is None else take
        await after_notice(interaction, lambda ready: door(ready, told))

    @report.autocomplete("category")
    async def _categories(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        book = self.services.conduct_book
        return pages.clause_choices(book.for_locale(str(interaction.locale)), typed)

    async def report_member(self, interaction: Interaction, member: discord.User) -> None:
        """Open the form about a member."""

        async def ask(ready: Interaction) -> None:
            conduct = self.services.conduct_book.for_locale(str(ready.locale))
            await ready.response.send_modal(ReportForm(ready, conduct, take, who=member))

        await after_notice(interaction, ask)
