"""Bringing the tables up to date: ordered SQL files, each in one transaction together with its record.

Only forward. A database that knows more than the program is refused before anything is written, and so is
one whose history differs from ours. Two processes may start at once: the record is claimed first, so the
second one waits for the first and then finds nothing left to do.
"""

import asyncio
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.clock import to_ms
from bot.errors import ConstraintViolated, DatabaseCorrupt, DatabaseNewer, MigrationMismatch
from bot.storage.backup import backup, upgrade_copy
from bot.storage.params import statements
from bot.storage.port import Database, Reader
from bot.storage.sqlite import SqliteDatabase

MIGRATIONS: Final = Path(__file__).parent / "migrations"
"""The folder of ``NNNN_name.sql`` and, run right after them, ``NNNN_name.<engine>.sql``."""

_FILE: Final = re.compile(r"(?P<version>\d{4})_(?P<name>[a-z0-9_]+)(?:\.(?P<engine>sqlite|postgres))?\.sql")

_CREATE: Final = """
CREATE TABLE IF NOT EXISTS schema_migrations (
    version BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at BIGINT NOT NULL
)
"""
_EXISTS: Final = {
    "sqlite": "SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'",
    "postgres": "SELECT 1 AS found WHERE to_regclass('schema_migrations') IS NOT NULL",
}
_APPLIED: Final = "SELECT version, name, checksum FROM schema_migrations ORDER BY version"
_CLAIM: Final = """
INSERT INTO schema_migrations (version, name, checksum, applied_at)
VALUES (:version, :name, :checksum, :now)
ON CONFLICT (version) DO NOTHING
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One step of the schema."""

    version: int
    name: str
    portable: str
    """What both engines run."""
    sqlite: str = ""
    postgres: str = ""

    def script(self, engine: str) -> str:
        """Return all that this engine runs."""
        return "\n;\n".join((self.portable, self.postgres if engine == "postgres" else self.sqlite))

    def checksum(self, engine: str) -> str:
        """Return the SHA-256 of what this engine runs, the same for every style of line endings."""
        lines = "\n".join(self.script(engine).splitlines())
        return hashlib.sha256(lines.encode()).hexdigest()


def load_migrations(folder: Path = MIGRATIONS) -> list[Migration]:
    """Read the migrations of a folder in order; raises `MigrationMismatch` for a file that doesn't fit."""
    texts: dict[tuple[int, str], dict[str, str]] = {}
    for path in sorted(folder.glob("*.sql")):
        match = _FILE.fullmatch(path.name)
        if match is None:
            raise MigrationMismatch("the program", f"{path.name} isn't named NNNN_name.sql")
        step = texts.setdefault((int(match["version"]), match["name"]), {})
        step[match["engine"] or "portable"] = path.read_text(encoding="utf-8")
    for position, ((version, name), step) in enumerate(sorted(texts.items()), start=1):
        if version != position or "portable" not in step:
            raise MigrationMismatch("the program", f"{version:04}_{name} stands alone or leaves a gap")
    return [Migration(version=version, name=name, **step) for (version, name), step in sorted(texts.items())]


async def check_integrity(database: Database) -> None:
    """Raise `DatabaseCorrupt` if a quick look through a SQLite file finds damage.

    Reads the whole file (about a second for each gigabyte). PostgreSQL keeps its own checksums.
    """
    if database.engine != "sqlite":
        return
    async with database.reading() as reader:
        found = [str(row["quick_check"]) for row in await reader.fetch("PRAGMA quick_check(3)")]
    if found != ["ok"]:
        raise DatabaseCorrupt(database.where, "; ".join(found))


async def pending(database: Database, migrations: Sequence[Migration]) -> list[Migration]:
    """Return what is still to be applied, changing nothing.

    Raises `DatabaseNewer` if the database knows later migrations, `MigrationMismatch` if it knows others.
    """
    async with database.reading() as reader:
        applied = await _applied(reader, database.engine)
    newest = migrations[-1].version if migrations else 0
    if applied and max(applied) > newest:
        raise DatabaseNewer(database.where, f"it has version {max(applied)}, this Steward knows {newest}")
    for migration, version in zip(migrations, sorted(applied), strict=False):
        if version != migration.version or applied[version] != migration.checksum(database.engine):
            raise MigrationMismatch(database.where, f"migration {version:04} isn't the one known here")
    return list(migrations[len(applied) :])


async def migrate(database: Database, migrations: Sequence[Migration], now: datetime) -> list[Migration]:
    """Check the database, back it up if it holds something, apply what is missing and return that.

    A failure half-way leaves the database at the last whole step. Raises a `StorageError`.
    """
    await check_integrity(database)
    todo = await pending(database, migrations)
    if not todo:
        return []
    done = todo[0].version - 1
    if done and isinstance(database, SqliteDatabase):
        await asyncio.to_thread(backup, database.path, upgrade_copy(database.path, done, now))
    await _prepare(database)
    return [migration for migration in todo if await _apply(database, migration, now)]


async def _applied(reader: Reader, engine: str) -> dict[int, str]:
    if await reader.fetch_one(_EXISTS[engine]) is None:
        return {}
    return {row["version"]: row["checksum"] for row in await reader.fetch(_APPLIED)}


async def _prepare(database: Database) -> None:
    try:
        async with database.transaction() as tx:
            await tx.execute(_CREATE)
    except ConstraintViolated:
        # PostgreSQL: another process made the same table at the same instant.
        return


async def _apply(database: Database, migration: Migration, now: datetime) -> bool:
    async with database.transaction() as tx:
        claimed = await tx.execute(
            _CLAIM,
            version=migration.version,
            name=migration.name,
            checksum=migration.checksum(database.engine),
            now=to_ms(now),
        )
        if claimed:
            for statement in statements(migration.script(database.engine)):
                await tx.execute(statement)
    return bool(claimed)
