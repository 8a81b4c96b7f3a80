"""Everything that speaks to people through discord.py: parse, check, one service call, render."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import discord
from discord.ext import commands

if TYPE_CHECKING:
    from bot.client import StewardBot

Look = Callable[[discord.Message], Coroutine[Any, Any, None] | None]
PassOver = Callable[[Mapping[str, Any]], bool]


async def add_cogs(bot: StewardBot) -> tuple[PassOver, Look]:
    """Add every cog to the bot; return the first look at message events, and the second at messages."""
    from cogs.arrivals import Arrivals
    from cogs.catch_up import CatchUp
    from cogs.contacts import ContactsCog
    from cogs.listener import Listener
    from cogs.private_reports import PrivateReportsCog
    from cogs.sweeper import Sweeper
    from cogs.watch import WatchCog

    listener = Listener(bot)
    contacts = ContactsCog(bot)
    watch = WatchCog(bot)
    private = PrivateReportsCog(bot)
    named = (listener, contacts, watch, private)
    for cog in (*named, *_independent(bot), CatchUp(bot, listener), Sweeper(bot)):
        await bot.add_cog(cog)
    pass_over = watch.not_over(Arrivals(bot).pass_over)
    return contacts.not_over(pass_over), private.before(contacts.before(watch.before(listener.look)))


def _independent(bot: StewardBot) -> Iterable[commands.Cog]:
    """Return the cogs that need nothing of each other."""
    return (*_for_members(bot), *_for_moderators(bot), *_for_administrators(bot), *_watching(bot))


def _for_members(bot: StewardBot) -> Iterable[commands.Cog]:
    """Return what every member uses, and what the team does with it."""
    from cogs.appeals import AppealsCog
    from cogs.conduct import ConductCog
    from cogs.help import HelpCog
    from cogs.privacy import PrivacyCog
    from cogs.pronouns import PronounsCog
    from cogs.questions import QuestionsCog
    from cogs.records import RecordsCog
    from cogs.reports import ReportsCog

    return (
        ReportsCog(bot),
        RecordsCog(bot),
        PrivacyCog(bot),
        PronounsCog(bot),
        ConductCog(bot),
        AppealsCog(bot),
        QuestionsCog(bot),
        HelpCog(bot),
    )


def _for_moderators(bot: StewardBot) -> Iterable[commands.Cog]:
    """Return what the team works with."""
    from cogs.channels import ChannelsCog
    from cogs.expulsion import ExpulsionCog
    from cogs.menus import MenusCog
    from cogs.moderation import ModerationCog
    from cogs.posts import PostsCog
    from cogs.queue import QueueCog
    from cogs.restrictions import RestrictionsCog
    from cogs.roles import RolesCog
    from cogs.unsealing import UnsealingCog
    from cogs.versions import VersionsCog

    return (
        ModerationCog(bot),
        QueueCog(bot),
        UnsealingCog(bot),
        VersionsCog(bot),
        ExpulsionCog(bot),
        RestrictionsCog(bot),
        MenusCog(bot),
        ChannelsCog(bot),
        PostsCog(bot),
        RolesCog(bot),
    )


def _for_administrators(bot: StewardBot) -> Iterable[commands.Cog]:
    """Return what sets a server up and links it with others."""
    from cogs.audit import AuditCog
    from cogs.doctor import DoctorCog
    from cogs.federation import FederationCog
    from cogs.reporting import ReportingCog
    from cogs.rules import RulesCog
    from cogs.setup import SetupCog
    from cogs.team import TeamCog
    from cogs.webhooks import WebhooksCog

    return (
        RulesCog(bot),
        SetupCog(bot),
        TeamCog(bot),
        ReportingCog(bot),
        DoctorCog(bot),
        AuditCog(bot),
        WebhooksCog(bot),
        FederationCog(bot),
    )


def _watching(bot: StewardBot) -> Iterable[commands.Cog]:
    """Return what looks at events and answers nobody."""
    from cogs.departures import DeparturesCog
    from cogs.events import Events
    from cogs.introductions import Introductions
    from cogs.official import OfficialCog
    from cogs.pings import PingsCog
    from cogs.titles import Titles
    from cogs.upkeep import UpkeepCog

    return (
        Titles(bot),
        Introductions(bot),
        PingsCog(bot),
        OfficialCog(bot),
        Events(bot),
        DeparturesCog(bot),
        UpkeepCog(bot),
    )
