"""Carrying a piece of a case into one about somebody else; words come and go sealed, by the caller.

Evidence is read one by one and files piece by piece, so that no file is ever in memory whole.
"""

from typing import Final, Literal, TypeAlias

from bot.policy.ids import CaseNumber, GuildId, PersonId
from bot.storage.port import Reader, Row, Tx, Value
from bot.storage.rows import place

_EVIDENCE: Final = """
SELECT * FROM evidence WHERE part = :part AND guild_id = :guild AND case_number = :number
ORDER BY created_at, version, id
"""
_MOVE_EVIDENCE: Final = """
UPDATE evidence SET case_number = :to, person = :person, body = :body, reading = :reading
WHERE part = :part AND guild_id = :guild AND id = :id
"""
_COPY_EVIDENCE: Final = """
INSERT INTO evidence (part, guild_id, id, case_number, report, person, kind, media_type, size, sha256, body,
    problem, created_at, origin, version, received, chunks, reading, agreement)
SELECT part, guild_id, :new, :to, :report, :person, kind, media_type, size, sha256, :body,
    problem, :at, origin, version, received, chunks, :reading, agreement
FROM evidence WHERE part = :part AND guild_id = :guild AND id = :id
"""
_CHUNK: Final = """
SELECT body, stored_at FROM evidence_chunks
WHERE part = :part AND guild_id = :guild AND evidence = :id AND seq = :seq
"""
_MOVE_CHUNK: Final = """
UPDATE evidence_chunks SET body = :body
WHERE part = :part AND guild_id = :guild AND evidence = :id AND seq = :seq
"""
_QUESTIONS: Final = """
SELECT * FROM questions WHERE part = :part AND guild_id = :guild AND report = :code ORDER BY number
"""
_UNSEALINGS: Final = """
SELECT * FROM unsealings WHERE part = :part AND guild_id = :guild AND report = :code ORDER BY number
"""
Told: TypeAlias = Literal["reports", "questions", "unsealings"]
"""What is said with a report: itself, what its reporter was asked, and who wanted to learn the name."""
_TOLD: Final[tuple[tuple[Told, str, str], ...]] = (
    ("reports", "code", "words"),
    ("questions", "number", "words"),
    ("unsealings", "number", "reason"),
)
"""Each with its key, and with the column of its sealed words."""
_MOVE_TOLD: Final[dict[Told, str]] = {
    kind: f"""
UPDATE {kind} SET case_number = :to, person = :person, reporter_number = :reporter_number, {words} = :words
WHERE part = :part AND guild_id = :guild AND {key} = :key
"""  # noqa: S608 - names of tables and columns, all of them above
    for kind, key, words in _TOLD
}
_FORGET: Final = """
UPDATE case_notes SET body = NULL
WHERE part = :part AND guild_id = :guild AND case_number = :number AND seq = :seq
"""
_LEFT: Final = """
UPDATE cases SET clause = :clause, severity = :severity, channel_id = :channel, message_id = :message,
    hits = CASE WHEN hits > 0 THEN hits - 1 ELSE 0 END, hit_at = :hit_at, version = version + 1,
    updated_at = :at
WHERE part = :part AND guild_id = :guild AND number = :number
"""


async def evidence_of(reader: Reader, guild_id: GuildId, number: int) -> list[Row]:
    """Return all evidence of a case itself as raw rows, still sealed; files are not in them."""
    return await reader.fetch(_EVIDENCE, **place(guild_id), number=number)


async def move_evidence(
    tx: Tx,
    guild_id: GuildId,
    item: str,
    to: CaseNumber,
    person: PersonId,
    *,
    body: bytes | None,
    reading: bytes | None,
) -> None:
    """Give a piece of evidence to another case, sealed anew."""
    values: dict[str, Value] = {"id": item, "to": to, "person": person, "body": body, "reading": reading}
    await tx.execute(_MOVE_EVIDENCE, **place(guild_id), **values)


async def copy_evidence(
    tx: Tx,
    guild_id: GuildId,
    item: str,
    to: CaseNumber,
    person: PersonId,
    *,
    new: str,
    report: str | None,
    at: int,
    body: bytes | None,
    reading: bytes | None,
) -> None:
    """Keep a piece of evidence in another case as well, sealed anew and under an id of its own."""
    values: dict[str, Value] = {"id": item, "to": to, "person": person, "body": body, "reading": reading}
    await tx.execute(_COPY_EVIDENCE, **place(guild_id), **values, new=new, report=report, at=at)


async def chunk(reader: Reader, guild_id: GuildId, item: str, seq: int) -> Row | None:
    """Return a piece of a file as a raw row: its sealed body, and when it was stored."""
    return await reader.fetch_one(_CHUNK, **place(guild_id), id=item, seq=seq)


async def move_chunk(tx: Tx, guild_id: GuildId, item: str, seq: int, body: bytes) -> None:
    """Put a piece of a file back, sealed anew."""
    await tx.execute(_MOVE_CHUNK, **place(guild_id), id=item, seq=seq, body=body)


async def move_told(
    tx: Tx,
    guild_id: GuildId,
    kind: Told,
    key: str | int,
    to: CaseNumber,
    person: PersonId,
    *,
    reporter_number: int,
    words: bytes | None,
) -> None:
    """Give a report, or what belongs to it, to a case about somebody else; code and seal of a report stay."""
    values: dict[str, Value] = {"key": key, "to": to, "person": person, "words": words}
    await tx.execute(_MOVE_TOLD[kind], **place(guild_id), **values, reporter_number=reporter_number)


async def questions_of(reader: Reader, guild_id: GuildId, code: str) -> list[Row]:
    """Return what its reporter was asked about a report, as raw rows."""
    return await reader.fetch(_QUESTIONS, **place(guild_id), code=code)


async def unsealings_of(reader: Reader, guild_id: GuildId, code: str) -> list[Row]:
    """Return the wishes to learn who made a report, as raw rows."""
    return await reader.fetch(_UNSEALINGS, **place(guild_id), code=code)


async def forget_words(tx: Tx, guild_id: GuildId, number: int, seq: int) -> None:
    """Take the words out of a note; that it was written, by whom and when, stays for good."""
    await tx.execute(_FORGET, **place(guild_id), number=number, seq=seq)


async def left(
    tx: Tx,
    guild_id: GuildId,
    number: int,
    *,
    clause: str,
    severity: int,
    source: tuple[int | None, int | None],
    hit_at: int | None,
    at: int,
) -> None:
    """Let a case go by what is left in it: what leads, where it began, and when something last came in."""
    channel, message = source
    values: dict[str, Value] = {"clause": clause, "severity": severity, "hit_at": hit_at, "at": at}
    await tx.execute(_LEFT, **place(guild_id), number=number, channel=channel, message=message, **values)
