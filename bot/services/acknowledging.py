"""A member says that they have read a warning or a request; noted once in its case (M26)."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.policy.ids import GuildId, UserId
from bot.services.enforcement import Enforcement
from bot.services.people import People
from bot.services.planning import Plan
from bot.storage import cases
from bot.storage.port import Database
from bot.storage.servers import lock

ACKNOWLEDGED = "acknowledged"
"""The kind of the note."""


@dataclass(slots=True)
class Acknowledging:
    """Writes down that something was read."""

    database: Database
    clock: Clock
    people: People
    enforcement: Enforcement

    async def acknowledge(self, guild_id: GuildId, number: int, user_id: UserId) -> bool:
        """Note that the member whom a case is about has read it; False when it is not about them.

        A second press changes nothing.
        """
        person = await self.people.find(user_id)
        if person is None:
            return False
        now = self.clock.now()
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            case = await cases.get(tx, guild_id, number)
            if case is None or case.person != person.code:
                return False
            notes = await cases.notes(tx, guild_id, number)
            if any(note["kind"] == ACKNOWLEDGED for note in notes):
                return True
            await cases.add_note(tx, guild_id, number, at=now, actor=person.code, kind=ACKNOWLEDGED)
            plan = Plan(guild_id=guild_id, cause=f"ack:{number}", person=person.code, case=case.number)
            plan.post_case()
            orders = await plan.write(tx, now)
        await self.enforcement.drain(guild_id, *orders)
        return True
