"""What is done with one SQLite connection while its transaction or reading is open.

A connection has a thread of its own. Each statement is one hop to it and back, about 0.1 ms in which nothing
is computed; a piece of work that waits for nothing but its statements goes there as a whole, for one hop.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import TypeAlias, TypeVar, cast

import aiosqlite
from typing_extensions import override

from bot.storage.faults import sqlite_faults
from bot.storage.params import plain
from bot.storage.port import Reader, Row, Span, Value

T = TypeVar("T")
H = TypeVar("H")
Parameters: TypeAlias = "Mapping[str, Value] | Sequence[Mapping[str, Value]]"


class SqliteReader:
    """Statements on one connection, as long as its span is open; ``begin`` goes with the first of them."""

    def __init__(self, connection: aiosqlite.Connection, span: Span, where: str, begin: str) -> None:
        self._connection = connection
        self._span = span
        self._where = where
        self._begin = begin

    async def fetch(self, sql: str, **params: Value) -> list[Row]:
        """Return all rows."""
        with self._span.statement(), sqlite_faults(self._where):
            return await self._run(_fetched, sql, plain(params))

    async def _run(self, work: Callable[..., T], sql: str, params: Parameters) -> T:
        # aiosqlite's own cursors would cost three hops, and BEGIN one more.
        return await in_thread(self._connection, work, self._connection, self._begun(), sql, params)

    def _begun(self) -> str:
        begin, self._begin = self._begin, ""
        return begin

    async def fetch_one(self, sql: str, **params: Value) -> Row | None:
        """Return the first row, or None."""
        rows = await self.fetch(sql, **params)
        return rows[0] if rows else None


class SqliteTx(SqliteReader):
    """Statements inside the writer's transaction."""

    async def execute(self, sql: str, **params: Value) -> int:
        """Run one statement and return how many rows it touched."""
        with self._span.statement(), sqlite_faults(self._where):
            return await self._run(_touched, sql, plain(params))

    async def execute_many(self, sql: str, rows: Sequence[Mapping[str, Value]]) -> None:
        """Run one statement for each row of parameters."""
        with self._span.statement(), sqlite_faults(self._where):
            await self._run(_repeated, sql, [plain(row) for row in rows])


class _Here(SqliteReader):
    """Runs its statements where it is called, which is in the connection's thread."""

    @override
    async def _run(self, work: Callable[..., T], sql: str, params: Parameters) -> T:
        return work(self._connection, self._begun(), sql, params)


class WholeReader(_Here):
    """A reading that goes to the connection's thread as a whole."""

    def finish(self, work: Callable[[Reader], Awaitable[T]]) -> T:
        """Do the work and end the reading."""
        try:
            return at_once(work, self)
        finally:
            # A failure must not hide the error that brought us here.
            with suppress(sqlite3.Error):
                raw(self._connection).rollback()


class WholeTx(_Here, SqliteTx):
    """A transaction that goes to the connection's thread as a whole."""


def at_once(work: Callable[[H], Awaitable[T]], handle: H) -> T:
    """Run what waits for nothing to its end; raises RuntimeError where it does wait."""
    steps = work(handle).__await__()
    try:
        next(steps)
    except StopIteration as end:
        return cast(T, end.value)
    steps.close()
    raise RuntimeError("work that goes to the database as a whole may wait for nothing but its statements")


def _fetched(connection: aiosqlite.Connection, begin: str, sql: str, params: Parameters) -> list[Row]:
    return cast(list[Row], _cursor(connection, begin).execute(sql, params).fetchall())  # rows are dicts


def _touched(connection: aiosqlite.Connection, begin: str, sql: str, params: Parameters) -> int:
    return max(_cursor(connection, begin).execute(sql, params).rowcount, 0)


def _repeated(connection: aiosqlite.Connection, begin: str, sql: str, params: Parameters) -> None:
    _cursor(connection, begin).executemany(sql, params)


def _cursor(connection: aiosqlite.Connection, begin: str) -> sqlite3.Cursor:
    cursor = raw(connection).cursor()
    if begin:
        cursor.execute(begin)
    return cursor


def raw(connection: aiosqlite.Connection) -> sqlite3.Connection:
    """Return the connection that belongs to the thread; a part that aiosqlite doesn't promise."""
    return connection._conn


async def in_thread(connection: aiosqlite.Connection, work: Callable[..., T], *args: object) -> T:
    """Run something in a connection's thread, after all that was asked of it before."""
    run = cast(Callable[..., Awaitable[T]], connection._execute)
    return await run(work, *args)
