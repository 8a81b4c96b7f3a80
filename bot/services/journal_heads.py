"""Posts the journal's head once a day, where others see and keep it (mission row M44).

Whoever rewrites the journal from some entry on has a sound chain afterwards, but not the head that was
posted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock, from_ms, to_ms
from bot.policy.ids import GuildId
from bot.policy.records import MACHINE
from bot.services.planning import Plan
from bot.services.servers import Servers
from bot.storage import journal, servers
from bot.storage.port import Database
from bot.storage.servers import lock

DAILY: Final = timedelta(hours=24)
_MARK: Final = "journal_head"


@dataclass(frozen=True, slots=True)
class JournalHeads:
    """Plans the daily post of each server; the sweep carries it out."""

    database: Database
    clock: Clock
    servers: Servers

    async def chore(self) -> None:
        """Plan the post for every server for which a day has passed."""
        for guild_id in self.servers.all():
            settings = self.servers.of(guild_id)
            if settings.head_channel is None and settings.log_channel is None:
                continue
            if await self._is_due(guild_id):
                await self._plan(guild_id)

    async def _is_due(self, guild_id: GuildId) -> bool:
        async with self.database.reading() as reader:
            at = await servers.mark(reader, guild_id, _MARK)
        return at is None or from_ms(at) + DAILY <= self.clock.now()

    async def _plan(self, guild_id: GuildId) -> None:
        now = self.clock.now()
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            before = await servers.mark(tx, guild_id, _MARK)
            entry, head = await journal.last(tx, guild_id)
            await servers.set_mark(tx, guild_id, _MARK, to_ms(now))
            if before is None or entry == 0:
                # The first day begins when the server is first seen.
                return
            plan = Plan(guild_id=guild_id, cause=f"head:{_day(now)}", person=MACHINE, case=None)
            plan.log_server("journal_head", entry=entry, hash=head)
            await plan.write(tx, now)


def _day(now: datetime) -> str:
    return now.date().isoformat()
