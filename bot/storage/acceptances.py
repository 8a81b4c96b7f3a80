"""Who has read and accepted a notice: a keyed digest, and the day."""

from bot.storage.port import Reader, Tx

_FIND = "SELECT version FROM acceptances WHERE part = :part AND reader = :reader AND notice = :notice"
_PUT = """
INSERT INTO acceptances (part, reader, notice, version, day) VALUES (:part, :reader, :notice, :version, :day)
ON CONFLICT (part, reader, notice) DO UPDATE SET version = excluded.version, day = excluded.day
"""
_FORGET = "DELETE FROM acceptances WHERE part = :part AND reader = :reader"


async def version(reader: Reader, part: int, who: str, notice: str) -> int:
    """Return which version of a notice somebody accepted; 0 for none."""
    row = await reader.fetch_one(_FIND, part=part, reader=who, notice=notice)
    return 0 if row is None else int(row["version"])


async def put(tx: Tx, part: int, who: str, notice: str, version: int, day: int) -> None:
    """Remember an acceptance; ``day`` is its beginning in epoch milliseconds."""
    await tx.execute(_PUT, part=part, reader=who, notice=notice, version=version, day=day)


async def forget(tx: Tx, part: int, who: str) -> None:
    """Remove everything that somebody accepted."""
    await tx.execute(_FORGET, part=part, reader=who)
