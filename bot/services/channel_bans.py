"""Keeps members out of channels although somebody changes the channel: the overwrite is set again (F9).

Looked at when a channel changes; what the member's own events and the start of the bot tell is compared in
``upholding``. Moderators are told in the log.
"""

from collections.abc import Set
from dataclasses import dataclass

from bot.clock import Clock
from bot.policy.actions import ActionKind
from bot.policy.desired import Step
from bot.policy.ids import ChannelId, GuildId
from bot.services.enforcement import Enforcement
from bot.services.people import People
from bot.services.planning import Plan
from bot.storage import orders_in_force
from bot.storage.port import Database
from bot.storage.servers import lock


@dataclass(slots=True)
class ChannelBans:
    """Looks after the channels that members are banned from."""

    database: Database
    clock: Clock
    people: People
    enforcement: Enforcement

    async def channel_changed(
        self, guild_id: GuildId, channel_id: ChannelId, held: Set[int], cause: str
    ) -> int:
        """Close a channel again to those who must stay out; return for how many that was needed.

        ``held`` are the people for whom the channel still has our overwrite; ``cause`` is a natural key.
        """
        now = self.clock.now()
        async with self.database.reading() as reader:
            bans = await orders_in_force.in_channel(reader, guild_id, channel_id, now)
        lost = {each.person: each for each in bans if await self.people.user_id(each.person) not in held}
        orders: list[str] = []
        for person, ban in lost.items():
            plan = Plan(guild_id=guild_id, cause=f"{cause}:{ban.id}", person=person, case=ban.case)
            step = Step(kind=ActionKind.SET_OVERWRITE, payload={"channel": str(channel_id)})
            plan.act((step,), ban.id)
            plan.log("upheld")
            async with self.database.transaction() as tx:
                await lock(tx, guild_id)
                orders += await plan.write(tx, now)
        await self.enforcement.drain(guild_id, *orders)
        return len(lost)
