"""Private talks with the moderators: who may open one, who is asked to join, and their end (mission row M23).

No case is opened and nothing that is said is kept here. The intent is written before Discord makes the
thread, so that a second press or a crash in between never leaves somebody with two, or locked out.
"""

from dataclasses import dataclass

from bot.clock import Clock
from bot.policy.actions import ActionState, Json
from bot.policy.durations import stamp_moment
from bot.policy.help_threads import HelpState, HelpThread, Invited
from bot.policy.ids import GuildId, PersonId, UserId
from bot.policy.pacing import HELP, free_at, longest
from bot.services.enforcement import Enforcement
from bot.services.orders import Unmoved
from bot.services.people import People
from bot.services.planning import Plan
from bot.services.servers import Servers
from bot.storage import actions as outbox
from bot.storage import help_threads as store
from bot.storage import journal, servers
from bot.storage.port import Database, Tx
from bot.storage.servers import lock

NOTICE = "mediation"
"""What the other person is written: may we talk."""


@dataclass(slots=True)
class HelpThreads:
    """Opens and closes talks."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    enforcement: Enforcement

    async def hindrance(self, guild_id: GuildId, who: UserId) -> Unmoved | None:
        """Return why somebody can't open a talk now; one that is open already is named with its thread."""
        person = await self.people.find(who)
        if person is None:
            return None
        async with self.database.reading() as reader:
            present = await store.open_of(reader, guild_id, person.code)
            now = self.clock.now()
            made = await store.times(reader, guild_id, person.code, now - longest(HELP))
        if present is not None and not present.lost(now):
            place = "" if present.thread_id is None else f"<#{present.thread_id}>"
            return Unmoved(key="help_open" if place else "help_opening", values={"thread": place})
        again = free_at(made, now, HELP)
        return None if again is None else Unmoved(key="help_pace", values={"moment": stamp_moment(again)})

    async def begin(self, guild_id: GuildId, who: UserId, partner: UserId | None) -> HelpThread | Unmoved:
        """Write down that somebody wants a talk; the caller makes the thread and then calls ``made``."""
        if refusal := await self.hindrance(guild_id, who):
            return refusal
        person = await self.people.ensure(who)
        other = None if partner is None else await self.people.ensure(partner)
        now = self.clock.now()
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            present = await store.open_of(tx, guild_id, person.code)
            if present is not None and not present.lost(now):
                return Unmoved(key="help_opening")
            if present is not None:
                await store.close(tx, guild_id, present.number, now)
            talk = HelpThread(
                guild_id=guild_id,
                number=await servers.count_up(tx, guild_id, "help"),
                person=person.code,
                opened_at=now,
                partner_person=other.code if other else None,
                partner=Invited.ASKED if other else Invited.NOBODY,
            )
            await store.add(tx, talk)
        return talk

    async def made(self, talk: HelpThread, thread_id: int) -> bool:
        """Remember the thread, tell the moderators, ask the other person; False if those can't be asked."""
        async with self.database.transaction() as tx:
            await lock(tx, talk.guild_id)
            if not await store.made(tx, talk.guild_id, talk.number, thread_id):
                return True
            await self._journal(tx, talk, talk.person, "help.opened")
            plan = self._plan(talk, "made")
            plan.post_apart("help", talk.number)
            if talk.partner_person is not None:
                plan.notice(NOTICE, help=talk.number)
            orders = await plan.write(tx, self.clock.now())
        await self.enforcement.drain(talk.guild_id, *orders)
        async with self.database.reading() as reader:
            acts = await outbox.of_cause(reader, talk.guild_id, plan.cause)
        asked = [act.state for act in acts if act.payload.get("notice") == NOTICE]
        return not any(state in (ActionState.REFUSED, ActionState.DEAD) for state in asked)

    async def failed(self, talk: HelpThread) -> None:
        """Take a wish back whose thread Discord would not make."""
        async with self.database.transaction() as tx:
            await lock(tx, talk.guild_id)
            await store.close(tx, talk.guild_id, talk.number, self.clock.now())

    async def look(self, guild_id: GuildId, number: int) -> HelpThread | None:
        """Return a talk as it stands."""
        async with self.database.reading() as reader:
            return await store.get(reader, guild_id, number)

    async def is_about(self, talk: HelpThread, who: UserId) -> bool:
        """Return whether this person asked for the talk."""
        person = await self.people.find(who)
        return person is not None and person.code == talk.person

    async def close(self, guild_id: GuildId, number: int, who: UserId) -> HelpThread | Unmoved:
        """Close a talk; the caller has seen to it that this person may."""
        by = await self.people.ensure(who)
        talk = await self._close(guild_id, number, by.code)
        return talk or Unmoved(key="help_over")

    async def gone(self, guild_id: GuildId, thread_id: int) -> None:
        """Take note that a thread was deleted or locked by hand; most threads are none of ours."""
        async with self.database.reading() as reader:
            talk = await store.of_thread(reader, guild_id, thread_id)
        if talk is not None and talk.state is HelpState.OPEN:
            await self._close(guild_id, talk.number, talk.person)

    async def _close(self, guild_id: GuildId, number: int, by: PersonId) -> HelpThread | None:
        talk = await self.look(guild_id, number)
        if talk is None:
            return None
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            if not await store.close(tx, guild_id, number, self.clock.now()):
                return None
            await self._journal(tx, talk, by, "help.closed")
            plan = self._plan(talk, "closed")
            plan.post_apart("help", number)
            orders = await plan.write(tx, self.clock.now())
        await self.enforcement.drain(guild_id, *orders)
        return talk

    async def answer(
        self, guild_id: GuildId, number: int, who: UserId, *, joins: bool
    ) -> HelpThread | Unmoved:
        """Take what the other person says; they can change their mind while the talk is open."""
        person, talk = await self.people.find(who), await self.look(guild_id, number)
        if person is None or talk is None or talk.partner_person != person.code:
            return Unmoved(key="help_not_asked")
        answer = Invited.YES if joins else Invited.NO
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            if not await store.set_partner(tx, guild_id, number, answer):
                return Unmoved(key="help_over")
            await self._journal(tx, talk, person.code, f"help.partner_{answer.value}")
        return await self.look(guild_id, number) or talk

    def _plan(self, talk: HelpThread, what: str) -> Plan:
        about = talk.partner_person or talk.person
        return Plan(guild_id=talk.guild_id, cause=f"help:{talk.number}:{what}", person=about, case=None)

    async def _journal(self, tx: Tx, talk: HelpThread, actor: PersonId, verb: str) -> None:
        now, about = self.clock.now(), f"help:{talk.number}"
        data: dict[str, Json] = {}
        await journal.append(tx, talk.guild_id, at=now, actor=actor, verb=verb, about=about, data=data)
