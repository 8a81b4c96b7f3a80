"""Copies of the SQLite file: made while the bot runs, checked before they count, never over anything.

A copy is written under another name and put in place as a whole, so a crash leaves either the old state or
the new one. PostgreSQL has better tools of its own, which the refusal names.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.errors import (
    BackupRefused,
    DatabaseCorrupt,
    DatabaseLocked,
    DatabaseNewer,
    DatabaseUnreadable,
    StorageError,
)
from bot.storage.faults import sqlite_faults
from bot.storage.sqlite import APPLICATION_ID

_LOCK_WAIT: Final = 5.0
"""Seconds a copy waits for a checkpoint of the bot."""
_ALONE_WAIT: Final = 0.5
"""Seconds a replacement waits to have the file to itself; who holds it now will go on holding it."""
_MAGIC: Final = b"SQLite format 3\0"
"""How every SQLite file begins, https://www.sqlite.org/fileformat2.html#the_database_header."""
_STAMP: Final = "%Y%m%dT%H%M%SZ"


def backup(source: Path | str, target: Path) -> None:
    """Copy a SQLite database, also one in use, to a new file with mode 0600, and check the copy.

    Blocks; call it in a thread where a loop runs. Raises `BackupRefused` if the target exists, the source
    isn't Steward's or is on PostgreSQL; `DatabaseCorrupt` if the copy fails its check; other `StorageError`.
    """
    path = _sqlite_path(source, "pg_dump --format=custom --file=FILE ADDRESS")
    if not path.is_file():
        raise BackupRefused(str(target), f"there is no database at {path}")
    with _reserved(target) as partial:
        _copy(path, partial, target)
        os.replace(partial, target)
        _sync_folder(target)


def restore(source: Path, target: Path | str, *, newest: int, now: datetime) -> Path | None:
    """Put a backup in the place of the database and return where the old one is kept, if there was one.

    ``newest`` is the last migration this program knows. Blocks, and no process may have the database open.
    Raises `BackupRefused` for a file that isn't Steward's, `DatabaseNewer`, `DatabaseCorrupt`,
    `DatabaseLocked`; in all these cases nothing was changed.
    """
    path = _sqlite_path(target, "pg_restore --clean --dbname=ADDRESS FILE")
    if not source.is_file():
        raise BackupRefused(str(path), f"there is no file {source}")
    with sqlite_faults(str(path)):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = path.with_name(path.name + "-restoring")
    try:
        _copy(source, partial, path)
        version = schema_version(partial)
        if version > newest:
            raise DatabaseNewer(str(source), f"it has version {version}, this Steward knows {newest}")
        kept = _set_aside(path, now) if path.exists() else None
        with sqlite_faults(str(path)):
            os.replace(partial, path)
            _sync_folder(path)
    finally:
        partial.unlink(missing_ok=True)
    return kept


def upgrade_copy(path: Path, version: int, now: datetime) -> Path:
    """Return the name for the copy made before an upgrade from ``version``."""
    return _beside(path, f"v{version}", now)


def schema_version(path: Path) -> int:
    """Return the last migration recorded in a SQLite file, 0 if there is none."""
    with sqlite_faults(str(path)), closing(_connect(path)) as connection:
        tables = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_migrations'"
        if not connection.execute(tables).fetchone()[0]:
            return 0
        (version,) = connection.execute("SELECT COALESCE(MAX(version), 0) FROM schema_migrations").fetchone()
        return int(version)


def _sqlite_path(database: Path | str, command: str) -> Path:
    if "://" in str(database):
        # The address isn't shown, it may hold a password.
        raise BackupRefused("or from PostgreSQL", f"use its own `{command}`")
    # SQLite names the WAL after the real file, so a link must not be what is replaced.
    return Path(database).expanduser().resolve()


def _connect(path: Path, mode: str = "ro", wait: float = _LOCK_WAIT) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None)


def _copy(source: Path, partial: Path, target: Path) -> None:
    """Copy a database into a file made for it, as one file without WAL, and check what arrived."""
    with sqlite_faults(str(partial)):
        partial.unlink(missing_ok=True)
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with (
        sqlite_faults(str(source)),
        closing(_connect(source)) as origin,
        closing(_connect(partial, "rw")) as copy,
    ):
        (owner,) = origin.execute("PRAGMA application_id").fetchone()
        if owner != APPLICATION_ID:
            raise BackupRefused(str(target), f"{source} isn't a database of Steward")
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        found = [str(row[0]) for row in copy.execute("PRAGMA integrity_check(3)")]
    if found != ["ok"]:
        raise DatabaseCorrupt(str(source), "; ".join(found))
    with sqlite_faults(str(partial)), partial.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def _reserved(target: Path) -> Iterator[Path]:
    """Take the name of the target, so that nobody's file is overwritten, and give it back on failure."""
    partial = target.with_name(target.name + "-partial")
    try:
        with sqlite_faults(str(target)):
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except StorageError as error:
        if isinstance(error.__cause__, FileExistsError):
            raise BackupRefused(str(target), "there is a file already, choose another name") from error
        raise
    try:
        with sqlite_faults(str(target)):
            yield partial
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    finally:
        partial.unlink(missing_ok=True)


def _set_aside(path: Path, now: datetime) -> Path:
    """Keep the present database under a second name, with all its WAL in it; the first name stays for now."""
    kept = _beside(path, "replaced", now)
    if kept.exists():
        raise BackupRefused(str(path), f"{kept.name} exists already, wait a second and try again")
    try:
        _fold_wal(path)
    except DatabaseLocked:
        raise
    except StorageError:
        # Damaged, which may be why it is being replaced; its WAL must go with it, not join the new file.
        _move_companions(path, kept)
    with sqlite_faults(str(path)):
        _second_name(path, kept)
    return kept


def _fold_wal(path: Path) -> None:
    """Move the WAL into the file, which needs the file alone: it fails while a bot or a shell has it open."""
    with sqlite_faults(str(path)):
        with path.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                # SQLite would throw away the WAL of a file that it can't read.
                raise DatabaseUnreadable(str(path), "file is not a database")
        with closing(_connect(path, "rw", _ALONE_WAIT)) as connection:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("PRAGMA journal_mode=DELETE")


def _move_companions(path: Path, kept: Path) -> None:
    for ending in ("-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            os.replace(f"{path}{ending}", f"{kept}{ending}")


def _second_name(path: Path, kept: Path) -> None:
    try:
        os.link(path, kept)
    except OSError:
        # A file system without hard links.
        shutil.copy2(path, kept)


def _beside(path: Path, what: str, now: datetime) -> Path:
    return path.with_name(f"{path.stem}-{what}-{now.strftime(_STAMP)}{path.suffix}")


def _sync_folder(path: Path) -> None:
    """Make a new name in a folder outlive a power cut; where folders can't be opened, nothing is needed."""
    with suppress(PermissionError):
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
