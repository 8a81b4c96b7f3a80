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
INSERT INTO people (part, person, digest, key, identity, created_at)
VALUES (:part, :person, :digest, :key, :identity, :at)
ON CONFLICT (part, digest) DO NOTHING
"""
_REVIVE = """
UPDATE people SET key = :key, identity = :identity, erased_at = NULL
WHERE part = :part AND digest = :digest AND erased_at IS NOT NULL
"""
_ERASE = """
UPDATE people SET key = NULL, identity = NULL, erased_at = :at
WHERE part = :part AND digest = :digest AND erased_at IS NULL
"""


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


async def revive(tx: Tx, part: int, digest: str, key: bytes, identity: bytes) -> None:
    """Give an erased person who came back a new key; what the old one sealed stays unreadable."""
    await tx.execute(_REVIVE, part=part, digest=digest, key=key, identity=identity)


async def erase(tx: Tx, part: int, digest: str, at: int) -> bool:
    """Destroy the person's key and identity; return whether there was something to destroy."""
    return await tx.execute(_ERASE, part=part, digest=digest, at=at) > 0
