"""First use: /setup with a preview, and channels that are found by their names (M47)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.policy.channel_names import guess
from bot.policy.ids import GuildId, UserId
from bot.policy.phrase import Phrase, phrase
from bot.policy.sanctions import SuspensionMethod
from bot.policy.server import PACKS, ServerSettings
from bot.services.planning import SERVER_ORDER
from cogs import checkup
from cogs.ui import answers, setup_pages, zones
from cogs.ui.answers import Interaction
from cogs.ui.guarded import guarded

if TYPE_CHECKING:
    from bot.client import StewardBot

_CHOICES: Final = 25
_PREVIEWS: Final = 1000
"""Previews that wait for a press; older ones are out of date by then."""
_BUTTON: Final = "setup:"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wishes:
    """What a person asked /setup for, as given."""

    queue: discord.TextChannel | None
    log: discord.TextChannel | None
    faculty: discord.TextChannel | None
    moderators: discord.Role | None
    suspension: str | None
    suspended_role: discord.Role | None
    pack: str | None
    language: str | None
    timezone: str | None
    academic_add: discord.abc.GuildChannel | None
    academic_remove: discord.abc.GuildChannel | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Preview:
    guild_id: int
    user_id: int
    changes: Mapping[str, Any]


class SetupCog(commands.Cog):
    """Lets administrators set the server up."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services
        self._previews: OrderedDict[str, _Preview] = OrderedDict()

    @app_commands.command(description="Set the server up; you see what would change before it does.")
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.describe(
        queue="Where new cases appear; only moderators should be able to read it",
        log="Where everything that was done is written down; for moderators only",
        faculty="Where cases of academic integrity go, if not into the queue",
        moderators="Who takes part in moderating, besides those whom Discord lets",
        suspension="How members are suspended",
        suspended_role="The role for it, if a role is the way",
        pack="Which rules to start from",
        language="In which language I write to the server",
        timezone="For “until Friday 18:00”, like Europe/Berlin",
        academic_add="A channel or category for studying sensitive topics: there I only ask people to look",
        academic_remove="A channel or category that is no longer one",
    )
    @app_commands.choices(
        suspension=[app_commands.Choice(name=each.value, value=each.value) for each in SuspensionMethod],
        pack=[app_commands.Choice(name=pack, value=pack) for pack in PACKS],
    )
    async def setup(
        self,
        interaction: Interaction,
        queue: discord.TextChannel | None = None,
        log: discord.TextChannel | None = None,
        faculty: discord.TextChannel | None = None,
        moderators: discord.Role | None = None,
        suspension: str | None = None,
        suspended_role: discord.Role | None = None,
        pack: str | None = None,
        language: str | None = None,
        timezone: str | None = None,
        academic_add: discord.abc.GuildChannel | None = None,
        academic_remove: discord.abc.GuildChannel | None = None,
    ) -> None:
        """Show what would change, or how it is set when nothing was asked for."""
        await interaction.response.defer(ephemeral=True)
        guild = interaction.guild
        if guild is None or not checkup.may_set_up(interaction):
            await answers.refuse(interaction, phrase("setup.not_yours"))
            return
        settings = self.services.servers.of(GuildId(guild.id))
        wishes = _Wishes(
            queue=queue,
            log=log,
            faculty=faculty,
            moderators=moderators,
            suspension=suspension,
            suspended_role=suspended_role,
            pack=pack,
            language=language,
            timezone=timezone,
            academic_add=academic_add,
            academic_remove=academic_remove,
        )
        wanted = self._wanted(settings, wishes, guild)
        if isinstance(wanted, Phrase):
            await answers.refuse(interaction, wanted)
        elif all(value is None for value in _given(wishes)):
            await answers.say(interaction, setup_pages.present(interaction, settings))
        elif not wanted:
            await answers.refuse(interaction, phrase("setup.nothing_new"))
        else:
            await self._preview(interaction, guild, settings, wanted, wishes)

    def _wanted(
        self, settings: ServerSettings, wishes: _Wishes, guild: discord.Guild
    ) -> dict[str, Any] | Phrase:
        """Return the settings that would be others, or what is wrong with the wishes."""
        if problem := self._problem(settings, wishes, guild):
            return problem
        asked: dict[str, Any] = {
            "queue_channel": wishes.queue and wishes.queue.id,
            "log_channel": wishes.log and wishes.log.id,
            "faculty_channel": wishes.faculty and wishes.faculty.id,
            "moderator_roles": wishes.moderators and (wishes.moderators.id,),
            "suspension_method": wishes.suspension and SuspensionMethod(wishes.suspension),
            "suspended_role": wishes.suspended_role and wishes.suspended_role.id,
            "pack": wishes.pack,
            "locale": wishes.language,
            "timezone": wishes.timezone,
            "academic_channels": _academic(settings, wishes),
        }
        return {
            key: value
            for key, value in asked.items()
            if value is not None and value != getattr(settings, key)
        }

    def _problem(self, settings: ServerSettings, wishes: _Wishes, guild: discord.Guild) -> Phrase | None:
        if wishes.language is not None and wishes.language not in self.services.catalogue.locales:
            return phrase("setup.problem.language", typed=wishes.language[:40])
        if wishes.timezone is not None and wishes.timezone not in zones.names():
            return phrase("setup.problem.timezone", typed=wishes.timezone[:60])
        removed = wishes.academic_remove
        if removed is not None and removed.id not in settings.academic_channels:
            return phrase("setup.problem.not_academic", channel=removed.mention)
        if wishes.moderators is not None and wishes.moderators.is_default():
            return phrase("setup.problem.everyone_role")
        if wishes.suspended_role is not None:
            return checkup.unfit_to_give(wishes.suspended_role, guild.me)
        if wishes.suspension == SuspensionMethod.ROLE and settings.suspended_role is None:
            return phrase("setup.problem.no_suspended_role")
        return None

    async def _preview(
        self,
        interaction: Interaction,
        guild: discord.Guild,
        settings: ServerSettings,
        wanted: dict[str, Any],
        wishes: _Wishes,
    ) -> None:
        token = f"{_BUTTON}{interaction.id}"
        self._previews[token] = _Preview(guild_id=guild.id, user_id=interaction.user.id, changes=wanted)
        while len(self._previews) > _PREVIEWS:
            self._previews.popitem(last=False)
        chosen = [each for each in (wishes.queue, wishes.log, wishes.faculty) if each is not None]
        doubts = [doubt for channel in chosen for doubt in checkup.doubts_about(channel)]
        after = replace(settings, **wanted)
        card = setup_pages.preview(interaction, settings, after, tuple(wanted), doubts, token)
        await answers.say(interaction, card)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Save what a preview showed, once its button is pressed."""
        pressed: Mapping[str, Any] = interaction.data or {}
        token = str(pressed.get("custom_id", ""))
        if interaction.type is discord.InteractionType.component and token.startswith(_BUTTON):
            async with guarded(interaction):
                await self._save(interaction, token)

    async def _save(self, interaction: Interaction, token: str) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        if not checkup.may_set_up(interaction):
            await answers.refuse(interaction, phrase("setup.not_yours"))
            return
        preview = self._previews.get(token)
        if preview is None or (preview.guild_id, preview.user_id) != (
            interaction.guild_id,
            interaction.user.id,
        ):
            await answers.refuse(interaction, phrase("setup.out_of_date"))
            return
        by = await self.services.people.ensure(UserId(interaction.user.id))
        guild_id = GuildId(preview.guild_id)
        await self.services.servers.change(guild_id, by.code, by_hand=True, **preview.changes)
        self._previews.pop(token, None)
        await answers.say(interaction, setup_pages.saved(interaction))

    @setup.autocomplete("timezone")
    async def _zones(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return zones.choices(typed)

    @setup.autocomplete("language")
    async def _languages(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        known = sorted(self.services.catalogue.locales)
        return [app_commands.Choice(name=each, value=each) for each in known if typed.lower() in each]

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Look for channels with common names, after a start or an outage."""
        await self._adopt(guild)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Look for channels with common names in a server that is new to us."""
        await self._adopt(guild)

    @commands.Cog.listener()
    async def on_guild_channel_create(self, channel: discord.abc.GuildChannel) -> None:
        """Take a channel that was made for us later."""
        await self._adopt(channel.guild)

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """Take a channel that was renamed or closed to others."""
        await self._adopt(after.guild)

    async def _adopt(self, guild: discord.Guild) -> None:
        guild_id = GuildId(guild.id)
        settings = self.services.servers.of(guild_id)
        if settings.by_hand or None not in (
            settings.queue_channel,
            settings.log_channel,
            settings.faculty_channel,
        ):
            return
        found = guess(checkup.rooms(guild))
        if found and await self.services.servers.adopt(guild_id, found):
            await self.services.enforcement.drain(guild_id, SERVER_ORDER)


def _given(wishes: _Wishes) -> list[object]:
    return [getattr(wishes, name) for name in wishes.__slots__]


def _academic(settings: ServerSettings, wishes: _Wishes) -> tuple[int, ...] | None:
    if wishes.academic_add is None and wishes.academic_remove is None:
        return None
    kept = [each for each in settings.academic_channels if each != getattr(wishes.academic_remove, "id", 0)]
    if wishes.academic_add is not None:
        kept.append(wishes.academic_add.id)
    return tuple(dict.fromkeys(kept))
