"""Remembers how far channels and audit logs were read, in memory, and writes it down once in a while (F47).

A message costs a dictionary entry. After a crash the marks are up to a minute old; what is read twice then
meets its natural key and changes nothing (F22).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.policy.ids import GuildId
from bot.storage import watermarks as store
from bot.storage.port import Database

WRITE_AFTER: Final = timedelta(minutes=1)
MOST_CHANNELS: Final = 50
"""Channels that are read after a gap, the longest silent ones left out; a bound, not a promise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A channel with messages that nobody has judged."""

    channel_id: int
    after: int
    """The last message that was seen."""
    until: int
    """The last message there is."""


@dataclass(slots=True)
class Watermarks:
    """The marks of all servers."""

    database: Database
    clock: Clock
    alarm: Callable[[datetime], None] = lambda at: None
    _seen: dict[GuildId, dict[int, int]] = field(default_factory=dict)
    _heard: dict[GuildId, int] = field(default_factory=dict)
    _write_at: datetime | None = None

    def seen(self, guild_id: GuildId, channel_id: int, message_id: int) -> None:
        """Note that a message was judged."""
        marks = self._seen.get(guild_id)
        if marks is None:
            marks = self._seen[guild_id] = {}
            self._write_soon()
        marks[channel_id] = message_id

    def heard(self, guild_id: GuildId, entry_id: int) -> None:
        """Note that an entry of the audit log was dealt with."""
        self._heard[guild_id] = max(entry_id, self._heard.get(guild_id, 0))
        self._write_soon()

    async def audit_mark(self, guild_id: GuildId) -> int | None:
        """Return the last entry of the audit log that was dealt with; None for a server that is new to us."""
        async with self.database.reading() as reader:
            known = await store.audit_of(reader, guild_id)
        return max(known or 0, self._heard.get(guild_id, 0)) or None

    def _write_soon(self) -> None:
        if self._write_at is None:
            self._write_at = self.clock.now() + WRITE_AFTER
            self.alarm(self._write_at)

    async def flush(self, *, at_once: bool = False) -> None:
        """Write the marks down when a minute has passed since the first new one."""
        if self._write_at is None or (not at_once and self.clock.now() < self._write_at):
            return
        fresh, self._seen, self._write_at = self._seen, {}, None
        heard, self._heard = self._heard, {}
        for guild_id, marks in fresh.items():
            async with self.database.transaction() as tx:
                await store.put(tx, guild_id, marks)
        for guild_id, entry_id in heard.items():
            async with self.database.transaction() as tx:
                await store.put_audit(tx, guild_id, entry_id)

    async def gaps(self, guild_id: GuildId, channels: Iterable[tuple[int, int | None]]) -> list[Gap]:
        """Return what was missed, newest first; ``channels`` are ids with the id of their last message.

        A channel that was never read before has no gap: nobody wants years of history judged at first sight.
        """
        async with self.database.reading() as reader:
            known = await store.of_guild(reader, guild_id)
        found: list[Gap] = []
        for channel_id, last in channels:
            if last is None:
                continue
            mark = known.get(channel_id)
            if mark is None:
                self.seen(guild_id, channel_id, last)
            elif last > mark:
                found.append(Gap(channel_id=channel_id, after=mark, until=last))
        return sorted(found, key=lambda gap: -gap.until)[:MOST_CHANNELS]
