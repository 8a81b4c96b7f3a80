"""Checking the journal: that nobody changed, added or took away an entry afterwards (M44)."""

from dataclasses import dataclass

from bot.policy.ids import GuildId
from bot.storage import journal
from bot.storage.port import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """How a server's journal stands."""

    entries: int
    head: str
    """The hash of the last entry, to be noted elsewhere: who keeps it can tell later what was rewritten."""
    broken_at: int | None
    """The first entry that does not follow from the one before; None when all do."""


@dataclass(frozen=True, slots=True)
class Audit:
    """Reads the journal; writes nothing."""

    database: Database

    async def verify(self, guild_id: GuildId) -> Chain:
        """Follow a server's chain from its beginning."""
        async with self.database.reading() as reader:
            return Chain(
                entries=await journal.length(reader, guild_id),
                head=await journal.head(reader, guild_id),
                broken_at=await journal.first_broken(reader, guild_id),
            )
