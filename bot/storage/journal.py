"""The journal: append-only, each entry holding the hash of the one before (tamper-evident).

Entries hold codes of people and never their words, so that erasing a person breaks no link.
The link is SHA-256 over canonical JSON (sorted keys, no spaces, UTF-8), in the manner of RFC 8785.
"""

import hashlib
from collections.abc import AsyncIterator
from datetime import datetime

import orjson

from bot.clock import to_ms
from bot.policy.actions import Json
from bot.policy.ids import GuildId, PersonId
from bot.storage.port import Reader, Row, Tx
from bot.storage.rows import dump, place

GENESIS = "0" * 64
_LAST = """
SELECT seq, hash FROM journal WHERE part = :part AND guild_id = :guild ORDER BY seq DESC LIMIT 1
"""
_INSERT = """
INSERT INTO journal (part, guild_id, seq, at, actor, verb, object, data, previous, hash)
VALUES (:part, :guild, :seq, :at, :actor, :verb, :object, :data, :previous, :hash)
"""
_PAGE = """
SELECT * FROM journal WHERE part = :part AND guild_id = :guild AND seq > :after ORDER BY seq LIMIT :most
"""
_LENGTH = "SELECT COUNT(*) AS entries FROM journal WHERE part = :part AND guild_id = :guild"
_AT = "SELECT hash FROM journal WHERE part = :part AND guild_id = :guild AND seq = :seq"
_GUILDS = "SELECT DISTINCT guild_id FROM journal"


def link(entry: Row, previous: str) -> str:
    """Return the hash of an entry that follows ``previous``."""
    fields = [entry["guild_id"], entry["seq"], entry["at"], entry["actor"], entry["verb"], entry["object"]]
    return hashlib.sha256(orjson.dumps([*fields, entry["data"], previous])).hexdigest()


async def append(
    tx: Tx,
    guild_id: GuildId,
    *,
    at: datetime,
    actor: PersonId,
    verb: str,
    about: str,
    data: dict[str, Json] | None = None,
) -> None:
    """Append an entry in the transaction of the act it tells of."""
    last = await tx.fetch_one(_LAST, **place(guild_id))
    previous = GENESIS if last is None else last["hash"]
    entry = {
        "seq": 1 if last is None else last["seq"] + 1,
        "at": to_ms(at),
        "actor": actor,
        "verb": verb,
        "object": about,
        "data": dump(data or {}),
    }
    digest = link({**entry, "guild_id": guild_id}, previous)
    await tx.execute(_INSERT, **place(guild_id), **entry, previous=previous, hash=digest)


async def guilds(reader: Reader) -> list[GuildId]:
    """Return the servers that have a journal."""
    return [GuildId(row["guild_id"]) for row in await reader.fetch(_GUILDS)]


async def last(reader: Reader, guild_id: GuildId) -> tuple[int, str]:
    """Return number and hash of the last entry; 0 and zeros for an empty journal."""
    row = await reader.fetch_one(_LAST, **place(guild_id))
    return (0, GENESIS) if row is None else (int(row["seq"]), str(row["hash"]))


async def hash_of(reader: Reader, guild_id: GuildId, seq: int) -> str | None:
    """Return the hash of an entry; None when there is none with this number."""
    row = await reader.fetch_one(_AT, **place(guild_id), seq=seq)
    return None if row is None else str(row["hash"])


async def length(reader: Reader, guild_id: GuildId) -> int:
    """Return how many entries a server's journal has."""
    row = await reader.fetch_one(_LENGTH, **place(guild_id))
    return 0 if row is None else int(row["entries"])


async def pages(reader: Reader, guild_id: GuildId, most: int = 5000) -> AsyncIterator[list[Row]]:
    """Yield the journal in order, some thousand entries at a time."""
    after = 0
    while page := await reader.fetch(_PAGE, **place(guild_id), after=after, most=most):
        yield page
        after = page[-1]["seq"]


async def first_broken(reader: Reader, guild_id: GuildId) -> int | None:
    """Return the number of the first entry that does not follow from the one before; None when all do."""
    previous, expected = GENESIS, 1
    async for page in pages(reader, guild_id):
        for entry in page:
            broken = entry["seq"] != expected or entry["previous"] != previous
            if broken or entry["hash"] != link(entry, previous):
                return expected
            previous, expected = entry["hash"], expected + 1
    return None
