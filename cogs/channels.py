"""Channels as a whole: /purge, /lockdown and /unlock, /slowmode; each comes back exactly as it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeAlias

import discord
from discord import app_commands
from discord.ext import commands

from bot.policy.actions import ActionState, Json
from bot.policy.authority import Refusal
from bot.policy.card import Card, Tone
from bot.policy.durations import DurationProblem, stamp_moment
from bot.policy.ids import ChannelId, GuildId
from bot.policy.phrase import Phrase, phrase
from bot.policy.records import StoredAction
from bot.policy.server import ServerSettings
from bot.services.channel_measures import MeasureKind, MeasureOrder
from cogs.links import parse_link
from cogs.restrictions import LENGTH
from cogs.roles import is_staff_role
from cogs.ui import answers, pages
from cogs.ui.answers import Interaction, text
from cogs.ui.purge import Filter, PurgeView, find
from cogs.ui.wishes import durations, end, standings

if TYPE_CHECKING:
    from bot.client import StewardBot

SLOWEST: Final = 21600
"""Seconds; Discord's longest slow-mode:
https://discord.com/developers/docs/resources/channel#modify-channel"""
_MOST: Final = 500
WHY: Final = "Why; the moderators read it in their log"
Place: TypeAlias = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.ForumChannel


class ChannelsCog(commands.Cog):
    """Commands about channels."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    @app_commands.command(description="Close a channel for writing, for a time; reading stays possible.")
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_channels=True)
    @app_commands.describe(channel="Which channel", duration=LENGTH, reason=WHY)
    @app_commands.autocomplete(duration=durations)
    async def lockdown(
        self,
        interaction: Interaction,
        channel: app_commands.AppCommandChannel,
        duration: str,
        reason: app_commands.Range[str, 1, 300] = "",
    ) -> None:
        """Lock a channel down."""
        await interaction.response.defer(ephemeral=True)
        place = _place(interaction, channel.id)
        if isinstance(place, Phrase):
            await answers.refuse(interaction, place)
            return
        settings = self.services.servers.of(GuildId(interaction.guild_id or 0))
        before = open_to(place, settings)
        await self._set(interaction, place, MeasureKind.LOCKDOWN, duration, before, reason)

    @app_commands.command(description="Open a channel again that was closed with /lockdown.")
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_channels=True)
    @app_commands.describe(channel="Which channel", reason=WHY)
    async def unlock(
        self,
        interaction: Interaction,
        channel: app_commands.AppCommandChannel,
        reason: app_commands.Range[str, 1, 300] = "",
    ) -> None:
        """Take a lockdown back."""
        await interaction.response.defer(ephemeral=True)
        guild, actor, _, _ = standings(interaction, interaction.user)
        done = await self.services.measures.lift(
            guild, ChannelId(channel.id), MeasureKind.LOCKDOWN, actor, reason
        )
        if isinstance(done, list):
            await self._told(interaction, "channel.unlocked", channel.id, done)
        else:
            await answers.refuse(interaction, done)

    @app_commands.command(description="Have people wait between their messages in a channel, for a time.")
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_channels=True)
    @app_commands.describe(
        channel="Which channel",
        seconds="Seconds between two messages; 0 for none",
        duration=LENGTH,
        reason=WHY,
    )
    @app_commands.autocomplete(duration=durations)
    async def slowmode(
        self,
        interaction: Interaction,
        channel: app_commands.AppCommandChannel,
        seconds: app_commands.Range[int, 0, SLOWEST],
        duration: str,
        reason: app_commands.Range[str, 1, 300] = "",
    ) -> None:
        """Set a slow-mode."""
        await interaction.response.defer(ephemeral=True)
        place = _place(interaction, channel.id)
        if isinstance(place, Phrase):
            await answers.refuse(interaction, place)
            return
        before: dict[str, Json] = {"seconds": int(getattr(place, "slowmode_delay", 0))}
        await self._set(interaction, place, MeasureKind.SLOWMODE, duration, before, reason, seconds)

    @app_commands.command(
        description="Remove messages of this channel; first you see how many, then you confirm."
    )
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_messages=True)
    @app_commands.describe(
        count="How many of the newest messages to look through",
        user="Only of this member",
        contains="Only with these words in it",
        bots="Only of bots",
        before="Only older ones than this message (a link)",
        after="Only newer ones than this message (a link)",
        reason=WHY,
    )
    async def purge(
        self,
        interaction: Interaction,
        count: app_commands.Range[int, 1, _MOST],
        user: discord.User | None = None,
        contains: str = "",
        bots: bool = False,
        before: str | None = None,
        after: str | None = None,
        reason: app_commands.Range[str, 1, 300] = "",
    ) -> None:
        """Count what fits, and ask."""
        await interaction.response.defer(ephemeral=True)
        place = _place(interaction, interaction.channel_id or 0)
        bounds = [
            None if each is None else parse_link(each, interaction.guild_id or 0) for each in (before, after)
        ]
        wrong = next((each for each in (place, *bounds) if isinstance(each, Phrase)), None)
        if wrong is not None or isinstance(place, Phrase | discord.ForumChannel):
            await answers.refuse(interaction, wrong or phrase("channel.not_here"))
            return
        oldest, newest = (
            None if each is None or isinstance(each, Phrase) else each.message_id for each in bounds
        )
        wanted = Filter(
            user=user.id if user else None, contains=contains, bots=bots, before=oldest, after=newest
        )
        found = await find(place, wanted, count, self.services.clock.now() - timedelta(days=14))
        if not found:
            found = phrase("channel.nothing_to_purge")
        if isinstance(found, Phrase):
            await answers.refuse(interaction, found)
            return
        view = PurgeView(interaction, ChannelId(place.id), found, reason)
        asked = text(interaction, "channel.purge_ask", count=len(found), channel=f"<#{place.id}>")
        await interaction.followup.send(asked, view=view, ephemeral=True)

    async def _set(
        self,
        interaction: Interaction,
        place: Place,
        kind: MeasureKind,
        duration: str,
        before: dict[str, Json],
        reason: str,
        seconds: int = 0,
    ) -> None:
        ends_at = end(interaction, duration)
        if isinstance(ends_at, DurationProblem):
            await answers.refuse(interaction, ends_at)
            return
        guild, actor, _, me = standings(interaction, interaction.user)
        done = await self.services.measures.set(
            MeasureOrder(
                key=f"cmd:{interaction.id}",
                guild_id=guild,
                channel_id=ChannelId(place.id),
                actor=actor,
                me=me,
                kind=kind,
                ends_at=ends_at,
                seconds=seconds,
                before=before,
                reason=reason,
            )
        )
        if isinstance(done, Refusal):
            await answers.refuse(interaction, done)
            return
        until = "" if ends_at is None else stamp_moment(ends_at)
        await self._told(interaction, f"channel.{kind.value}", place.id, done, until)

    async def _told(
        self,
        interaction: Interaction,
        key: str,
        channel: int,
        done: Sequence[StoredAction],
        until: str = "",
    ) -> None:
        lines = [f"<#{channel}>", *dict.fromkeys(pages.acts(interaction, done))]
        if until:
            lines.append(text(interaction, "case.until", moment=until))
        well = all(act.state is ActionState.DONE for act in done)
        card = Card(
            title=text(interaction, key), text="\n".join(lines), tone=Tone.GOOD if well else Tone.NOTICE
        )
        await answers.say(interaction, card)


def open_to(place: Place, settings: ServerSettings) -> dict[str, Json]:
    """Return the roles that may write in a channel, staff left out, with what it allows and denies them."""
    ours = {role.id for role in place.guild.me.roles}
    everyone = place.guild.default_role
    found: dict[str, Json] = {}
    for role in (everyone, *(target for target in place.overwrites if isinstance(target, discord.Role))):
        allow, deny = place.overwrites_for(role).pair()
        lets_write = role == everyone or allow.send_messages or allow.speak
        if (
            lets_write
            and (role == everyone or role.id not in ours)
            and not is_staff_role(role, settings.moderator_roles)
        ):
            found[str(role.id)] = [allow.value, deny.value, role in place.overwrites]
    return found


def _place(interaction: Interaction, channel_id: int) -> Place | Phrase:
    guild = interaction.guild
    found = None if guild is None else guild.get_channel(channel_id)
    if guild is None or not isinstance(found, Place):
        return phrase("channel.not_here")
    return found if found.permissions_for(guild.me).view_channel else phrase("restrict.channel_unseen")
