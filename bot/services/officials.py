"""The team's word and nobody else's: messages that staff mark as official, for everybody to check (M51).

A badge that anybody could draw proves nothing, so the proof is the bot's answer and not what stands there.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from bot.clock import Clock
from bot.i18n import Catalogue
from bot.policy.card import Card, Tone
from bot.policy.ids import GuildId, UserId
from bot.services.enforcement import Enforcement
from bot.services.orders import MessageRef
from bot.services.people import People
from bot.services.planning import Plan
from bot.storage import journal
from bot.storage import officials as store
from bot.storage.officials import Official
from bot.storage.port import Database
from bot.storage.servers import lock


class Standing(StrEnum):
    """What a check finds."""

    OFFICIAL = "official"
    CHANGED = "changed"
    """Marked, but with other words than it has now."""
    NOT = "not"


@dataclass(slots=True)
class Officials:
    """Marks messages and tells of marks."""

    database: Database
    clock: Clock
    people: People
    enforcement: Enforcement

    async def mark(self, guild_id: GuildId, source: MessageRef, words: str, actor: UserId, key: str) -> None:
        """Mark a message with the words that it has now, and say so beside it; a repeat changes nothing.

        The caller has made sure that the actor belongs to the team.
        """
        by, now = await self.people.ensure(actor), self.clock.now()
        official = Official(
            guild_id=guild_id,
            channel_id=source.channel_id,
            message_id=source.message_id,
            words=_hash(words),
            marked_by=by.code,
            marked_at=now,
        )
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            before = await store.get(tx, guild_id, source.message_id)
            if before is not None and before.words == official.words:
                return
            await store.put(tx, official)
            about = f"message:{source.message_id}"
            await journal.append(
                tx, guild_id, at=now, actor=by.code, verb="official.marked", about=about, data={}
            )
            plan = Plan(guild_id=guild_id, cause=key, person=by.code, case=None)
            plan.say(source.channel_id, "official", message=str(source.message_id))
            orders = await plan.write(tx, now)
        await self.enforcement.drain(guild_id, *orders)

    async def unmark(self, guild_id: GuildId, message_id: int, actor: UserId) -> bool:
        """Take a mark away; False when there was none."""
        by, now = await self.people.ensure(actor), self.clock.now()
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            gone = await store.drop(tx, guild_id, message_id)
            if gone:
                about = f"message:{message_id}"
                await journal.append(
                    tx, guild_id, at=now, actor=by.code, verb="official.unmarked", about=about, data={}
                )
        return gone

    async def check(self, guild_id: GuildId, message_id: int, words: str) -> tuple[Standing, Official | None]:
        """Return whether a message is the team's word as it stands now, with the mark on it."""
        async with self.database.reading() as reader:
            found = await store.get(reader, guild_id, message_id)
        if found is None:
            return Standing.NOT, None
        same = found.words == _hash(words)
        return (Standing.OFFICIAL if same else Standing.CHANGED), found


def badge(catalogue: Catalogue, locale: str, server: str, official: Official) -> Card:
    """Return what stands in the channel beside a marked message."""
    place = f"{official.guild_id}/{official.channel_id}/{official.message_id}"
    link = f"https://discord.com/channels/{place}"
    return Card(
        title=catalogue.text("official.badge_title", locale),
        text=catalogue.text("official.badge", locale, link=link, server=server),
        footer=catalogue.text("official.badge_footer", locale),
        tone=Tone.GOOD,
    )


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()
