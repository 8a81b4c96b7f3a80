"""Reports from outside a server: any private message, a group, and messages to the bot itself (M4).

What members write to the bot is never judged and never logged. Who just writes is told, now and then, what
the bot is for.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands
from typing_extensions import override

from bot.cards import embed_of, view_of
from bot.policy.card import Button, ButtonStyle, Card
from bot.policy.ids import GuildId
from cogs.checkup import installs_for_people
from cogs.ui.answers import Interaction
from cogs.ui.first_use import after_notice
from cogs.ui.press import Press
from cogs.ui.private_form import report_to_bot, report_words_of

if TYPE_CHECKING:
    from bot.client import StewardBot

Look = Callable[[discord.Message], Coroutine[Any, Any, None] | None]
REST: Final = 600.0
"""Seconds between two answers to one person; a conversation with a machine helps nobody."""
_KEPT: Final = 1000
_ANYWHERE: Final = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)


class PrivateReportsCog(commands.Cog):
    """Takes in what happened where the bot is not."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services
        self.menu = app_commands.ContextMenu(
            name="Report message",
            callback=self.report_message,
            allowed_contexts=_ANYWHERE,
            allowed_installs=app_commands.AppInstallationType(
                guild=True, user=installs_for_people(bot.application)
            ),
        )
        self._answered: OrderedDict[int, float] = OrderedDict()
        self._locales: OrderedDict[int, str] = OrderedDict()

    @override
    async def cog_load(self) -> None:
        self.bot.tree.add_command(self.menu)
        self.bot.add_dynamic_items(PrivateButton)

    @override
    async def cog_unload(self) -> None:
        self.bot.tree.remove_command(self.menu.name, type=self.menu.type)
        self.bot.remove_dynamic_items(PrivateButton)

    async def report_message(self, interaction: Interaction, message: discord.Message) -> None:
        """Open the form about a message, wherever it stands."""
        await after_notice(interaction, lambda ready: report_words_of(ready, message))

    def before(self, look: Look) -> Look:
        """Return the look at messages of servers, with those to the bot itself answered instead."""

        def both(message: discord.Message) -> Coroutine[Any, Any, None] | None:
            return look(message) if message.guild is not None else self._hear(message)

        return both

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Remember which language somebody's Discord speaks; a plain message doesn't tell."""
        _remember(self._locales, interaction.user.id, str(interaction.locale))

    def _hear(self, message: discord.Message) -> Coroutine[Any, Any, None] | None:
        who, now = message.author, message.created_at.timestamp()
        if who.bot or now - self._answered.get(who.id, 0.0) < REST:
            return None
        _remember(self._answered, who.id, now)
        return self._answer(message)

    async def _answer(self, message: discord.Message) -> None:
        locale = self._locales.get(message.author.id) or self._usual()
        say = self.services.catalogue.text
        report = Button(
            custom_id="private:report",
            label=say("private.report_button", locale),
            style=ButtonStyle.PRIMARY,
        )
        card = Card(
            title=say("private.title", locale),
            text=say("private.text", locale),
            fields=tuple(
                (say(f"private.{part}", locale), say(f"private.{part}_text", locale))
                for part in ("report", "appeal", "record")
            ),
            footer=say("private.footer", locale),
            buttons=(report,),
        )
        try:
            await message.channel.send(embed=embed_of(card), view=view_of(card) or discord.utils.MISSING)
        except (discord.HTTPException, aiohttp.ClientError, TimeoutError):
            # They closed their door again, or Discord has a fault: nothing was asked that would be lost.
            return

    def _usual(self) -> str:
        """Return the language to answer in when somebody's own is not known: that of the only server."""
        guilds = self.bot.guilds
        if len(guilds) != 1:
            return self.bot.settings.locale
        return self.services.servers.of(GuildId(guilds[0].id)).locale


class PrivateButton(Press, template=r"private:(?P<act>report)"):
    """*Report something* under the bot's answer to a private message; it outlives restarts."""

    @override
    async def press(self, pressed: Interaction) -> None:
        await after_notice(pressed, report_to_bot)


def _remember(kept: OrderedDict[int, Any], who: int, what: object) -> None:
    kept[who] = what
    kept.move_to_end(who)
    while len(kept) > _KEPT:
        kept.popitem(last=False)
