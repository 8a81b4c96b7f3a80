"""/team: how the moderators work: the board, the clocks, the outside panel, the journal's head."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.policy.card import Card, Tone
from bot.policy.ids import GuildId, UserId
from bot.policy.phrase import Phrase, phrase
from bot.policy.server import ServerSettings
from cogs import checkup
from cogs.ui import answers
from cogs.ui.answers import Interaction, text

if TYPE_CHECKING:
    from bot.client import StewardBot

_ORDER: Final = (
    "queue_board",
    "acknowledge_hours",
    "decide_hours",
    "tell_days",
    "appeal_answer_days",
    "panel_roles",
    "panel_channel",
    "head_channel",
    "hearing_hours",
    "longest_alone_days",
    "help_channel",
)


class TeamCog(commands.Cog):
    """Lets administrators say how the team works."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    @app_commands.command(description="How your team works: the board, the clocks, the outside panel.")
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.describe(
        board="One kept message in the queue's channel that shows how the queue stands",
        take_within="Within how many hours somebody takes a new case (24)",
        decide_within="Within how many hours a case is decided (72)",
        tell_within="Within how many days a reporter hears what became of it (7)",
        answer_within="Within how many days an appeal is answered (14)",
        panel="A role outside the team that decides where too few of the team are free to",
        panel_channel="Where that panel reads its cases; only they should be able to",
        panel_remove="Do without a panel",
        journal_channel="Where the journal's head is posted each day; usually the log",
        hear_within="How many hours somebody has for their side before a grave decision (48)",
        alone_up_to="Suspensions beyond this many days need two people, and hearing the member (30)",
        talks_in="Where /help-moderators opens private threads; else where it is used",
    )
    async def team(
        self,
        interaction: Interaction,
        board: bool | None = None,
        take_within: app_commands.Range[int, 1, 336] | None = None,
        decide_within: app_commands.Range[int, 1, 720] | None = None,
        tell_within: app_commands.Range[int, 1, 60] | None = None,
        answer_within: app_commands.Range[int, 1, 60] | None = None,
        panel: discord.Role | None = None,
        panel_channel: discord.TextChannel | None = None,
        panel_remove: bool = False,
        journal_channel: discord.TextChannel | None = None,
        hear_within: app_commands.Range[int, 1, 336] | None = None,
        alone_up_to: app_commands.Range[int, 1, 365] | None = None,
        talks_in: discord.TextChannel | None = None,
    ) -> None:
        """Change what was asked for, or show how it is set."""
        await interaction.response.defer(ephemeral=True)
        if not checkup.may_set_up(interaction):
            await answers.refuse(interaction, phrase("setup.not_yours"))
            return
        asked: dict[str, Any] = {
            "queue_board": board,
            "acknowledge_hours": take_within,
            "decide_hours": decide_within,
            "tell_days": tell_within,
            "appeal_answer_days": answer_within,
            "panel_roles": (panel.id,) if panel else None,
            "panel_channel": panel_channel and panel_channel.id,
            "head_channel": journal_channel and journal_channel.id,
            "hearing_hours": hear_within,
            "longest_alone_days": alone_up_to,
            "help_channel": talks_in and talks_in.id,
        }
        given = {key: value for key, value in asked.items() if value is not None}
        if panel_remove:
            given |= {"panel_roles": (), "panel_channel": None}
        guild_id = GuildId(interaction.guild_id or 0)
        before = self.services.servers.of(guild_id)
        if problem := _problem(before, given, panel):
            await answers.refuse(interaction, problem)
            return
        changed = {key: value for key, value in given.items() if value != getattr(before, key)}
        if given and not changed:
            await answers.refuse(interaction, phrase("setup.nothing_new"))
            return
        after = before
        if changed:
            by = await self.services.people.ensure(UserId(interaction.user.id))
            after = await self.services.servers.change(guild_id, by.code, **changed)
            if after.panel_roles and {"panel_roles", "panel_channel"}.intersection(changed):
                await self.services.teamwork.outside.announce(guild_id)
        await answers.say(interaction, _card(interaction, before, after, panel_channel))


def _problem(before: ServerSettings, given: Mapping[str, Any], panel: discord.Role | None) -> Phrase | None:
    """Return what would not work, before anything is changed."""
    after = {**{key: getattr(before, key) for key in _ORDER}, **given}
    if after["queue_board"] and before.queue_channel is None:
        return phrase("team.problem.no_queue")
    if panel is not None and panel.is_default():
        return phrase("setup.problem.everyone_role")
    if panel is not None and panel.id in before.moderator_roles:
        return phrase("team.problem.same_role")
    if after["panel_roles"] and after["panel_channel"] is None:
        return phrase("team.problem.no_panel_channel")
    return None


def _card(
    interaction: Interaction,
    before: ServerSettings,
    after: ServerSettings,
    channel: discord.TextChannel | None,
) -> Card:
    lines = [_line(interaction, key, before, after) for key in _ORDER]
    doubts = checkup.doubts_about(channel) if channel is not None else []
    say = interaction.client.services.catalogue.say
    warning = "\n".join(f"– {say(doubt, str(interaction.locale))}" for doubt in doubts)
    return Card(
        title=text(interaction, "team.now" if before == after else "team.saved"),
        text="\n".join(lines),
        fields=((text(interaction, "setup.watch_out"), warning),) if warning else (),
        footer="" if after.panel_roles else text(interaction, "team.no_panel"),
        tone=Tone.NEUTRAL if before == after else Tone.GOOD,
    )


def _line(interaction: Interaction, key: str, before: ServerSettings, after: ServerSettings) -> str:
    name = text(interaction, f"team.setting.{key}")
    was, now = _value(interaction, before, key), _value(interaction, after, key)
    said = now if was == now else text(interaction, "setup.change", before=was, after=now)
    return f"**{name}**: {said}"


def _value(interaction: Interaction, settings: ServerSettings, key: str) -> str:
    value = getattr(settings, key)
    if key == "queue_board":
        return text(interaction, "team.on" if value else "team.off")
    if key == "head_channel" and value is None:
        value = settings.log_channel
    if value is None or value == ():
        return text(interaction, "setup.none")
    if isinstance(value, tuple):
        return " ".join(f"<@&{role}>" for role in value)
    if key.endswith("channel"):
        return f"<#{value}>"
    return text(interaction, "team.hours" if key.endswith("hours") else "team.days", count=value)
