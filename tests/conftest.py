"""What most tests need: the real bot with a real database file on a simulated Discord."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import discord
import hypothesis
import orjson
import pytest
import simcord

import bot.app
import bot.services.rules
from bot import paths
from bot.client import StewardBot
from bot.i18n import Catalogue
from bot.policy.ids import GuildId, UserId
from bot.policy.records import MACHINE
from bot.policy.rule_writing import rule_to_mapping
from bot.policy.rules import RuleSpec, compile_rules
from bot.services.conduct import ConductBook
from bot.services.rule_scopes import load_packs
from bot.settings import Settings
from bot.storage import sqlite
from tests.openapi import violations

# How long an example takes says more about the machine than about the code.
hypothesis.settings.register_profile("steward", deadline=None)
hypothesis.settings.load_profile("steward")


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """Do once, or not at all, what hundreds of bots would: reading packs and catalogue, waiting for disks."""
    sets: dict[bytes, Any] = {}

    def compiled(specs: Iterable[RuleSpec]) -> Any:
        rules = tuple(specs)
        key = orjson.dumps([rule_to_mapping(each) for each in rules])
        if key not in sets:
            sets[key] = compile_rules(rules)
        return sets[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot.app, "load_packs", cache(load_packs))
        patch.setattr(bot.services.rules, "compile_rules", compiled)
        patch.setattr(Catalogue, "load", _once(Catalogue.load, "locales"))
        patch.setattr(ConductBook, "load", _once(ConductBook.load, "conduct"))
        # The machine is not switched off meanwhile, so no commit of this process needs to wait for the disk.
        patch.setattr(sqlite, "_WRITER", sqlite._WRITER.replace("synchronous=FULL", "synchronous=OFF"))
        yield


def _once(load: Callable[[Path], Any], name: str) -> Callable[[Path], Any]:
    """Return a way to read a folder that keeps what it read of the program's own; tests make others."""
    own, keep = paths.data_dir() / name, cache(load)
    return lambda folder: keep(folder) if folder == own else load(folder)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a database file of its own."""
    found = Settings.from_env(
        {
            "DATABASE": str(tmp_path / "steward.sqlite3"),
            "TEXT_MODEL": "off",
            "OCR": "off",
            "VISION": "off",
            "SHARD_COUNT": "1",
        }
    )
    assert isinstance(found, Settings)
    return found


@pytest.fixture
def simcord_bot(settings: Settings) -> StewardBot:
    """The bot that the fixture ``simcord_env`` runs."""
    return StewardBot(settings)


@dataclass(frozen=True, kw_only=True)
class Town:
    """A server with the people and channels that a moderation story needs."""

    env: simcord.Env
    guild: simcord.GuildHandle
    general: simcord.ChannelHandle
    queue: simcord.ChannelHandle
    log: simcord.ChannelHandle
    mira: simcord.MemberActor
    noor: simcord.MemberActor
    moderator: simcord.MemberActor
    second: simcord.MemberActor
    admin: simcord.MemberActor

    @property
    def bot(self) -> StewardBot:
        """The bot as it runs now; another one after a restart."""
        assert isinstance(self.env.bot, StewardBot)
        return self.env.bot

    async def restart(self) -> None:
        """Stop the bot as a service manager would, and start another on the same database."""
        before = self.bot
        await before.close()
        await self.start_again(before)

    async def start_again(self, before: StewardBot) -> None:
        """Start a bot on the database of one that was closed."""
        await self.env.restart_bot(StewardBot(before.settings))
        await self.env.settle()


STAFF = discord.Permissions(
    moderate_members=True, ban_members=True, manage_messages=True, view_channel=True, send_messages=True
)


def build_town(env: simcord.Env) -> Town:
    """Make a server with two members, two moderators and an admin."""
    # How long the bot may take to come to rest says more about the machine than about the code.
    env.settle_timeout = 20.0
    guild = env.create_guild("Lighthouse")
    everyone = guild.default_role
    staff = guild.create_role("Moderators", permissions=STAFF)
    admins = guild.create_role("Admins", permissions=discord.Permissions(administrator=True))
    closed = discord.PermissionOverwrite(view_channel=False)
    opened = discord.PermissionOverwrite(view_channel=True, send_messages=True)
    # As the invitation guide asks: the bot's own role may look into the moderators' channels.
    inside: dict[Any, discord.PermissionOverwrite] = {
        everyone: closed,
        staff: opened,
        guild.roles["TestBot"]: opened,
    }

    def person(name: str, *roles: simcord.RoleHandle) -> simcord.MemberActor:
        return guild.add_member(env.create_user(name), roles=list(roles))

    return Town(
        env=env,
        guild=guild,
        general=guild.create_text_channel("general"),
        queue=guild.create_text_channel("mod-queue", overwrites=dict(inside)),
        log=guild.create_text_channel("mod-log", overwrites=dict(inside)),
        mira=person("mira"),
        noor=person("noor"),
        moderator=person("tove", staff),
        second=person("ilse", staff),
        admin=person("ada", admins),
    )


@pytest.fixture
async def town(simcord_env: simcord.Env) -> AsyncIterator[Town]:
    """A server to play in; afterwards each request is checked against Discord's description of its API."""
    town = build_town(simcord_env)
    await town.bot.services.servers.change(
        GuildId(town.guild.id), MACHINE, queue_channel=town.queue.id, log_channel=town.log.id
    )
    for each in (town.mira, town.noor, town.moderator, town.second, town.admin):
        # They have reported before, so that they know the notice.
        await town.bot.services.acceptance.accept(UserId(each.id))
    yield town
    await simcord_env.settle()
    # Simcord does not close the bot, and a database left open keeps its threads.
    await simcord_env.bot.close()
    assert violations(simcord_env.http_requests) == []
