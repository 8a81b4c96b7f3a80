"""The composition root: the only place that knows every class and puts them together."""

import logging
import os
import secrets
from dataclasses import dataclass, field, fields
from pathlib import Path

import discord

from bot import naming, paths
from bot.clock import Clock
from bot.hook_caller import HookCaller, Performers
from bot.i18n import Catalogue
from bot.performer import DiscordPerformer
from bot.policy.conduct import Conduct
from bot.policy.records import StoredAction
from bot.policy.speakers import Speakers
from bot.policy.window import Window
from bot.services import second_look
from bot.services.acceptance import Acceptance
from bot.services.acknowledging import Acknowledging
from bot.services.advice import Advice
from bot.services.appeal_links import AppealLinks
from bot.services.appeals import Appeals
from bot.services.audit import Audit
from bot.services.board import Board
from bot.services.casebook import Casebook
from bot.services.channel_bans import ChannelBans
from bot.services.channel_measures import ChannelMeasures
from bot.services.clerk import Clerk
from bot.services.conduct import ConductBook
from bot.services.contacts import Contacts
from bot.services.deadlines import Deadlines
from bot.services.effects import Effects
from bot.services.enforcement import Enforcement
from bot.services.escalation import Escalation
from bot.services.foresight import Foresight
from bot.services.hearing import Hearing
from bot.services.herald import Herald
from bot.services.hooks import HookMessages, Hooks
from bot.services.incidents import Incidents
from bot.services.journal_heads import JournalHeads
from bot.services.moderation import Moderation
from bot.services.motions import Motions
from bot.services.no_contact import NoContact
from bot.services.noticing import Noticing
from bot.services.people import People
from bot.services.privacy import Privacy
from bot.services.questions import Questions
from bot.services.queue import Queue
from bot.services.recipients import Recipients
from bot.services.recusal import Recusal
from bot.services.reports import Reports
from bot.services.retention import Retention
from bot.services.rules import Rules, load_packs
from bot.services.schedule import Alarm, Schedule
from bot.services.scribe import Scribe
from bot.services.second_look import SecondLook
from bot.services.servers import Servers
from bot.services.teamwork import Teamwork, teamwork
from bot.services.unsealings import Unsealings
from bot.services.upholding import Upholding
from bot.services.vault import Vault, load_master
from bot.services.watermarks import Watermarks
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
    casebook: Casebook
    scribe: Scribe
    recusal: Recusal
    enforcement: Enforcement
    moderation: Moderation
    alarm: Alarm
    clerk: Clerk


@dataclass(frozen=True, slots=True, kw_only=True)
class Services(Ground):
    """What the cogs work with."""

    rules: Rules
    window: Window
    speakers: Speakers = field(default_factory=Speakers)
    watermarks: Watermarks
    text_model: SecondLook | None
    """None when it is switched off or can't be loaded; the log says which."""
    foresight: Foresight
    incidents: Incidents
    noticing: Noticing
    measures: ChannelMeasures
    upholding: Upholding
    acceptance: Acceptance
    acknowledging: Acknowledging
    no_contact: NoContact
    privacy: Privacy
    audit: Audit
    hooks: Hooks
    channel_bans: ChannelBans
    contacts: Contacts
    reports: Reports
    queue: Queue
    teamwork: Teamwork
    appeals: Appeals
    appeal_links: AppealLinks
    hearing: Hearing
    motions: Motions
    questions: Questions
    unsealings: Unsealings
    schedule: Schedule


def wire(
    settings: Settings, client: discord.Client, database: Database, clock: Clock, fence: int
) -> Services:
    """Make every service on an open database; ``fence`` is the number of the lease that owns it."""
    ground = _ground(settings, client, database, clock, fence)
    vault, people, servers, conduct = ground.vault, ground.people, ground.servers, ground.conduct
    enforcement, alarm, clerk = ground.enforcement, ground.alarm, ground.clerk
    rules = Rules(database, clock, people, servers, load_packs(paths.data_dir()))
    watermarks = Watermarks(database, clock, alarm.by)
    acceptance = Acceptance(database, clock, vault)
    appeals = Appeals(database, clock, people, servers, enforcement)
    appeal_links = AppealLinks(database, vault, people, appeals, settings.public_address)
    ground.scribe.appeal_link = appeal_links.address
    reports = Reports(database, clock, people, servers, enforcement, conduct, vault)
    measures = ChannelMeasures(database, clock, people, enforcement, alarm.by)
    contacts = Contacts(database, clock, people, servers, enforcement, vault, rules, alarm.by)
    reports.contacts = contacts
    chores = [measures.tend, rules.flush, watermarks.flush, Retention(database, clock).chore]
    chores += [JournalHeads(database, clock, servers).chore, Board(database, clock, servers, alarm.by).chore]
    # Last, as it tells when the next case will be late.
    noticing = Noticing.on(ground.moderation, people, servers, alarm.by)
    chores += [Escalation(database, clock, servers, alarm.by).chore, noticing.raids.tend, contacts.chore]
    servers.on_change.append(lambda guild_id: alarm.by(clock.now()))
    deadlines = Deadlines(database, clock, people, servers, enforcement)
    return Services(
        **{each.name: getattr(ground, each.name) for each in fields(ground)},
        rules=rules,
        window=Window(),
        watermarks=watermarks,
        text_model=_text_model(settings),
        foresight=Foresight.of(ground.casebook, ground.moderation),
        incidents=Incidents(database, clock, people, servers, enforcement, conduct),
        noticing=noticing,
        contacts=contacts,
        channel_bans=ChannelBans(database, clock, people, enforcement),
        no_contact=NoContact(database, clock, people, servers, enforcement),
        acceptance=acceptance,
        acknowledging=Acknowledging(database, clock, people, enforcement),
        measures=measures,
        upholding=Upholding(database, clock, people, servers, enforcement, conduct),
        audit=Audit(database),
        hooks=Hooks(database, clock, people, vault, enforcement, settings.webhooks_to_private),
        reports=reports,
        privacy=Privacy(database, clock, people, ground.casebook, reports, acceptance, clerk.questions),
        queue=Queue(database, clock, people, ground.recusal),
        teamwork=teamwork(database, clock, people, servers, enforcement, conduct),
        appeals=appeals,
        appeal_links=appeal_links,
        hearing=clerk.hearing,
        motions=clerk.motions,
        questions=clerk.questions,
        unsealings=clerk.unsealings,
        schedule=Schedule(database, clock, deadlines, enforcement, alarm, chores),
    )


def _ground(
    settings: Settings, client: discord.Client, database: Database, clock: Clock, fence: int
) -> Ground:
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
        questions=Questions(database, clock, people, servers, enforcement, recusal.vault),
        unsealings=Unsealings(database, clock, people, servers, enforcement, recusal),
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
        effect=Effects(Board(scribe.database, clock, scribe.servers, alarm.by).changed),
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


def _text_model(settings: Settings) -> SecondLook | None:
    if not settings.text_model:
        return None
    found = second_look.load(paths.data_dir() / "models" / "text")
    if isinstance(found, str):
        _log.warning("The text model is off: %s.", found)
        return None
    return found


def _key_file(settings: Settings) -> Path:
    if settings.uses_postgres:
        return paths.state_dir() / "steward.key"
    return Path(settings.database).with_suffix(".key")


def _report(action: StoredAction, fault: Exception | None = None) -> None:
    _log.error("An act of case %s did not go through: %s.", action.case, action.kind, exc_info=fault)
