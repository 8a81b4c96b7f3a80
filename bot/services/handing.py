"""Giving a case back, and handing it over to somebody else of the team; both are told (M20)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.policy.actions import Json
from bot.policy.ids import GuildId, PersonId, UserId
from bot.policy.records import Case, CaseState
from bot.services.casebook import why_closed
from bot.services.causes import cause_now
from bot.services.deciding import write_journal
from bot.services.enforcement import Enforcement
from bot.services.orders import Unmoved
from bot.services.people import People, Person
from bot.services.planning import Plan, case_orders
from bot.services.recusal import Recusal
from bot.services.servers import Servers
from bot.storage import case_links, cases
from bot.storage.port import Database, Tx
from bot.storage.servers import lock

HANDED: Final = timedelta(hours=2)
"""How long a case is kept for who it was handed to: they did not ask for it just now."""


@dataclass(frozen=True, slots=True)
class Handing:
    """Passes claims on; the caller has asked whether people may."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    enforcement: Enforcement
    recusal: Recusal

    async def release(self, guild_id: GuildId, number: int, by: UserId, key: str) -> Case | Unmoved:
        """Give a case back, so that others can take it at once."""
        return await self._pass(guild_id, number, by, None, key)

    async def hand_over(
        self, guild_id: GuildId, number: int, by: UserId, to: UserId, key: str
    ) -> Case | Unmoved:
        """Hand a case that one holds over to somebody else, who is called in the queue's channel."""
        if by == to:
            return Unmoved(key="handed_self")
        return await self._pass(guild_id, number, by, to, key)

    async def _pass(
        self, guild_id: GuildId, number: int, by: UserId, to: UserId | None, key: str
    ) -> Case | Unmoved:
        giver = await self.people.ensure(by)
        taker = None if to is None else await self.people.ensure(to)
        now = self.clock.now()
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            case = await cases.get(tx, guild_id, number)
            if case is None or giver.code == case.person or (taker and taker.code == case.person):
                return Unmoved(key="no_such_case", values={"number": str(number)})
            # A second delivery of the same press finds its row and changes nothing (F22).
            passed = True
            if await cases.cause(tx, guild_id, key) is None:
                passed = await _passed(tx, case, giver.code, taker, now)
                if passed:
                    await self._write(tx, case, giver, taker, key)
            after = await cases.get(tx, guild_id, number) or case
        if not passed:
            return await self._not_held(case, by)
        await self.enforcement.drain(guild_id, *case_orders(number))
        return after

    async def _write(self, tx: Tx, case: Case, giver: Person, taker: Person | None, key: str) -> None:
        kind = "released" if taker is None else "handed_over"
        data: dict[str, Json] = {} if taker is None else {"to": taker.code}
        cause = cause_now(self, case.guild_id, key, person=giver, actor=giver.code)
        await cases.add_note(
            tx, case.guild_id, case.number, at=cause.now, actor=giver.code, kind=kind, data=data
        )
        await cases.add_cause(tx, case.guild_id, key, case.number, None, cause.now)
        await write_journal(tx, cause, f"case.{kind}", f"case:{case.number}", data)
        plan = Plan(guild_id=case.guild_id, cause=key, person=case.person, case=case.number)
        plan.post_case()
        if taker is not None:
            plan.post_item("handed", case.number)
        await plan.write(tx, cause.now)

    async def _not_held(self, case: Case, by: UserId) -> Unmoved:
        values = {"number": str(case.number)}
        if case.merged_into is not None:
            async with self.database.reading() as reader:
                there = await cases.get(reader, case.guild_id, case.merged_into)
            if there is None or await self.recusal.involved(there, by):
                return Unmoved(key="case_joined_away", values=values)
        if case.state is not CaseState.OPEN:
            return await why_closed(self.people, case)
        return Unmoved(key="not_held", values=values)


async def _passed(tx: Tx, case: Case, giver: PersonId, taker: Person | None, now: datetime) -> bool:
    if taker is None:
        return await case_links.release(tx, case.guild_id, case.number, giver, now)
    return await case_links.hand_over(
        tx, case.guild_id, case.number, giver, taker.code, until=now + HANDED, at=now
    )
