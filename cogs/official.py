"""/official: staff mark a message as the team's word, and everybody can check whether one is (M51)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands
from typing_extensions import override

from bot.policy.card import Card, Tone
from bot.policy.durations import stamp_moment
from bot.policy.ids import ChannelId, GuildId, MessageId, UserId
from bot.policy.phrase import Phrase, phrase
from bot.services.officials import Standing
from bot.services.orders import MessageRef
from cogs import convert, links
from cogs.ui import answers
from cogs.ui.answers import Interaction, text

if TYPE_CHECKING:
    from bot.client import StewardBot

_IN_SERVERS = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
_LINK = "Link to the message: right-click it → Copy Message Link"


@app_commands.guild_only()
class OfficialCog(commands.GroupCog, group_name="official", group_description="The team's own word"):
    """Tells the team's word from everybody else's."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services
        self.menu = app_commands.ContextMenu(
            name="Is this official?", callback=self.look, allowed_contexts=_IN_SERVERS
        )

    @override
    async def cog_load(self) -> None:
        self.bot.tree.add_command(self.menu)

    @override
    async def cog_unload(self) -> None:
        self.bot.tree.remove_command(self.menu.name, type=self.menu.type)

    @app_commands.command(description="Check whether a message is the team's word.")
    @app_commands.describe(link=_LINK)
    async def check(self, interaction: Interaction, link: str) -> None:
        """Check a message by its link."""
        await interaction.response.defer(ephemeral=True)
        message = await self._message(interaction, link)
        await self._answer(interaction, message)

    @app_commands.command(
        description="For the team: mark a message as official, so that members can check it."
    )
    @app_commands.describe(link=_LINK)
    async def mark(self, interaction: Interaction, link: str) -> None:
        """Mark a message."""
        await interaction.response.defer(ephemeral=True)
        message = await self._of_team(interaction, link)
        if isinstance(message, Phrase):
            await answers.refuse(interaction, message)
            return
        source = MessageRef(channel_id=ChannelId(message.channel.id), message_id=MessageId(message.id))
        guild_id, key = GuildId(interaction.guild_id or 0), f"cmd:{interaction.id}"
        await self.services.noticing.officials.mark(
            guild_id, source, message.content, UserId(interaction.user.id), key
        )
        await self._answer(interaction, message)

    @app_commands.command(description="For the team: take the mark away from a message.")
    @app_commands.describe(link=_LINK)
    async def unmark(self, interaction: Interaction, link: str) -> None:
        """Take a mark away; the message may be gone by now."""
        await interaction.response.defer(ephemeral=True)
        ref = links.parse_link(link, interaction.guild_id or 0)
        if isinstance(ref, Phrase) or not self._is_team(interaction):
            await answers.refuse(
                interaction, ref if isinstance(ref, Phrase) else phrase("official.team_only")
            )
            return
        gone = await self.services.noticing.officials.unmark(
            GuildId(interaction.guild_id or 0), ref.message_id, UserId(interaction.user.id)
        )
        title = text(interaction, "official.unmarked_title" if gone else "reply.nothing_done")
        words = text(interaction, "official.unmarked" if gone else "official.not_marked")
        await answers.say(interaction, Card(title=title, text=words, tone=Tone.GOOD if gone else Tone.NOTICE))

    async def look(self, interaction: Interaction, message: discord.Message) -> None:
        """Check a message that was right-clicked."""
        await interaction.response.defer(ephemeral=True)
        await self._answer(interaction, message)

    async def _answer(self, interaction: Interaction, message: discord.Message | Phrase) -> None:
        if isinstance(message, Phrase):
            await answers.refuse(interaction, message)
            return
        standing, found = await self.services.noticing.officials.check(
            GuildId(interaction.guild_id or 0), message.id, message.content
        )
        moment = "" if found is None else stamp_moment(found.marked_at)
        server = interaction.guild.name if interaction.guild else ""
        words = text(
            interaction,
            f"official.{standing.value}",
            author=message.author.mention,
            moment=moment,
            server=server,
        )
        title = text(interaction, f"official.{standing.value}_title")
        tone = Tone.GOOD if standing is Standing.OFFICIAL else Tone.NOTICE
        await answers.say(interaction, Card(title=title, text=words, tone=tone))

    async def _of_team(self, interaction: Interaction, link: str) -> discord.Message | Phrase:
        if not self._is_team(interaction):
            return phrase("official.team_only")
        return await self._message(interaction, link)

    async def _message(self, interaction: Interaction, link: str) -> discord.Message | Phrase:
        guild, reader = interaction.guild, interaction.user
        ref = links.parse_link(link, interaction.guild_id or 0)
        if isinstance(ref, Phrase) or guild is None or not isinstance(reader, discord.Member):
            return ref if isinstance(ref, Phrase) else phrase("reply.not_allowed")
        return await links.fetch(guild, ref, reader)

    def _is_team(self, interaction: Interaction) -> bool:
        settings = self.services.servers.of(GuildId(interaction.guild_id or 0))
        who = interaction.user
        return isinstance(who, discord.Member) and convert.may_moderate(who, settings)
