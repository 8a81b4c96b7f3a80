"""Everything that speaks to people through discord.py: parse, check, one service call, render."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any

import discord

if TYPE_CHECKING:
    from bot.client import StewardBot

Look = Callable[[discord.Message], Coroutine[Any, Any, None] | None]
PassOver = Callable[[Mapping[str, Any]], bool]


async def add_cogs(bot: StewardBot) -> tuple[PassOver, Look]:
    """Add every cog to the bot; return the first look at message events, and the second at messages."""
    from cogs.appeals import AppealsCog
    from cogs.arrivals import Arrivals
    from cogs.audit import AuditCog
    from cogs.catch_up import CatchUp
    from cogs.channels import ChannelsCog
    from cogs.conduct import ConductCog
    from cogs.contacts import ContactsCog
    from cogs.doctor import DoctorCog
    from cogs.events import Events
    from cogs.expulsion import ExpulsionCog
    from cogs.listener import Listener
    from cogs.menus import MenusCog
    from cogs.moderation import ModerationCog
    from cogs.posts import PostsCog
    from cogs.privacy import PrivacyCog
    from cogs.questions import QuestionsCog
    from cogs.queue import QueueCog
    from cogs.records import RecordsCog
    from cogs.reports import ReportsCog
    from cogs.restrictions import RestrictionsCog
    from cogs.roles import RolesCog
    from cogs.rules import RulesCog
    from cogs.setup import SetupCog
    from cogs.sweeper import Sweeper
    from cogs.titles import Titles
    from cogs.upkeep import UpkeepCog

    listener = Listener(bot)
    contacts = ContactsCog(bot)
    for cog in (
        listener,
        contacts,
        ModerationCog(bot),
        QueueCog(bot),
        QuestionsCog(bot),
        AppealsCog(bot),
        ExpulsionCog(bot),
        ReportsCog(bot),
        RestrictionsCog(bot),
        RecordsCog(bot),
        PrivacyCog(bot),
        ConductCog(bot),
        RulesCog(bot),
        SetupCog(bot),
        DoctorCog(bot),
        AuditCog(bot),
        MenusCog(bot),
        ChannelsCog(bot),
        PostsCog(bot),
        RolesCog(bot),
        Titles(bot),
        Events(bot),
        UpkeepCog(bot),
        CatchUp(bot, listener),
        Sweeper(bot),
    ):
        await bot.add_cog(cog)
    return contacts.not_over(Arrivals(bot).pass_over), contacts.before(listener.look)
