"""The moderators' queue: /queue, and the buttons under each case, which outlive restarts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands
from discord.ext import commands
from typing_extensions import override

from bot.policy.card import Card, Tone
from bot.policy.durations import stamp_moment
from bot.policy.ids import GuildId, UserId
from bot.policy.phrase import phrase
from bot.policy.records import Case
from cogs import convert
from cogs.ui import answers, pages
from cogs.ui.answers import Interaction, text
from cogs.ui.case_buttons import CaseButton
from cogs.ui.hit_review import HitButton

if TYPE_CHECKING:
    from bot.client import StewardBot

_SHOWN: Final = 15
"""Cases in one list; more don't fit into a message with room for every line."""


class QueueCog(commands.Cog):
    """Shows what is waiting for a decision."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    @override
    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(CaseButton, HitButton)

    @override
    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(CaseButton, HitButton)

    @app_commands.command(description="See the open cases, the gravest first.")
    @app_commands.guild_only()
    @app_commands.default_permissions(moderate_members=True)
    async def queue(self, interaction: Interaction) -> None:
        """List the open cases."""
        await interaction.response.defer(ephemeral=True)
        guild_id = GuildId(interaction.guild_id or 0)
        settings = self.services.servers.of(guild_id)
        asker = interaction.user
        if not isinstance(asker, discord.Member) or not convert.may_moderate(asker, settings):
            await answers.refuse(interaction, phrase("reply.not_allowed"))
            return
        waiting = await self.services.casebook.queue(guild_id)
        # Nobody finds a case that they are involved in: as its target, its reporter, or in what was kept.
        involved = self.services.recusal.involved
        others = [case for case in waiting if not await involved(case, UserId(asker.id))]
        if not others:
            await answers.say(interaction, self._empty(interaction, settings.queue_channel))
            return
        await answers.say(interaction, await self._list(interaction, others))

    def _empty(self, interaction: Interaction, channel: int | None) -> Card:
        if channel is None:
            says = text(interaction, "queue.empty_unset")
        else:
            says = text(interaction, "queue.empty", channel=f"<#{channel}>")
        return Card(title=text(interaction, "queue.title_none"), text=says, tone=Tone.GOOD)

    async def _list(self, interaction: Interaction, waiting: list[Case]) -> Card:
        entries = [await self._entry(interaction, case) for case in waiting[:_SHOWN]]
        return Card(
            title=text(interaction, "queue.title", count=len(waiting)),
            text="\n\n".join(entries),
            footer=text(interaction, "queue.more") if len(waiting) > _SHOWN else "",
            tone=Tone.GRAVE if waiting[0].severity >= 4 else Tone.NOTICE,
        )

    async def _entry(self, interaction: Interaction, case: Case) -> str:
        speaker = pages.words(interaction)
        clause = self.services.conduct.clause(case.clause)
        held = link = ""
        now = self.services.clock.now()
        if case.claimed_by is not None and case.claimed_until is not None and case.claimed_until > now:
            held = text(interaction, "queue.held", by=await speaker.mention(case.claimed_by))
        if case.post_channel is not None and case.post_message is not None:
            place = f"{case.guild_id}/{case.post_channel}/{case.post_message}"
            link = text(interaction, "queue.link", link=f"https://discord.com/channels/{place}")
        return text(
            interaction,
            "queue.entry",
            number=case.number,
            clause=clause.title if clause else case.clause,
            grade=text(interaction, f"ladder.grade.{case.severity}"),
            person=await speaker.mention(case.person),
            moment=stamp_moment(case.created_at),
            held=f" {held}" if held else "",
            link=f" {link}" if link else "",
        )
