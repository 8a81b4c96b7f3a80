"""Turning the engines' own errors into ours, in one place, so that none escapes without advice."""

import errno
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from bot.errors import (
    ConstraintViolated,
    DatabaseClosed,
    DatabaseCorrupt,
    DatabaseLocked,
    DatabaseReadOnly,
    DatabaseUnreachable,
    DatabaseUnreadable,
    DiskFull,
    StatementRefused,
    StorageError,
)

# Primary result codes, https://www.sqlite.org/rescode.html#primary_result_code_list
_SQLITE: Final[Mapping[int, type[StorageError]]] = {
    sqlite3.SQLITE_BUSY: DatabaseLocked,
    sqlite3.SQLITE_LOCKED: DatabaseLocked,
    sqlite3.SQLITE_PROTOCOL: DatabaseLocked,
    sqlite3.SQLITE_READONLY: DatabaseReadOnly,
    sqlite3.SQLITE_CORRUPT: DatabaseCorrupt,
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_IOERR: DatabaseUnreadable,
    sqlite3.SQLITE_CANTOPEN: DatabaseUnreadable,
    sqlite3.SQLITE_PERM: DatabaseUnreadable,
    sqlite3.SQLITE_NOTADB: DatabaseUnreadable,
    sqlite3.SQLITE_CONSTRAINT: ConstraintViolated,
}

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})

# The first match wins: whole codes before their classes,
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRES: Final[Mapping[str, type[StorageError]]] = {
    "53100": DiskFull,
    "55P03": DatabaseLocked,
    "25006": DatabaseReadOnly,
    "25P03": DatabaseUnreachable,
    "XX001": DatabaseCorrupt,
    "XX002": DatabaseCorrupt,
    "3D000": DatabaseUnreachable,
    "08": DatabaseUnreachable,
    "23": ConstraintViolated,
    "28": DatabaseUnreachable,
    "40": DatabaseLocked,
    "53": DatabaseUnreachable,
    "57": DatabaseUnreachable,
}


@contextmanager
def sqlite_faults(where: str) -> Iterator[None]:
    """Raise our error for one of SQLite or of the file system."""
    try:
        yield
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise _of_sqlite(error, where) from error
    except OSError as error:
        on_disk = DiskFull if error.errno in _NO_ROOM else DatabaseUnreadable
        raise on_disk(where, error.strerror or str(error)) from error
    except (OverflowError, UnicodeError) as error:
        raise StatementRefused(where, f"a value doesn't fit ({error})") from error
    except ValueError as error:
        # aiosqlite's way to say that a connection has been closed.
        kind = DatabaseClosed if "connection" in str(error).lower() else StatementRefused
        raise kind(where, str(error)) from error


def _of_sqlite(error: sqlite3.Error | sqlite3.Warning, where: str) -> StorageError:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        # Raised by Python's own module: a wrong type, a missing parameter, a closed connection.
        kind = DatabaseClosed if "closed database" in str(error) else StatementRefused
        return kind(where, str(error))
    if code == sqlite3.SQLITE_IOERR_SHMSIZE:
        return DiskFull(where, str(error))  # growing the shared memory of the WAL is the first to fail
    return _SQLITE.get(code & 0xFF, StatementRefused)(where, str(error))


def of_postgres(sqlstate: str, where: str, detail: str) -> StorageError:
    """Return our error for a five-character code; asyncpg need not be installed for it."""
    for start, kind in _POSTGRES.items():
        if sqlstate.startswith(start):
            return kind(where, detail)
    return StatementRefused(where, detail)
