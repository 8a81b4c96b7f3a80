"""What moderators type: /warn, /mute, /suspend, /lift, /case, /history. Parse, one service call, render."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import discord
from discord import app_commands
from discord.ext import commands

from bot.policy.authority import Standing
from bot.policy.conduct import FALLBACK_CLAUSE
from bot.policy.duration_suggestions import suggest
from bot.policy.durations import DurationProblem, parse_duration
from bot.policy.ids import GuildId, UserId
from bot.policy.phrase import Phrase, phrase
from bot.policy.sanctions import SanctionKind
from bot.services.orders import Decided, LiftOrder, MessageRef, NewEvidence, Order
from cogs import convert, evidence, links
from cogs.ui import answers, pages
from cogs.ui.answers import Interaction

if TYPE_CHECKING:
    from bot.client import StewardBot

_LIFTABLE = (SanctionKind.MUTE, SanctionKind.SUSPENSION, SanctionKind.WARNING)


class ModerationCog(commands.Cog):
    """Commands that impose, lift and look up."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    @app_commands.command(description="Give a member a warning, with the reasons, and tell them privately.")
    @app_commands.guild_only()
    @app_commands.default_permissions(moderate_members=True)
    @app_commands.describe(
        member="Whom to warn",
        reason="What happened and why it breaks the code; the member will read this",
        clause="Which clause of the code it breaks",
        message="Link to the message; it will be removed and kept with the case",
        screenshot="A picture to keep with the case",
    )
    async def warn(
        self,
        interaction: Interaction,
        member: discord.User,
        reason: app_commands.Range[str, 1, 1000],
        clause: str = FALLBACK_CLAUSE,
        message: str | None = None,
        screenshot: discord.Attachment | None = None,
    ) -> None:
        """Warn a member."""
        await self._impose(
            interaction, SanctionKind.WARNING, member, reason, clause, message=message, screenshot=screenshot
        )

    @app_commands.command(description="Take a member's voice for a time: no messages, reactions or talking.")
    @app_commands.guild_only()
    @app_commands.default_permissions(moderate_members=True)
    @app_commands.describe(
        member="Whom to mute",
        duration="How long, for example “2h”, “3 days” or “until Friday 18:00”",
        reason="What happened and why it breaks the code; the member will read this",
        clause="Which clause of the code it breaks",
        message="Link to the message; it will be removed and kept with the case",
        screenshot="A picture to keep with the case",
    )
    async def mute(
        self,
        interaction: Interaction,
        member: discord.User,
        duration: str,
        reason: app_commands.Range[str, 1, 1000],
        clause: str = FALLBACK_CLAUSE,
        message: str | None = None,
        screenshot: discord.Attachment | None = None,
    ) -> None:
        """Mute a member."""
        await self._impose(
            interaction,
            SanctionKind.MUTE,
            member,
            reason,
            clause,
            duration=duration,
            message=message,
            screenshot=screenshot,
        )

    @app_commands.command(description="Keep a member from taking part until an end that you set.")
    @app_commands.guild_only()
    @app_commands.default_permissions(moderate_members=True)
    @app_commands.describe(
        member="Whom to suspend",
        duration="How long, for example “3 days”, “2 weeks” or “until 2026-12-01”",
        reason="What happened and why it breaks the code; the member will read this",
        clause="Which clause of the code it breaks",
        message="Link to the message; it will be removed and kept with the case",
        screenshot="A picture to keep with the case",
    )
    async def suspend(
        self,
        interaction: Interaction,
        member: discord.User,
        duration: str,
        reason: app_commands.Range[str, 1, 1000],
        clause: str = FALLBACK_CLAUSE,
        message: str | None = None,
        screenshot: discord.Attachment | None = None,
    ) -> None:
        """Suspend a member."""
        await self._impose(
            interaction,
            SanctionKind.SUSPENSION,
            member,
            reason,
            clause,
            duration=duration,
            message=message,
            screenshot=screenshot,
        )

    @app_commands.command(description="Lift what is in force for a member, early.")
    @app_commands.guild_only()
    @app_commands.default_permissions(moderate_members=True)
    @app_commands.describe(
        member="For whom", reason="Why; it stays in the case", kind="What to lift; leave out for everything"
    )
    @app_commands.choices(kind=[app_commands.Choice(name=kind.value, value=kind.value) for kind in _LIFTABLE])
    async def lift(
        self,
        interaction: Interaction,
        member: discord.User,
        reason: app_commands.Range[str, 1, 1000],
        kind: str | None = None,
    ) -> None:
        """Lift a member's sanctions."""
        await interaction.response.defer(ephemeral=True)
        guild, actor, target, me = self._standings(interaction, member)
        lifted = await self.services.moderation.lift(
            LiftOrder(
                key=f"cmd:{interaction.id}",
                guild_id=guild,
                actor=actor,
                target=target,
                me=me,
                kind=None if kind is None else SanctionKind(kind),
                reason=reason,
            )
        )
        if not isinstance(lifted, tuple):
            await answers.refuse(interaction, lifted)
            return
        await answers.say(interaction, pages.lifted(interaction, lifted, target.user_id))

    @app_commands.command(description="Look at a case: what happened, what was decided, what became of it.")
    @app_commands.guild_only()
    @app_commands.default_permissions(moderate_members=True)
    @app_commands.describe(number="The number of the case")
    async def case(self, interaction: Interaction, number: app_commands.Range[int, 1]) -> None:
        """Show a case to a moderator who may see it."""
        await interaction.response.defer(ephemeral=True)
        await pages.show_case(interaction, number)

    @app_commands.command(description="Look at a member's record: earlier cases and what is in force.")
    @app_commands.guild_only()
    @app_commands.default_permissions(moderate_members=True)
    @app_commands.describe(member="Whose record")
    async def history(self, interaction: Interaction, member: discord.User) -> None:
        """Show a member's record to a moderator."""
        await interaction.response.defer(ephemeral=True)
        await pages.show_record(interaction, UserId(member.id))

    @warn.autocomplete("clause")
    @mute.autocomplete("clause")
    @suspend.autocomplete("clause")
    async def _clauses(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return pages.clause_choices(self.services.conduct, typed)

    @mute.autocomplete("duration")
    @suspend.autocomplete("duration")
    async def _durations(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=each, value=each) for each in suggest(typed)[:25]]

    async def _impose(
        self,
        interaction: Interaction,
        kind: SanctionKind,
        member: discord.User,
        reason: str,
        clause: str,
        *,
        duration: str | None = None,
        message: str | None = None,
        screenshot: discord.Attachment | None = None,
    ) -> None:
        await interaction.response.defer(ephemeral=True)
        guild, actor, target, me = self._standings(interaction, member)
        ends_at = self._end(interaction, duration)
        if isinstance(ends_at, DurationProblem):
            await answers.refuse(interaction, ends_at)
            return
        if self.services.conduct.clause(clause) is None:
            await answers.refuse(interaction, phrase("reply.no_such_clause", clause=clause[:60]))
            return
        gathered = await self._gather(interaction, member, message, screenshot)
        if isinstance(gathered, Phrase):
            await answers.refuse(interaction, gathered)
            return
        source, kept, facts = gathered
        outcome = await self.services.moderation.impose(
            Order(
                key=f"cmd:{interaction.id}",
                guild_id=guild,
                actor=actor,
                target=target,
                me=me,
                kind=kind,
                ends_at=ends_at,
                clause=clause,
                reason=reason,
                facts=facts,
                source=source,
                evidence=tuple(kept),
            )
        )
        if not isinstance(outcome, Decided):
            await answers.refuse(interaction, outcome)
            return
        await answers.say(interaction, pages.decided(interaction, outcome, target.user_id))

    def _end(self, interaction: Interaction, duration: str | None) -> datetime | DurationProblem | None:
        if duration is None:
            return None
        zone = ZoneInfo(self.services.servers.of(GuildId(interaction.guild_id or 0)).timezone)
        term = parse_duration(duration, self.services.clock.now(), zone)
        return term if isinstance(term, DurationProblem) else term.ends_at

    def _standings(
        self, interaction: Interaction, member: discord.User | discord.Member
    ) -> tuple[GuildId, Standing, Standing, Standing]:
        guild = interaction.guild
        assert guild is not None  # noqa: S101 - the commands are for servers only
        settings = self.services.servers.of(GuildId(guild.id))
        actor = convert.standing(interaction.user, guild, settings)
        target = convert.standing(member, guild, settings)
        return GuildId(guild.id), actor, target, convert.standing(guild.me, guild, settings)

    async def _gather(
        self,
        interaction: Interaction,
        member: discord.User,
        message: str | None,
        screenshot: discord.Attachment | None,
    ) -> tuple[MessageRef | None, list[NewEvidence], str] | Phrase:
        kept: list[NewEvidence] = []
        source: MessageRef | None = None
        facts = ""
        if message is not None:
            assert interaction.guild is not None  # noqa: S101 - the commands are for servers only
            ref = links.parse_link(message, interaction.guild.id)
            if isinstance(ref, Phrase):
                return ref
            assert isinstance(interaction.user, discord.Member)  # noqa: S101 - in a server it is one
            found = await links.fetch(interaction.guild, ref, interaction.user)
            if isinstance(found, Phrase):
                return found
            if found.author.id != member.id:
                return phrase("link.other_author", member=member.mention)
            kept += await evidence.of_message(found)
            source, facts = ref, found.content
        if screenshot is not None:
            picture = await evidence.screenshot(screenshot)
            if isinstance(picture, Phrase):
                return picture
            kept.append(picture)
        return source, kept, facts
