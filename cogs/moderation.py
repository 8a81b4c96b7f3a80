"""What moderators type: /warn, /mute, /suspend, /lift, /case, /history. Parse, one service call, render."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands
from typing_extensions import override

from bot.policy.ids import UserId
from bot.policy.sanctions import SanctionKind
from bot.services.orders import LiftOrder
from cogs.ui import answers, pages
from cogs.ui.answers import Interaction
from cogs.ui.confirm import PreviewButton
from cogs.ui.impose import impose
from cogs.ui.mutes import Existing, mute_again
from cogs.ui.wishes import Wish, clauses, durations, standings

if TYPE_CHECKING:
    from bot.client import StewardBot

_LIFTABLE = [
    app_commands.Choice(name=kind.value.replace("_", " "), value=kind.value) for kind in SanctionKind
]
_WHERE = [
    app_commands.Choice(name="in private", value="private"),
    app_commands.Choice(name="in private and in this channel", value="channel"),
]
_EXISTING = [
    app_commands.Choice(name="until: the later end counts", value="until"),
    app_commands.Choice(name="extend: add this to what is left", value="extend"),
    app_commands.Choice(name="replace: only this one counts", value="replace"),
]


class ModerationCog(commands.Cog):
    """Commands that impose, lift and look up."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    @override
    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(PreviewButton)

    @override
    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(PreviewButton)

    @app_commands.command(description="Give a member a warning, with the reasons, and tell them privately.")
    @app_commands.guild_only()
    @app_commands.default_permissions(moderate_members=True)
    @app_commands.describe(
        member="Whom to warn",
        reason="What happened and why it breaks the code; the member will read this",
        clause="Which clause of the code it breaks; if left out, the one of the open case",
        message="Link to the message; it will be removed and kept with the case",
        screenshot="A picture to keep with the case",
        where="Also say it in this channel",
        also="Up to five others who did the same, as mentions: each gets the same decision",
    )
    @app_commands.choices(where=_WHERE)
    @app_commands.autocomplete(clause=clauses)
    async def warn(
        self,
        interaction: Interaction,
        member: discord.User,
        reason: app_commands.Range[str, 1, 1000],
        clause: str = "",
        message: str | None = None,
        screenshot: discord.Attachment | None = None,
        where: str = "private",
        also: str = "",
    ) -> None:
        """Warn a member."""
        wish = Wish(
            kind=SanctionKind.WARNING,
            member=member,
            reason=reason,
            clause=clause,
            message=message,
            screenshot=screenshot,
            say_in=interaction.channel_id if where == "channel" else None,
            also=also,
        )
        await impose(interaction, wish)

    @app_commands.command(description="Take a member's voice for a time: no messages, reactions or talking.")
    @app_commands.guild_only()
    @app_commands.default_permissions(moderate_members=True)
    @app_commands.describe(
        member="Whom to mute",
        duration="How long, for example “2h”, “3 days” or “until Friday 18:00”",
        reason="What happened and why it breaks the code; the member will read this",
        clause="Which clause of the code it breaks; if left out, the one of the open case",
        message="Link to the message; it will be removed and kept with the case",
        screenshot="A picture to keep with the case",
        existing="What to do with a mute that is in force",
        also="Up to five others who did the same, as mentions: each gets the same decision",
    )
    @app_commands.choices(existing=_EXISTING)
    @app_commands.autocomplete(clause=clauses, duration=durations)
    async def mute(
        self,
        interaction: Interaction,
        member: discord.User,
        duration: str,
        reason: app_commands.Range[str, 1, 1000],
        clause: str = "",
        message: str | None = None,
        screenshot: discord.Attachment | None = None,
        existing: str = "until",
        also: str = "",
    ) -> None:
        """Mute a member."""
        wish = Wish(
            kind=SanctionKind.MUTE,
            member=member,
            reason=reason,
            clause=clause,
            duration=duration,
            message=message,
            screenshot=screenshot,
            also=also,
        )
        await mute_again(interaction, wish, Existing(existing))

    @app_commands.command(description="Keep a member from taking part until an end that you set.")
    @app_commands.guild_only()
    @app_commands.default_permissions(moderate_members=True)
    @app_commands.describe(
        member="Whom to suspend",
        duration="How long, for example “3 days”, “2 weeks” or “until 2026-12-01”",
        reason="What happened and why it breaks the code; the member will read this",
        clause="Which clause of the code it breaks; if left out, the one of the open case",
        message="Link to the message; it will be removed and kept with the case",
        screenshot="A picture to keep with the case",
        also="Up to five others who did the same, as mentions: each gets the same decision",
        why="Where the ladder proposes something else: why not that; stays with the case",
    )
    @app_commands.autocomplete(clause=clauses, duration=durations)
    async def suspend(
        self,
        interaction: Interaction,
        member: discord.User,
        duration: str,
        reason: app_commands.Range[str, 1, 1000],
        clause: str = "",
        message: str | None = None,
        screenshot: discord.Attachment | None = None,
        also: str = "",
        why: app_commands.Range[str, 1, 1000] = "",
    ) -> None:
        """Suspend a member."""
        wish = Wish(
            kind=SanctionKind.SUSPENSION,
            member=member,
            reason=reason,
            clause=clause,
            duration=duration,
            message=message,
            screenshot=screenshot,
            also=also,
            deviation=why,
        )
        await impose(interaction, wish)

    @app_commands.command(description="Lift what is in force for a member, early.")
    @app_commands.guild_only()
    @app_commands.default_permissions(moderate_members=True)
    @app_commands.describe(
        member="For whom",
        reason="Why; it stays in the case",
        kind="What to lift; leave out for everything that holds them back",
        case="Only what was imposed in this case",
    )
    @app_commands.choices(kind=_LIFTABLE)
    async def lift(
        self,
        interaction: Interaction,
        member: discord.User,
        reason: app_commands.Range[str, 1, 1000],
        kind: str | None = None,
        case: app_commands.Range[int, 1] | None = None,
    ) -> None:
        """Lift a member's sanctions."""
        await interaction.response.defer(ephemeral=True)
        guild, actor, target, me = standings(interaction, member)
        lifted = await self.services.moderation.lift(
            LiftOrder(
                key=f"cmd:{interaction.id}",
                guild_id=guild,
                actor=actor,
                target=target,
                me=me,
                kind=None if kind is None else SanctionKind(kind),
                case=case,
                reason=reason,
            )
        )
        if not isinstance(lifted, tuple):
            await answers.refuse(interaction, lifted)
            return
        await answers.say(interaction, await pages.lifted(interaction, lifted, target.user_id))

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
