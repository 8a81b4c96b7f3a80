"""People: the only table that knows which Discord account a code stands for.

The identity is sealed under the person's own key, which is itself wrapped by the master key: destroying
the key makes everything sealed under it unreadable, wherever copies of it are.
"""

from dataclasses import dataclass

from bot.policy.ids import PersonId
from bot.storage.port import Reader, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person as stored; ``key`` and ``identity`` are None after erasure."""

    person: PersonId
    key: bytes | None
    identity: bytes | None


_BY_DIGEST = "SELECT person, key, identity FROM people WHERE part = :part AND digest = :digest"
_BY_PERSON = "SELECT person, key, identity FROM people WHERE person = :person"
_INSERT = """
INSERT INTO people (part, person, digest, key, identity, created_at, looked_at)
VALUES (:part, :person, :digest, :key, :identity, :at, :at)
ON CONFLICT (part, digest) DO NOTHING
"""
_REVIVE = """
UPDATE people SET key = :key, identity = :identity, erased_at = NULL, looked_at = :at
WHERE part = :part AND digest = :digest AND erased_at IS NOT NULL
"""
_ERASE = """
UPDATE people SET key = NULL, identity = NULL, erased_at = :at
WHERE part = :part AND digest = :digest AND erased_at IS NULL
"""

_TO_LOOK_AT = """
SELECT person FROM people WHERE erased_at IS NULL AND looked_at <= :before
ORDER BY looked_at, person LIMIT :most
"""
_LONGEST_AGO = "SELECT MIN(looked_at) AS at FROM people WHERE erased_at IS NULL"
_LOOKED_AT = "UPDATE people SET looked_at = :at WHERE person = :person"


async def find(reader: Reader, part: int, digest: str) -> PersonRow | None:
    """Return the person with this keyed digest."""
    row = await reader.fetch_one(_BY_DIGEST, part=part, digest=digest)
    return None if row is None else PersonRow(**row)


async def get(reader: Reader, person: PersonId) -> PersonRow | None:
    """Return the person behind a code."""
    row = await reader.fetch_one(_BY_PERSON, person=person)
    return None if row is None else PersonRow(**row)


async def add(tx: Tx, part: int, row: PersonRow, digest: str, at: int) -> None:
    """Add a person unless the digest is known already."""
    await tx.execute(
        _INSERT, part=part, person=row.person, digest=digest, key=row.key, identity=row.identity, at=at
    )


async def revive(tx: Tx, part: int, digest: str, key: bytes, identity: bytes, at: int) -> None:
    """Give an erased person who came back a new key; what the old one sealed stays unreadable."""
    await tx.execute(_REVIVE, part=part, digest=digest, key=key, identity=identity, at=at)


async def erase(tx: Tx, part: int, digest: str, at: int) -> bool:
    """Destroy the person's key and identity; return whether there was something to destroy."""
    return await tx.execute(_ERASE, part=part, digest=digest, at=at) > 0


async def to_look_at(reader: Reader, before: int, most: int) -> list[PersonId]:
    """Return who was not looked at since ``before`` (epoch milliseconds), those first who wait longest."""
    rows = await reader.fetch(_TO_LOOK_AT, before=before, most=most)
    return [PersonId(row["person"]) for row in rows]


async def looked_at(tx: Tx, person: PersonId, at: int) -> None:
    """Write down when somebody's account was looked at."""
    await tx.execute(_LOOKED_AT, person=person, at=at)


async def longest_ago(reader: Reader) -> int | None:
    """Return when the one was looked at whose turn is next (epoch milliseconds); None for nobody."""
    row = await reader.fetch_one(_LONGEST_AGO)
    return None if row is None or row["at"] is None else int(row["at"])
