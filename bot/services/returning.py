"""A message that was removed for personal data goes back to its author, who may post it masked (M18).

Once, within a day, and only where the author may still write; what was masked is never kept nor shown.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.clock import Clock
from bot.policy.actions import ActionState
from bot.policy.ids import ChannelId, GuildId, MessageId, UserId
from bot.policy.records import StoredAction
from bot.services.enforcement import Enforcement
from bot.services.orders import Unmoved
from bot.services.people import People
from bot.services.planning import Plan
from bot.storage import actions as outbox
from bot.storage import returned as store
from bot.storage.port import Database
from bot.storage.returned import Returned
from bot.storage.servers import lock

OFFERED: Final = timedelta(hours=24)
"""How long a removed message can be posted again; later the talk has moved on."""
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A removed message that its author may post again, masked."""

    message_id: MessageId
    channel_id: ChannelId
    words: str


@dataclass(slots=True)
class Returning:
    """Shows removed messages to their authors and posts them again."""

    database: Database
    clock: Clock
    people: People
    enforcement: Enforcement

    async def offers(self, guild_id: GuildId, user_id: UserId) -> list[Offer]:
        """Return what somebody may post again, newest first."""
        person = await self.people.find(user_id)
        if person is None:
            return []
        since = self.clock.now() - OFFERED
        async with self.database.reading() as reader:
            kept = await store.waiting(reader, guild_id, person.code, since, _SHOWN)
        return [_offer(each, person.open(each.words)) for each in kept]

    async def offer(self, guild_id: GuildId, message_id: int, user_id: UserId) -> Offer | Unmoved:
        """Return a message that this person may post again, or why not."""
        person = await self.people.find(user_id)
        async with self.database.reading() as reader:
            kept = await store.get(reader, guild_id, message_id)
        if person is None or kept is None or kept.person != person.code:
            return Unmoved(key="returned_none")
        if kept.posted:
            return Unmoved(key="returned_posted")
        words = person.open(kept.words)
        if self.clock.now() - kept.removed_at > OFFERED or not words:
            return Unmoved(key="returned_late")
        return _offer(kept, words)

    async def post(
        self, guild_id: GuildId, message_id: int, user_id: UserId, key: str
    ) -> StoredAction | Unmoved:
        """Post the masked words where they were removed; returns what became of it.

        The caller has made sure that the author may write there now. A second press, or a second delivery of
        the first one, posts nothing.
        """
        offer = await self.offer(guild_id, message_id, user_id)
        if isinstance(offer, Unmoved):
            return offer
        person, now = await self.people.ensure(user_id), self.clock.now()
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            kept = await store.get(tx, guild_id, message_id)
            if kept is None or not await store.set_posted(tx, guild_id, message_id, now):
                return Unmoved(key="returned_posted")
            plan = Plan(guild_id=guild_id, cause=key, person=person.code, case=kept.case)
            plan.say(kept.channel_id, "returned", message=str(message_id))
            orders = await plan.write(tx, now)
        await self.enforcement.drain(guild_id, *orders)
        return await self._outcome(kept, key)

    async def _outcome(self, kept: Returned, key: str) -> StoredAction | Unmoved:
        async with self.database.transaction() as tx:
            acts = await outbox.of_case(tx, kept.guild_id, kept.case)
            ours = next((act for act in acts if act.dedupe_key.startswith(f"{key}:")), None)
            if ours is None or ours.state in (ActionState.REFUSED, ActionState.DEAD):
                await store.set_not_posted(tx, kept.guild_id, kept.message_id)
        return ours or Unmoved(key="returned_none")


def _offer(kept: Returned, words: str) -> Offer:
    return Offer(message_id=kept.message_id, channel_id=kept.channel_id, words=words)
