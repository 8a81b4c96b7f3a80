"""Files among the evidence: stored piece by piece as they arrive, complete once their row says so."""

from bot.policy.ids import GuildId, PersonId
from bot.policy.records import Evidence
from bot.storage.evidence import from_row
from bot.storage.port import Reader, Tx, Value
from bot.storage.rows import place

PENDING = "pending"
"""The problem of a file that is still on its way."""

_ADD = """
INSERT INTO evidence_chunks (part, guild_id, evidence, seq, body, stored_at)
VALUES (:part, :guild, :id, :seq, :body, :at)
"""
_CHUNK = """
SELECT body FROM evidence_chunks
WHERE part = :part AND guild_id = :guild AND evidence = :id AND seq = :seq
"""
_GET = "SELECT * FROM evidence WHERE part = :part AND guild_id = :guild AND id = :id"
_COMPLETE = """
UPDATE evidence SET media_type = :media_type, size = :size, sha256 = :sha256, received = :received,
    chunks = :chunks, problem = ''
WHERE part = :part AND guild_id = :guild AND id = :id AND problem = 'pending'
"""
_FAIL = """
UPDATE evidence SET problem = :problem, received = :received
WHERE part = :part AND guild_id = :guild AND id = :id AND problem = 'pending'
"""
_DROP = "DELETE FROM evidence WHERE part = :part AND guild_id = :guild AND id = :id"
_DROP_CHUNKS = "DELETE FROM evidence_chunks WHERE part = :part AND guild_id = :guild AND evidence = :id"
_READ = """
UPDATE evidence SET reading = :reading, agreement = :agreement
WHERE part = :part AND guild_id = :guild AND id = :id AND person = :person
"""
_GIVE_UP = """
UPDATE evidence SET problem = 'interrupted' WHERE problem = 'pending' AND created_at < :before
"""


async def add_chunk(tx: Tx, guild_id: GuildId, item: str, seq: int, sealed: bytes, at: int) -> None:
    """Store the next sealed piece of a file; ``at`` in epoch milliseconds."""
    await tx.execute(_ADD, **place(guild_id), id=item, seq=seq, body=sealed, at=at)


async def chunk(reader: Reader, guild_id: GuildId, item: str, seq: int) -> bytes | None:
    """Return a piece of a file, still sealed."""
    row = await reader.fetch_one(_CHUNK, **place(guild_id), id=item, seq=seq)
    return None if row is None else bytes(row["body"])


async def get(reader: Reader, guild_id: GuildId, item: str) -> Evidence | None:
    """Return one piece of evidence by its id."""
    row = await reader.fetch_one(_GET, **place(guild_id), id=item)
    return None if row is None else from_row(row)


async def complete(
    tx: Tx,
    guild_id: GuildId,
    item: str,
    *,
    media_type: str,
    size: int,
    sha256: str,
    received: str,
    chunks: int,
) -> bool:
    """Say that a file is all there; False when nobody waits for it any more."""
    done = await tx.execute(
        _COMPLETE,
        **place(guild_id),
        id=item,
        media_type=media_type,
        size=size,
        sha256=sha256,
        received=received,
        chunks=chunks,
    )
    return done > 0


async def fail(tx: Tx, guild_id: GuildId, item: str, problem: str, received: str) -> None:
    """Say why a file could not be kept, and remove what there is of it."""
    await tx.execute(_FAIL, **place(guild_id), id=item, problem=problem, received=received)
    await tx.execute(_DROP_CHUNKS, **place(guild_id), id=item)


async def drop(tx: Tx, guild_id: GuildId, item: str) -> None:
    """Remove a file that the case holds already."""
    await tx.execute(_DROP_CHUNKS, **place(guild_id), id=item)
    await tx.execute(_DROP, **place(guild_id), id=item)


async def note_reading(
    tx: Tx, guild_id: GuildId, item: str, person: PersonId, reading: bytes | None, agreement: str
) -> None:
    """Add what was read in a picture, and how it fits the linked message; ``reading`` is sealed.

    ``person`` is whose key sealed it: nothing is added when it went to somebody else's case meanwhile.
    """
    values: dict[str, Value] = {"id": item, "person": person, "reading": reading, "agreement": agreement}
    await tx.execute(_READ, **place(guild_id), **values)


async def give_up(tx: Tx, before: int) -> int:
    """Record as interrupted what was on its way when the program ended; return how many files."""
    return await tx.execute(_GIVE_UP, before=before)
