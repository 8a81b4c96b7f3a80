"""What happens to sanctions without anybody asking: their end, their renewal, another try after a refusal.

A deadline undoes nothing by itself; it makes the member's state be computed again (F4).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock, to_ms
from bot.policy.desired import desired, diff
from bot.policy.ids import GuildId
from bot.policy.records import MACHINE
from bot.policy.sanctions import Sanction, SanctionState
from bot.services import lifting
from bot.services.causes import cause_now
from bot.services.enforcement import Enforcement
from bot.services.people import People
from bot.services.planning import Plan
from bot.services.servers import Servers
from bot.storage import leftovers, sanctions
from bot.storage.port import Database, Tx
from bot.storage.servers import lock

POSTS_AGAIN: Final = timedelta(days=7)
"""How old a post to moderators may be that is tried again once we have the permission."""


@dataclass(slots=True)
class Deadlines:
    """Ends, renews and tries again; the machine is the actor of it all."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    enforcement: Enforcement

    async def end(self, sanction: Sanction) -> None:
        """Begin to lift a sanction whose time has come; the sweep carries it out."""
        person = await self.people.get(sanction.person)
        if person is None:
            return
        cause = cause_now(self, sanction.guild_id, "due", person=person, actor=MACHINE)

        async def ended(tx: Tx) -> None:
            await lock(tx, sanction.guild_id)
            # Read again: it may have been lifted since it was found due.
            current = await sanctions.get(tx, sanction.guild_id, sanction.id)
            if current is None or not _over(current, cause.now):
                return
            plan = await lifting.release(tx, cause, current, "", "ended")
            if plan is not None:
                await plan.write(tx, cause.now)

        await self.database.write(ended)

    async def renew(self, sanction: Sanction) -> None:
        """Plan what Discord only holds for a while, such as a timeout beyond 28 days, anew (F7)."""
        now = self.clock.now()
        role = self.servers.of(sanction.guild_id).suspended_role

        async def renewed(tx: Tx) -> None:
            await lock(tx, sanction.guild_id)
            await sanctions.check_again(tx, sanction.guild_id, sanction.id, None)
            everything = await sanctions.of_person(tx, sanction.guild_id, sanction.person)
            wanted = desired(everything, now, suspended_role=role)
            plan = Plan.of(sanction, f"renew:{sanction.id}:{to_ms(now)}")
            plan.act(diff(wanted, replace(wanted, timeout_until=None)), sanction.id)
            await plan.write(tx, now)

        await self.database.write(renewed)

    async def permissions_changed(self, guild_id: GuildId) -> None:
        """Try again what Discord refused for lack of a permission, as far as it is still wanted."""
        self.enforcement.breaker.reset(guild_id)
        async with self.database.reading() as reader:
            if not await leftovers.is_lacking(reader, guild_id):
                return
        now = self.clock.now()
        role = self.servers.of(guild_id).suspended_role
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            orders = await leftovers.post_again(tx, guild_id, now - POSTS_AGAIN)
            for lacking in await leftovers.lacking(tx, guild_id):
                sanction = await sanctions.get(tx, guild_id, lacking)
                if sanction is not None:
                    plan = Plan.of(sanction, f"again:{sanction.id}:{to_ms(now)}")
                    orders += await lifting.set_again(tx, sanction, now, plan, role)
                    orders += await plan.write(tx, now)
        await self.enforcement.drain(guild_id, *dict.fromkeys(orders))


def _over(sanction: Sanction, now: datetime) -> bool:
    if sanction.state is not SanctionState.ACTIVE or sanction.ends_at is None:
        return False
    return sanction.ends_at <= now
