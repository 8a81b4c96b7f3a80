"""In which time zone somebody writes times: their own where they set one, else the server's.

Discord does not tell a bot where its users are. Moderators are few, so all that was set is kept in memory.
"""

from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from bot.clock import Clock
from bot.policy.ids import GuildId, UserId, part_of
from bot.services.people import People
from bot.services.servers import Servers
from bot.storage import timezones as store
from bot.storage.port import Database

_MOST: Final = 10_000


@dataclass(slots=True)
class Timezones:
    """Everybody's own time zone."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    _known: dict[UserId, str] = field(default_factory=dict)

    async def load(self) -> None:
        """Read what people set; at start."""
        async with self.database.reading() as reader:
            stored = await store.latest(reader, _MOST)
        for code, sealed in stored:
            person = await self.people.get(code)
            if person is not None and person.user_id is not None:
                self._known[person.user_id] = person.open(sealed)

    def of(self, user_id: UserId, guild_id: GuildId) -> ZoneInfo:
        """Return the zone in which somebody's times are read on a server."""
        return ZoneInfo(self._known.get(user_id) or self.servers.of(guild_id).timezone)

    def own(self, user_id: UserId) -> str | None:
        """Return what somebody set, as a name of the IANA database such as ``Europe/Berlin``."""
        return self._known.get(user_id)

    async def set(self, user_id: UserId, name: str) -> bool:
        """Keep somebody's time zone; False when there is none of that name."""
        if name not in available_timezones():
            return False
        person = await self.people.ensure(user_id)
        sealed = person.seal(name)
        if sealed is None:
            return False
        async with self.database.transaction() as tx:
            await store.put(tx, part_of(user_id), person.code, sealed, self.clock.now())
        self._known[user_id] = name
        return True

    async def clear(self, user_id: UserId) -> None:
        """Forget somebody's time zone; the server's holds for them again."""
        self._known.pop(user_id, None)
        person = await self.people.find(user_id)
        if person is not None:
            async with self.database.transaction() as tx:
                await store.clear(tx, part_of(user_id), person.code)
