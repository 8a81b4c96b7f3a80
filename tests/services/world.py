"""The services with a real database, a simulated Discord and a clock that tests move."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot import paths
from bot.clock import FixedClock
from bot.i18n import Catalogue
from bot.policy.actions import ActionState
from bot.policy.authority import Permission, Refusal, Standing
from bot.policy.desired import MemberState, desired
from bot.policy.ids import ChannelId, GuildId, MessageId, UserId
from bot.policy.observing import Seen
from bot.policy.records import Case, StoredAction
from bot.policy.sanctions import Sanction, SanctionKind, SuspensionMethod
from bot.services.advice import Advice
from bot.services.casebook import Casebook
from bot.services.conduct import ConductBook
from bot.services.deadlines import Deadlines
from bot.services.effects import Effects
from bot.services.enforcement import Enforcement
from bot.services.incidents import Incidents
from bot.services.moderation import Moderation
from bot.services.motions import Motions, Proposed, Vote
from bot.services.orders import Decided, LiftOrder, MessageRef, Order, Unmoved
from bot.services.people import People
from bot.services.recipients import Recipients
from bot.services.schedule import Alarm, Schedule
from bot.services.scribe import Scribe
from bot.services.servers import Servers
from bot.services.simulation import SimulatedMember, SimulatedPerformer
from bot.services.upholding import Upholding
from bot.services.vault import Vault
from bot.storage import actions as outbox
from bot.storage import queue, sanctions
from bot.storage.port import Database
from bot.storage.queue import View

GUILD = GuildId(7_000_000_000_000_000_001)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MODERATOR = Standing(user_id=UserId(11), top_role=5, permissions=Permission.MODERATE | Permission.BAN)
SECOND = Standing(user_id=UserId(12), top_role=5, permissions=Permission.MODERATE | Permission.BAN)
ME = Standing(user_id=UserId(1), top_role=50, is_bot=True, is_me=True, permissions=Permission.ADMIN)
MIRA = UserId(21)
NOOR = UserId(22)
GENERAL = ChannelId(301)
MESSAGE = MessageRef(channel_id=GENERAL, message_id=MessageId(401))

_CATALOGUE = Catalogue.load(paths.data_dir() / "locales")
_CONDUCT = ConductBook.load(paths.data_dir() / "conduct").default


@dataclass(slots=True)
class World:
    """One process of the bot; ``restart`` gives the next one on the same database."""

    database: Database
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    discord: SimulatedPerformer = field(init=False)
    fence: int = 0
    dead: list[StoredAction] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)

    people: People = field(init=False)
    servers: Servers = field(init=False)
    enforcement: Enforcement = field(init=False)
    moderation: Moderation = field(init=False)
    incidents: Incidents = field(init=False)
    deadlines: Deadlines = field(init=False)
    upholding: Upholding = field(init=False)
    casebook: Casebook = field(init=False)
    schedule: Schedule = field(init=False)

    def __post_init__(self) -> None:
        self.discord = SimulatedPerformer(self.clock)
        self._compose()

    def _compose(self) -> None:
        self.fence += 1
        database, clock, vault = self.database, self.clock, Vault(bytes(32))
        alarm = Alarm()
        self.people = people = People(database, vault, clock)
        self.servers = servers = Servers(database, clock)
        self.casebook = casebook = Casebook(database, clock, people, servers, Advice(_CONDUCT))
        self.enforcement = enforcement = Enforcement(
            database=database,
            clock=clock,
            performer=self.discord,
            recipients=Recipients(database, people, vault),
            scribe=Scribe(
                database=database,
                people=people,
                servers=servers,
                conduct=_CONDUCT,
                catalogue=_CATALOGUE,
                casebook=casebook,
                server_name=lambda guild_id: "Lighthouse",
            ),
            effect=Effects(),
            owner=f"process {self.fence}",
            fence=self.fence,
            on_dead=self.dead.append,
            on_fault=lambda action, fault: self.faults.append(fault),
            alarm=alarm.by,
        )
        self.moderation = Moderation(database, clock, people, servers, enforcement, _CONDUCT, alarm.by)
        self.incidents = Incidents(database, clock, people, servers, enforcement, _CONDUCT)
        self.upholding = Upholding(database, clock, people, servers, enforcement, _CONDUCT)
        self.deadlines = Deadlines(database, clock, people, servers, enforcement)
        self.schedule = Schedule(database, clock, self.deadlines, enforcement, alarm)

    async def restart(self) -> None:
        """Start the next process: what was in memory is gone, what was under way is nobody's."""
        self._compose()
        await self.servers.load()

    async def impose(
        self,
        kind: SanctionKind,
        length: timedelta | None = None,
        *,
        key: str = "cmd:1",
        whom: UserId = MIRA,
        scope: str = "",
        actor: Standing = MODERATOR,
        case: int | None = None,
        source: MessageRef | None = None,
    ) -> Decided | Refusal | Unmoved:
        """Let a moderator impose something; where two must agree, a second one approves it."""
        order = self.order(
            kind, length, key=key, whom=whom, scope=scope, actor=actor, case=case, source=source
        )
        outcome = await self.moderation.impose(order)
        if isinstance(outcome, Unmoved) and outcome.key == "needs_second":
            return await self._together(order)
        return outcome

    async def queue(self) -> list[Case]:
        """Return the open cases in their order."""
        async with self.database.reading() as reader:
            return await queue.page(reader, View(guild_id=GUILD), self.clock.now(), 25)

    def order(
        self,
        kind: SanctionKind,
        length: timedelta | None,
        *,
        key: str,
        whom: UserId = MIRA,
        scope: str = "",
        actor: Standing = MODERATOR,
        case: int | None = None,
        source: MessageRef | None = None,
    ) -> Order:
        """Return what a moderator asks for when they want to impose something."""
        return Order(
            key=key,
            guild_id=GUILD,
            actor=actor,
            target=Standing(user_id=whom),
            me=ME,
            kind=kind,
            ends_at=None if length is None else self.clock.now() + length,
            clause="harassment",
            reason="Please stay kind.",
            scope=scope,
            case=case,
            source=source,
        )

    @property
    def motions(self) -> Motions:
        """What waits for two people."""
        return Motions(
            self.database, self.clock, self.people, self.servers, self.enforcement, self.moderation
        )

    async def _together(self, order: Order) -> Decided | Refusal | Unmoved:
        proposed = await self.motions.propose(order)
        if not isinstance(proposed, Proposed):
            return proposed
        whom = order.target.user_id
        return await self.motions.approve(
            self.vote(proposed.motion.number, key=f"{order.key}:yes", whom=whom)
        )

    async def decided(
        self, kind: SanctionKind, length: timedelta | None = None, *, key: str = "cmd:1", scope: str = ""
    ) -> Decided:
        """Impose something on Mira and insist that it was written down."""
        outcome = await self.impose(kind, length, key=key, scope=scope)
        assert isinstance(outcome, Decided)
        return outcome

    async def lift(
        self,
        kind: SanctionKind | None = None,
        *,
        key: str = "cmd:lift",
        whom: UserId = MIRA,
        case: int | None = None,
    ) -> tuple[Sanction, ...] | Refusal | Unmoved:
        """Let a moderator lift something."""
        target = Standing(user_id=whom)
        return await self.moderation.lift(
            LiftOrder(
                key=key,
                guild_id=GUILD,
                actor=MODERATOR,
                target=target,
                me=ME,
                kind=kind,
                case=case,
                reason="A mistake.",
            )
        )

    async def suspend_by_ban(self) -> None:
        """Let the server suspend by a temporary ban."""
        actor = await self.people.ensure(MODERATOR.user_id)
        await self.servers.change(GUILD, actor.code, suspension_method=SuspensionMethod.BAN)

    async def pass_time(self, length: timedelta, *, most_sweeps: int = 200) -> int:
        """Let time pass, sweeping whenever the schedule asks for it; return how often it did."""
        end = self.clock.now() + length
        for sweeps in range(most_sweeps):
            wait = await self.schedule.run()
            if self.clock.now() + wait > end:
                self.clock.advance(end - self.clock.now())
                await self.schedule.run()
                return sweeps + 2
            self.clock.advance(wait)
        raise AssertionError(f"the sweep comes too often: {most_sweeps} times in {length}")

    async def rejoin(self, whom: UserId = MIRA) -> None:
        """Let a member come back, and the bot look at them."""
        self.seen(whom).present = True
        await self.look_at(whom, f"join:{whom}:{self.clock.now()}")

    async def look_at(self, whom: UserId, cause: str) -> None:
        """Let the bot compare a member who is here with what it wants."""
        member = self.seen(whom)
        seen = Seen(
            banned=False,
            timeout_until=member.timeout_until,
            voice_muted=member.voice_muted,
            roles=frozenset(member.roles),
            channels_denied=frozenset(member.overwrites),
        )
        await self.upholding.reconcile(GUILD, whom, seen, cause)

    def vote(self, number: int, *, key: str, whom: UserId = MIRA, answer: str = "") -> Vote:
        """Return the vote of a second moderator on a motion about somebody."""
        return Vote(
            key=key,
            guild_id=GUILD,
            number=number,
            actor=SECOND,
            target=Standing(user_id=whom),
            me=ME,
            answer=answer,
            unheard="They are gone and can't be asked.",
        )

    def seen(self, whom: UserId = MIRA) -> SimulatedMember:
        """Return a member as the simulated Discord shows them."""
        return self.discord.member(GUILD, whom)

    async def sanctions(self, whom: UserId = MIRA) -> list[Sanction]:
        """Return all that a member ever had, oldest first."""
        person = await self.people.find(whom)
        if person is None:
            return []
        async with self.database.reading() as reader:
            return await sanctions.of_person(reader, GUILD, person.code)

    async def wanted(self, whom: UserId = MIRA) -> MemberState:
        """Return what the sanctions in force want."""
        role = self.servers.of(GUILD).suspended_role
        return desired(await self.sanctions(whom), self.clock.now(), suspended_role=role)

    async def rows(self, case: int = 1) -> list[StoredAction]:
        """Return everything a case made the bot do."""
        async with self.database.reading() as reader:
            return await outbox.of_case(reader, GUILD, case)

    def told(self, whom: UserId = MIRA) -> list[str]:
        """Return the titles of the private messages that a member got."""
        return [letter.card.title for to, letter in self.discord.letters.values() if to == whom]


def states(rows: list[StoredAction]) -> dict[str, ActionState]:
    """Return what became of each kind of act, the latest of its kind."""
    return {row.kind.value: row.state for row in rows}
