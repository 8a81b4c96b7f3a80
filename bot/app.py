"""The composition root: the only place that knows every class and puts them together."""

import logging
from collections.abc import Awaitable
from dataclasses import dataclass, fields

import discord

from bot import naming, paths
from bot.clock import Clock
from bot.ground import Ground, lay
from bot.policy.ids import GuildId
from bot.policy.speakers import Speakers
from bot.policy.window import Window
from bot.services import intake, second_look
from bot.services.acceptance import Acceptance
from bot.services.acknowledging import Acknowledging
from bot.services.appeal_links import AppealLinks
from bot.services.appeals import Appeals
from bot.services.audit import Audit
from bot.services.board import Board
from bot.services.bystanders import Staff, Team
from bot.services.channel_bans import ChannelBans
from bot.services.channel_measures import ChannelMeasures
from bot.services.contacts import Contacts
from bot.services.deadlines import Deadlines
from bot.services.federation import Federation
from bot.services.foresight import Foresight
from bot.services.hearing import Hearing
from bot.services.hooks import Hooks
from bot.services.incidents import Incidents
from bot.services.journal_heads import JournalHeads
from bot.services.motions import Motions
from bot.services.neighbours import Neighbours
from bot.services.no_contact import NoContact
from bot.services.noticing import Noticing
from bot.services.offers import Offers
from bot.services.privacy import Privacy
from bot.services.pronouns import Pronouns
from bot.services.queue import Queue
from bot.services.reports import Reports
from bot.services.retention import Retention
from bot.services.rules import Rules, load_packs
from bot.services.schedule import Schedule
from bot.services.second_look import SecondLook
from bot.services.showing import Opened
from bot.services.taking_along import TakingAlong
from bot.services.talks import Talks
from bot.services.teamwork import Teamwork, teamwork
from bot.services.upholding import Upholding
from bot.services.watermarks import Watermarks
from bot.settings import Settings
from bot.storage.port import Database

_log = logging.getLogger("steward")


@dataclass(frozen=True, slots=True, kw_only=True)
class Services(Ground):
    """What the cogs work with."""

    rules: Rules
    window: Window
    speakers: Speakers
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
    pronouns: Pronouns
    audit: Audit
    neighbours: Neighbours
    channel_bans: ChannelBans
    contacts: Contacts
    reports: Reports
    intake: intake.Intake
    queue: Queue
    teamwork: Teamwork
    appeals: Appeals
    appeal_links: AppealLinks
    hearing: Hearing
    motions: Motions
    talks: Talks
    schedule: Schedule


def wire(
    settings: Settings, client: discord.Client, database: Database, clock: Clock, fence: int
) -> Services:
    """Make every service on an open database; ``fence`` is the number of the lease that owns it."""
    ground = lay(settings, client, database, clock, fence)
    vault, people, servers, conduct = ground.vault, ground.people, ground.servers, ground.conduct
    enforcement, alarm, clerk = ground.enforcement, ground.alarm, ground.clerk
    rules = Rules(database, clock, people, servers, load_packs(paths.data_dir()))
    watermarks = Watermarks(database, clock, alarm.by)
    appeals = Appeals(database, clock, people, servers, enforcement)
    appeal_links = AppealLinks(database, vault, people, appeals, settings.public_address)
    ground.scribe.appeal_link = appeal_links.address
    contacts = Contacts(database, clock, people, servers, enforcement, vault, rules, alarm.by)
    reports = Reports(database, clock, people, servers, enforcement, conduct, vault, contacts)
    measures = ChannelMeasures(database, clock, people, enforcement, alarm.by)
    taking_in = intake.make(settings, database, clock, people, servers, enforcement)
    chores = [measures.tend, rules.flush, watermarks.flush, Retention(database, clock).chore]
    chores += [JournalHeads(database, clock, servers).chore, Board(database, clock, servers, alarm.by).chore]
    neighbours = _neighbours(settings, client, ground)
    noticing = Noticing.on(ground.moderation, people, servers, alarm.by)
    together = _teamwork(client, ground, taking_in.keeping.open, contacts)
    reports.bystanders = together.bystanders
    # Escalation is last, as it tells when the next case will be late.
    chores += [taking_in.keeping.tend, neighbours.offers.chore, noticing.raids.tend, contacts.chore]
    chores.append(together.escalation.chore)
    servers.on_change.append(lambda guild_id: alarm.by(clock.now()))
    privacy = _privacy(ground, reports)
    deadlines = Deadlines(database, clock, people, servers, enforcement)
    return Services(
        **{each.name: getattr(ground, each.name) for each in fields(ground)},
        rules=rules,
        window=Window(),
        watermarks=watermarks,
        text_model=second_look.of(settings),
        foresight=Foresight.of(ground.casebook, ground.moderation),
        incidents=Incidents(database, clock, people, servers, enforcement, conduct, together.bystanders),
        noticing=noticing,
        contacts=contacts,
        channel_bans=ChannelBans(database, clock, people, enforcement),
        no_contact=NoContact(database, clock, people, servers, enforcement),
        acceptance=privacy.acceptance,
        acknowledging=Acknowledging(database, clock, people, enforcement),
        measures=measures,
        upholding=Upholding(database, clock, people, servers, enforcement, conduct),
        audit=Audit(database),
        neighbours=neighbours,
        reports=reports,
        intake=taking_in,
        privacy=privacy,
        pronouns=privacy.pronouns,
        speakers=privacy.speakers,
        queue=Queue(database, clock, people, ground.recusal),
        teamwork=together,
        appeals=appeals,
        appeal_links=appeal_links,
        hearing=clerk.hearing,
        motions=clerk.motions,
        talks=clerk.talks,
        schedule=Schedule(database, clock, deadlines, enforcement, alarm, chores),
    )


def _privacy(ground: Ground, reports: Reports) -> Privacy:
    acceptance = Acceptance(ground.database, ground.clock, ground.vault)
    return Privacy(
        database=ground.database,
        clock=ground.clock,
        people=ground.people,
        reports=reports,
        acceptance=acceptance,
        timezones=ground.timezones,
        pronouns=Pronouns(ground.database, ground.clock, ground.people, ground.scribe.pronouns),
        speakers=Speakers(),
        along=TakingAlong(
            database=ground.database,
            clock=ground.clock,
            people=ground.people,
            reports=reports,
            acceptance=acceptance,
            questions=ground.clerk.talks.questions,
            timezones=ground.timezones,
            server_name=ground.scribe.server_name,
        ),
    )


def _neighbours(settings: Settings, client: discord.Client, ground: Ground) -> Neighbours:
    database, clock, people, vault = ground.database, ground.clock, ground.people, ground.vault
    enforcement = ground.enforcement
    federation = Federation(
        database, clock, people, vault, lambda guild_id: client.get_guild(guild_id) is not None
    )
    return Neighbours(
        hooks=Hooks(database, clock, people, vault, enforcement, settings.webhooks_to_private),
        federation=federation,
        offers=Offers(
            database=database,
            clock=clock,
            people=people,
            servers=ground.servers,
            enforcement=enforcement,
            conduct=ground.conduct,
            recusal=ground.recusal,
            federation=federation,
            server_name=ground.scribe.server_name,
        ),
    )


def _teamwork(client: discord.Client, ground: Ground, opened: Opened, contacts: Contacts) -> Teamwork:
    return teamwork(
        ground.moderation,
        ground.casebook,
        ground.recusal,
        ground.alarm.by,
        _team(client, ground),
        opened,
        contacts,
    )


def _team(client: discord.Client, ground: Ground) -> Team:
    def asked(guild_id: GuildId) -> Awaitable[Staff | None]:
        return naming.staff(client, guild_id, ground.servers.of(guild_id).moderator_roles)

    return Team(ground.clock, asked)
