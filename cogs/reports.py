"""How members tell us about a problem: /report, and “Report message” and “Report member” in the menus."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import discord
from discord import app_commands
from discord.ext import commands
from typing_extensions import override

from bot.policy.card import Card, Tone
from bot.policy.conduct import FALLBACK_CLAUSE, Category, Topic
from bot.policy.ids import GuildId
from bot.policy.phrase import Phrase, phrase
from bot.services.reports import Filed, NewReport
from cogs import convert
from cogs.intake import Gathered, Sighting, Told, gather
from cogs.ui import answers, pages
from cogs.ui.answers import Interaction, text
from cogs.ui.first_use import after_notice
from cogs.ui.report_form import LONGEST, ReportForm

if TYPE_CHECKING:
    from bot.client import StewardBot

_IN_SERVERS = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)


class ReportsCog(commands.Cog):
    """Takes reports in."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services
        self.menus = (
            app_commands.ContextMenu(
                name="Report message", callback=self.report_message, allowed_contexts=_IN_SERVERS
            ),
            app_commands.ContextMenu(
                name="Report member", callback=self.report_member, allowed_contexts=_IN_SERVERS
            ),
        )

    @override
    async def cog_load(self) -> None:
        for menu in self.menus:
            self.bot.tree.add_command(menu)

    @override
    async def cog_unload(self) -> None:
        for menu in self.menus:
            self.bot.tree.remove_command(menu.name, type=menu.type)

    @app_commands.command(description="Tell the moderators about a problem. They don't see who told them.")
    @app_commands.guild_only()
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
        await after_notice(interaction, lambda ready: self._take(ready, told))

    @report.autocomplete("category")
    async def _categories(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        book = self.services.conduct_book
        return pages.clause_choices(book.for_locale(str(interaction.locale)), typed)

    async def report_message(self, interaction: Interaction, message: discord.Message) -> None:
        """Open the form about a message."""
        sighting = Sighting(link=message.jump_url, author=message.author, text=message.content)
        await self._ask(interaction, sighting=sighting)

    async def report_member(self, interaction: Interaction, member: discord.User) -> None:
        """Open the form about a member."""
        await self._ask(interaction, who=member)

    async def _ask(
        self, interaction: Interaction, *, sighting: Sighting | None = None, who: discord.User | None = None
    ) -> None:
        async def ask(ready: Interaction) -> None:
            conduct = self.services.conduct_book.for_locale(str(ready.locale))
            form = ReportForm(ready, conduct, self._take, sighting=sighting, who=who)
            await ready.response.send_modal(form)

        await after_notice(interaction, ask)

    async def _take(self, interaction: Interaction, told: Told) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild = cast(discord.Guild, interaction.guild)
        clause = self.services.conduct.clause(told.clause)
        if clause is None or not clause.citable:
            await answers.refuse(interaction, phrase("reply.no_such_clause", clause=told.clause[:60]))
            return
        gathered = await gather(guild, cast(discord.Member, interaction.user), told)
        if isinstance(gathered, Phrase):
            await answers.refuse(interaction, gathered)
            return
        settings = self.services.servers.of(GuildId(guild.id))
        filed = await self.services.reports.file(
            NewReport(
                key=f"cmd:{interaction.id}",
                guild_id=GuildId(guild.id),
                reporter=convert.standing(interaction.user, guild, settings),
                target=convert.standing(gathered.target, guild, settings),
                clause=clause.id,
                words=told.words.strip(),
                source=gathered.source,
                verified=gathered.verified,
                evidence=gathered.evidence,
            )
        )
        if not isinstance(filed, Filed):
            await answers.refuse(interaction, filed)
            return
        await answers.say(interaction, self._thanks(interaction, filed, gathered, clause.category))

    def _thanks(self, interaction: Interaction, filed: Filed, gathered: Gathered, category: Category) -> Card:
        key = "report.added" if filed.added_to_earlier else "report.code"
        lines = [text(interaction, key, code=filed.code)]
        if not gathered.verified:
            lines.append(text(interaction, "report.unverified"))
        lines += [text(interaction, "report.lost", why=why) for why in gathered.lost]
        fields = [
            (text(interaction, "report.next"), text(interaction, "report.next_text")),
            (text(interaction, "report.seal"), text(interaction, "report.seal_text")),
        ]
        if category is Category.CARE:
            book = self.services.conduct_book.for_locale(str(interaction.locale))
            doors = [f"[{each.title}]({each.url}) – {each.text}" for each in book.resources_for(Topic.CARE)]
            fields.append((text(interaction, "report.care"), "\n".join(doors)))
        return Card(
            title=text(interaction, "report.thanks"),
            text="\n".join(lines),
            fields=tuple(fields),
            tone=Tone.NOTICE if gathered.lost else Tone.GOOD,
            footer=text(interaction, "report.footer"),
        )
