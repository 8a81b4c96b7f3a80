"""Checking the journal: that nobody changed, added or took away an entry afterwards (M44)."""

import re
from dataclasses import dataclass
from typing import Final

from bot.policy.ids import GuildId
from bot.services.orders import Unmoved
from bot.storage import journal
from bot.storage.port import Database

_HEAD: Final = re.compile(r"(?P<entry>[0-9]{1,15})\D\W*(?P<hash>[0-9a-f]{64})", re.IGNORECASE)
"""Number and hash, with anything between them that copying from the channel may leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last entry of a journal at some time: who keeps it elsewhere can tell later what was rewritten."""

    entry: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """How a server's journal stands."""

    entries: int
    head: str
    """The hash of the last entry."""
    broken_at: int | None
    """The first entry that does not follow from the one before; None when all do."""
    earlier: Head | None = None
    """The head that was asked about."""
    holds: bool = False
    """Whether that one is still part of the chain: its entry is there, and has this very hash."""


def read_head(text: str) -> Head | Unmoved:
    """Return the head that somebody copied from where it was posted."""
    found = _HEAD.search(text)
    if found is None:
        return Unmoved(key="no_head")
    return Head(entry=int(found["entry"]), hash=found["hash"].lower())


@dataclass(frozen=True, slots=True)
class Audit:
    """Reads the journal; writes nothing."""

    database: Database

    async def verify(self, guild_id: GuildId, earlier: Head | None = None) -> Chain:
        """Follow a server's chain from its beginning, and look for an earlier head in it."""
        async with self.database.reading() as reader:
            entries, head = await journal.last(reader, guild_id)
            broken_at = await journal.first_broken(reader, guild_id)
            there = None if earlier is None else await journal.hash_of(reader, guild_id, earlier.entry)
        # An entry behind a broken link may have been written anew together with its hash.
        holds = earlier is not None and there == earlier.hash
        return Chain(
            entries=entries,
            head=head,
            broken_at=broken_at,
            earlier=earlier,
            holds=holds and (broken_at is None or (earlier is not None and earlier.entry < broken_at)),
        )
