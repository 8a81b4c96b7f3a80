"""The ground on which the services stand: what nearly each of them needs, made once and in this order."""

import logging
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import discord

from bot import naming, paths
from bot.clock import Clock
from bot.hook_caller import HookCaller, Performers
from bot.i18n import Catalogue
from bot.performer import DiscordPerformer
from bot.policy.conduct import Conduct
from bot.policy.records import StoredAction
from bot.services.advice import Advice
from bot.services.board import Board
from bot.services.casebook import Casebook
from bot.services.clerk import Clerk
from bot.services.conduct import ConductBook
from bot.services.effects import Effects
from bot.services.enforcement import Enforcement
from bot.services.hearing import Hearing
from bot.services.herald import Herald
from bot.services.hooks import HookMessages
from bot.services.moderation import Moderation
from bot.services.motions import Motions
from bot.services.people import People
from bot.services.recipients import Recipients
from bot.services.recusal import Recusal
from bot.services.schedule import Alarm
from bot.services.scribe import Scribe
from bot.services.servers import Servers
from bot.services.talks import Talks
from bot.services.timezones import Timezones
from bot.services.vault import Vault, load_master
from bot.settings import Settings
from bot.storage.port import Database

_log = logging.getLogger("steward")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What nearly every service stands on."""

    database: Database
    vault: Vault
    clock: Clock
    catalogue: Catalogue
    conduct: Conduct
    """The English text, whose ids and version everything cites."""
    conduct_book: ConductBook
    people: People
    servers: Servers
    timezones: Timezones
    casebook: Casebook
    scribe: Scribe
    recusal: Recusal
    enforcement: Enforcement
    moderation: Moderation
    alarm: Alarm
    clerk: Clerk


def lay(settings: Settings, client: discord.Client, database: Database, clock: Clock, fence: int) -> Ground:
    """Return the ground on an open database; ``fence`` is the number of the lease that owns it."""
    vault = Vault(load_master(settings.steward_key, _key_file(settings)))
    catalogue = Catalogue.load(paths.data_dir() / "locales")
    conduct_book = ConductBook.load(paths.data_dir() / "conduct")
    conduct = conduct_book.default
    people = People(database, vault, clock)
    servers = Servers(database, clock)
    alarm = Alarm()
    casebook = Casebook(database, clock, people, servers, Advice(conduct))
    scribe = _scribe(client, casebook, conduct, catalogue)
    outside = HookCaller(HookMessages(database, people, vault, clock), clock, settings.webhooks_to_private)
    performers = Performers(DiscordPerformer(client, clock), outside)
    enforcement = _enforcement(scribe, performers, Recipients(database, people, vault), fence, alarm, clock)
    casebook.drain = enforcement.drain
    recusal = Recusal(database, people, vault)
    moderation = Moderation(database, clock, people, servers, enforcement, conduct, alarm.by, recusal)
    scribe.clerk = clerk = _clerk(client, scribe, moderation, recusal)
    return Ground(
        database=database,
        clock=clock,
        vault=vault,
        catalogue=catalogue,
        conduct=conduct,
        conduct_book=conduct_book,
        people=people,
        servers=servers,
        timezones=Timezones(database, clock, people, servers),
        casebook=casebook,
        scribe=scribe,
        recusal=recusal,
        enforcement=enforcement,
        moderation=moderation,
        alarm=alarm,
        clerk=clerk,
    )


def _clerk(client: discord.Client, scribe: Scribe, moderation: Moderation, recusal: Recusal) -> Clerk:
    database, clock, people, servers = moderation.database, moderation.clock, scribe.people, scribe.servers
    enforcement = moderation.enforcement
    return Clerk(
        people=people,
        servers=servers,
        catalogue=scribe.catalogue,
        hearing=Hearing(database, clock, people, servers, enforcement, recusal, moderation.alarm),
        motions=Motions(database, clock, people, servers, enforcement, moderation),
        talks=Talks.beside(moderation, recusal),
        casebook=scribe.casebook,
        conduct=scribe.conduct,
        server_name=scribe.server_name,
        herald=Herald(
            database, clock, servers, scribe.catalogue, people, lambda guild: naming.admins(client, guild)
        ),
    )


def _enforcement(
    scribe: Scribe, performers: Performers, recipients: Recipients, fence: int, alarm: Alarm, clock: Clock
) -> Enforcement:
    return Enforcement(
        database=scribe.database,
        clock=clock,
        performer=performers,
        recipients=recipients,
        scribe=scribe,
        effect=Effects(),
        on_done=Board(scribe.database, clock, scribe.servers, alarm.by).done,
        owner=f"{os.getpid()}-{secrets.token_hex(4)}",
        fence=fence,
        on_dead=_report,
        on_fault=_report,
        alarm=alarm.by,
    )


def _scribe(client: discord.Client, casebook: Casebook, conduct: Conduct, catalogue: Catalogue) -> Scribe:
    return Scribe(
        database=casebook.database,
        casebook=casebook,
        people=casebook.people,
        servers=casebook.servers,
        conduct=conduct,
        catalogue=catalogue,
        server_name=lambda guild_id: guild.name if (guild := client.get_guild(guild_id)) else "this server",
        place_name=lambda sanction: naming.scope_names(client, sanction),
    )


def _key_file(settings: Settings) -> Path:
    if settings.uses_postgres:
        return paths.state_dir() / "steward.key"
    return Path(settings.database).with_suffix(".key")


def _report(action: StoredAction, fault: Exception | None = None) -> None:
    _log.error("An act of case %s did not go through: %s.", action.case, action.kind, exc_info=fault)
