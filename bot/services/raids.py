"""Raids: one alert that counts up, and what moderators may do about it with one press (M12, F43).

The machine holds nobody and closes nothing; it writes down who came and proposes. Holding goes through the
one door for sanctions, person by person, with reasons and an end.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock, to_ms
from bot.policy.actions import Json
from bot.policy.authority import Standing
from bot.policy.desired import in_force
from bot.policy.ids import GuildId, UserId
from bot.policy.records import MACHINE
from bot.policy.sanctions import SanctionKind
from bot.services.enforcement import Enforcement
from bot.services.moderation import Moderation
from bot.services.orders import Decided, LiftOrder, Order, Unmoved
from bot.services.people import People
from bot.services.planning import Plan
from bot.storage import journal, raids, sanctions, servers
from bot.storage.port import Database, Reader, Tx
from bot.storage.raids import Raid, RaidAct, RaidJoin
from bot.storage.servers import lock

QUIET: Final = timedelta(minutes=30)
"""After so long without a join, the next one is another raid."""
PATIENCE: Final = timedelta(seconds=5)
"""The alert is renewed no oftener; Discord takes five edits in five seconds and queues the rest."""
HELD: Final = timedelta(hours=24)
"""How long members of a raid are held: long enough to look at each, short enough for whoever just came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RaidFile:
    """A raid with who came."""

    raid: Raid
    joins: tuple[RaidJoin, ...]
    acts: tuple[RaidAct, ...] = ()
    """What people did about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """What became of members of a raid, counted."""

    done: int = 0
    gone: int = 0
    """Who is not here any more."""
    refused: int = 0


@dataclass(slots=True)
class Raids:
    """Keeps alerts about raids and does what moderators decide."""

    database: Database
    clock: Clock
    people: People
    enforcement: Enforcement
    moderation: Moderation
    alarm: Callable[[datetime], None] = lambda at: None

    async def joined(self, guild_id: GuildId, user: UserId, earlier: Sequence[UserId], sign: str) -> int:
        """Write down who came and tell the moderators; returns the number of the raid.

        ``earlier`` are those who came with them before anybody could know that it is a raid.
        """
        now = self.clock.now()
        async with self.database.reading() as reader:
            going_on = await raids.open_of(reader, guild_id, now - QUIET)
        new = (user,) if going_on else (*earlier, user)
        codes = [(await self.people.ensure(each)).code for each in new]
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            known = await raids.open_of(tx, guild_id, now - QUIET)
            number = known.number if known else await servers.count_up(tx, guild_id, "raid")
            if known is None:
                await raids.add(tx, guild_id, number, sign, now)
                about = f"raid:{number}"
                await journal.append(
                    tx, guild_id, at=now, actor=MACHINE, verb="raid.noticed", about=about, data={}
                )
            for code in codes:
                await raids.join(tx, guild_id, number, code, now)
            patient = known is not None and now - known.planned_at < PATIENCE
            orders = () if patient else await self._post(tx, guild_id, number, now)
        if patient:
            self.alarm(now + PATIENCE)
        await self.enforcement.drain(guild_id, *orders)
        return number

    async def tend(self) -> None:
        """Renew alerts that more have joined than they tell; a chore of the sweep."""
        now = self.clock.now()
        async with self.database.reading() as reader:
            behind = await raids.stale(reader, now - QUIET)
        for raid in behind:
            if now - raid.planned_at < PATIENCE:
                self.alarm(raid.planned_at + PATIENCE)
                continue
            async with self.database.transaction() as tx:
                await lock(tx, raid.guild_id)
                orders = await self._post(tx, raid.guild_id, raid.number, now)
            await self.enforcement.drain(raid.guild_id, *orders)

    async def file(self, guild_id: GuildId, number: int) -> RaidFile | None:
        """Return a raid with who came."""
        return await self.database.read(lambda reader: file_of(reader, guild_id, number))

    async def users(self, file: RaidFile, *, held: bool) -> dict[UserId, RaidJoin]:
        """Return the accounts that are held, or that are not."""
        found = {}
        for each in file.joins:
            user = await self.people.user_id(each.person)
            if user is not None and (each.held_in is not None) is held:
                found[user] = each
        return found

    async def hold(
        self, file: RaidFile, here: Mapping[UserId, Standing], actor: Standing, me: Standing, reason: str
    ) -> Handled:
        """Mute for a day everybody of a raid who is here and not held yet; each can appeal."""
        raid, done, refused = file.raid, 0, 0
        waiting = await self.users(file, held=False)
        for user, join in waiting.items():
            if user not in here:
                continue
            order = Order(
                key=f"raid:{raid.number}:{user}:{join.at.timestamp():.0f}",
                guild_id=raid.guild_id,
                actor=actor,
                target=here[user],
                me=me,
                kind=SanctionKind.MUTE,
                ends_at=self.clock.now() + HELD,
                clause="disruption",
                reason=reason,
                quiet=True,
            )
            outcome = await self.moderation.impose(order)
            if isinstance(outcome, Decided):
                done += 1
                await self._held(raid, join, outcome.case.number)
            else:
                refused += 1
        await self._done(raid, actor, "held", done, self.clock.now() + HELD)
        return Handled(done=done, gone=sum(user not in here for user in waiting), refused=refused)

    async def free(
        self, file: RaidFile, here: Mapping[UserId, Standing], actor: Standing, me: Standing, reason: str
    ) -> Handled:
        """Lift what holds the members of a raid."""
        raid, done, refused = file.raid, 0, 0
        for user, join in (await self.users(file, held=True)).items():
            order = LiftOrder(
                key=f"raid:{raid.number}:{user}:free:{join.held_in}",
                guild_id=raid.guild_id,
                actor=actor,
                target=here.get(user, Standing(user_id=user, present=False)),
                me=me,
                kind=SanctionKind.MUTE,
                case=join.held_in,
                reason=reason,
            )
            outcome = await self.moderation.lift(order)
            # Of a case that the actor is involved in nothing is lifted, whatever is in force there.
            if isinstance(outcome, tuple) or (
                isinstance(outcome, Unmoved) and not await self._holds(raid, join)
            ):
                done += 1
                await self._held(raid, join, None)
            else:
                refused += 1
        await self._done(raid, actor, "freed", done)
        return Handled(done=done, refused=refused)

    async def close(self, raid: Raid, actor: Standing) -> None:
        """Call it no raid, or over; whoever comes next opens another one."""
        await self._done(raid, actor, "closed")

    async def locked(self, raid: Raid, actor: Standing, channels: int, until: datetime) -> None:
        """Write down that channels were closed for a time because of it."""
        await self._done(raid, actor, "locked", channels, until)

    async def _holds(self, raid: Raid, join: RaidJoin) -> bool:
        """Return whether a mute of the case that holds somebody is in force still."""
        async with self.database.reading() as reader:
            found = await sanctions.of_case(reader, raid.guild_id, join.held_in or 0)
        return any(each.kind is SanctionKind.MUTE and in_force(each, self.clock.now()) for each in found)

    async def _held(self, raid: Raid, join: RaidJoin, case: int | None) -> None:
        async with self.database.transaction() as tx:
            await raids.set_held(tx, raid.guild_id, raid.number, join.person, case)

    async def _done(
        self, raid: Raid, actor: Standing, act: str, count: int = 0, until: datetime | None = None
    ) -> None:
        """Write down what somebody did, in the alert and in the log; of what came to nothing only a trace."""
        by, now = await self.people.ensure(actor.user_id), self.clock.now()
        done = RaidAct(act=act, actor=by.code, at=now, count=count, until=until)
        async with self.database.transaction() as tx:
            await lock(tx, raid.guild_id)
            about, data = f"raid:{raid.number}", dict[str, Json](count=count) if count else {}
            verb = f"raid.{act}"
            await journal.append(tx, raid.guild_id, at=now, actor=by.code, verb=verb, about=about, data=data)
            closed = act == "closed" and await raids.close(tx, raid.guild_id, raid.number, by.code)
            if tell := closed or count > 0:
                await raids.add_act(tx, raid.guild_id, raid.number, done)
            orders = await self._post(tx, raid.guild_id, raid.number, now, done if tell else None)
        await self.enforcement.drain(raid.guild_id, *orders)

    async def _post(
        self, tx: Tx, guild_id: GuildId, number: int, now: datetime, done: RaidAct | None = None
    ) -> tuple[str, ...]:
        shown = await raids.count(tx, guild_id, number)
        await raids.planned(tx, guild_id, number, shown, now)
        # The server's own counter makes each renewal a cause of its own.
        renewal = await servers.count_up(tx, guild_id, "raid_post")
        plan = Plan(guild_id=guild_id, cause=f"raid:{number}:{renewal}", person=MACHINE, case=None)
        plan.post_raid(number)
        if done is not None:
            until = None if done.until is None else to_ms(done.until)
            plan.log_server(f"raid_{done.act}", raid=number, actor=done.actor, count=done.count, until=until)
        return await plan.write(tx, now)


async def file_of(reader: Reader, guild_id: GuildId, number: int) -> RaidFile | None:
    """Return a raid with who came and what was done; None where it is not kept any more."""
    raid = await raids.get(reader, guild_id, number)
    if raid is None:
        return None
    came, acts = await raids.joins(reader, guild_id, number), await raids.acts(reader, guild_id, number)
    return RaidFile(raid=raid, joins=tuple(came), acts=tuple(acts))
