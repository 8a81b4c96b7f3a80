"""Evidence: stored copies with SHA-256 of what was there, the bytes sealed under the person's key."""

from bot.clock import from_ms, to_ms
from bot.policy.ids import CaseNumber, GuildId, PersonId
from bot.policy.records import Evidence
from bot.storage.family import FAMILY
from bot.storage.port import Reader, Row, Tx
from bot.storage.rows import place

_INSERT = """
INSERT INTO evidence (part, guild_id, id, case_number, report, person, kind, media_type, size, sha256, body,
    problem, created_at, origin, version, received)
VALUES (:part, :guild, :id, :number, :report, :person, :kind, :media_type, :size, :sha256, :body, :problem,
    :at, :origin, :version, :received)
"""
_OF_CASE = f"""
SELECT * FROM evidence WHERE part = :part AND guild_id = :guild AND case_number IN {FAMILY}
ORDER BY created_at, version, id LIMIT :most
"""  # noqa: S608 - made of our own constants
_KNOWN = """
SELECT DISTINCT kind, sha256 FROM evidence
WHERE part = :part AND guild_id = :guild AND case_number = :number AND problem = ''
"""


async def add(tx: Tx, guild_id: GuildId, item: Evidence, sealed: bytes | None) -> None:
    """Store a copy; ``sealed`` is its body under the person's key."""
    await tx.execute(
        _INSERT,
        **place(guild_id),
        id=item.id,
        number=item.case,
        report=item.report,
        person=item.person,
        kind=item.kind,
        media_type=item.media_type,
        size=item.size,
        sha256=item.sha256,
        body=sealed,
        problem=item.problem,
        at=to_ms(item.created_at),
        origin=item.origin,
        version=item.version,
        received=item.received,
    )


async def of_case(reader: Reader, guild_id: GuildId, number: int, most: int = 50) -> list[Evidence]:
    """Return a case's evidence, oldest first, the bodies still sealed."""
    rows = await reader.fetch(_OF_CASE, **place(guild_id), number=number, most=most)
    return [from_row(row) for row in rows]


def from_row(row: Row) -> Evidence:
    """Return the evidence of a row, its body still sealed."""
    return Evidence(
        id=row["id"],
        case=CaseNumber(row["case_number"]),
        report=row["report"],
        person=PersonId(row["person"]),
        kind=row["kind"],
        media_type=row["media_type"],
        size=row["size"],
        sha256=row["sha256"],
        body=row["body"],
        problem=row["problem"],
        created_at=from_ms(row["created_at"]),
        origin=row["origin"],
        version=row["version"],
        received=row["received"],
        chunks=row["chunks"],
        reading=row["reading"],
        agreement=row["agreement"],
    )


async def known(reader: Reader, guild_id: GuildId, number: int) -> set[tuple[str, str]]:
    """Return kind and SHA-256 of everything that a case holds whole."""
    rows = await reader.fetch(_KNOWN, **place(guild_id), number=number)
    return {(row["kind"], row["sha256"]) for row in rows}
