"""SQLite as the database: one locked writer and a few readers, all in WAL mode.

Coroutines that share one connection lose writes to each other's rollbacks, so the writer is behind a lock
for the whole transaction. Each connection has its own thread that works through a queue in order; this is
what makes cancellation safe: the ROLLBACK stands in the queue before anyone can get the connection again.
"""

import asyncio
import os
import sqlite3
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Final, TypeVar, cast

import aiosqlite

from bot.errors import DatabaseClosed, DatabaseReadOnly, DatabaseUnreadable
from bot.storage.faults import sqlite_faults
from bot.storage.port import Reader, Tx, assert_outside_transaction, reading_span, writing_span
from bot.storage.sqlite_handles import SqliteReader, SqliteTx, WholeReader, in_thread
from bot.storage.sqlite_writes import MOST, Write, commit, tell

APPLICATION_ID: Final = 0x53545744
"""Marks a file as ours ("STWD"), see https://www.sqlite.org/pragma.html#pragma_application_id."""
T = TypeVar("T")
_OLDEST: Final = (3, 35)
"""The first SQLite with RETURNING."""
_STATEMENTS_CACHED: Final = 256

# FULL, because a case that was confirmed must outlive a power cut; secure_delete, so that erased text is
# overwritten and not only forgotten.
_WRITER: Final = "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
_READER: Final = "PRAGMA query_only=ON;"


class SqliteDatabase:
    """An open SQLite file."""

    engine = "sqlite"

    def __init__(self, path: Path, *, read_only: bool, readers: int, lock_wait: float) -> None:
        self.path = path
        self.where = str(path)
        self.read_only = read_only
        self._lock_wait = lock_wait
        self._connections = AsyncExitStack()
        self._writer: aiosqlite.Connection | None = None
        self._turn = asyncio.Lock()
        self._waiting: list[Write] = []
        self._idle: list[aiosqlite.Connection] = []
        self._closed = False
        self._places = asyncio.Semaphore(readers)

    @classmethod
    async def open(
        cls, path: Path, *, read_only: bool = False, readers: int = 4, lock_wait: float = 5.0
    ) -> "SqliteDatabase":
        """Open the file, made with mode 0600 if absent; see `open_database` for the rest."""
        database = cls(_absolute(path), read_only=read_only, readers=readers, lock_wait=lock_wait)
        try:
            with sqlite_faults(database.where):
                await database._start()
        except BaseException:
            await database.close()
            raise
        return database

    async def _start(self) -> None:
        if sqlite3.sqlite_version_info < _OLDEST:
            raise DatabaseUnreadable(
                self.where, f"SQLite {sqlite3.sqlite_version} is too old, 3.35 is needed"
            )
        if self.read_only:
            self._idle.append(await self._connect(_READER))
            await self._claim(self._idle[0])
            return
        _prepare_file(self.path)
        self._writer = await self._connect(_WRITER)
        await self._claim(self._writer)
        with suppress(PermissionError):
            _make_private(self.path)
        (mode,) = await self._writer.execute_fetchall("PRAGMA journal_mode=WAL")
        if dict(mode) != {"journal_mode": "wal"}:
            raise DatabaseUnreadable(self.where, "its file system can't do WAL, use a local disk")

    async def _connect(self, pragmas: str) -> aiosqlite.Connection:
        opening = aiosqlite.Connection(self._open_file, iter_chunk_size=64)
        thread = _thread_of(opening)
        # A program that ends without close(), by a fault at start-up say, would wait for the thread for ever.
        thread.daemon = True
        try:
            connection = await self._connections.enter_async_context(opening)
        except BaseException:
            # aiosqlite lets its thread end unwatched, and it fails if our event loop has ended before it.
            thread.join()
            raise
        await connection.executescript(pragmas)
        return connection

    def _open_file(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self.path.as_uri()}?mode={'ro' if self.read_only else 'rw'}",
            uri=True,
            timeout=self._lock_wait,
            isolation_level=None,
            cached_statements=_STATEMENTS_CACHED,
        )
        connection.row_factory = _as_dict
        return connection

    async def _claim(self, connection: aiosqlite.Connection) -> None:
        """Check that the file is ours, and mark it if it is empty."""
        (row,) = await connection.execute_fetchall(
            "SELECT application_id AS id, (SELECT COUNT(*) FROM sqlite_master) AS tables"
            " FROM pragma_application_id"
        )
        found = dict(row)
        if found["id"] == APPLICATION_ID:
            return
        if found["tables"] or self.read_only:
            raise DatabaseUnreadable(self.where, "the file belongs to another program")
        await connection.execute(f"PRAGMA application_id={APPLICATION_ID}")

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        """Open the one writing transaction; others wait for their turn."""
        with writing_span() as span:
            async with self._turn:
                connection = self._require_writer()
                try:
                    # IMMEDIATE: what is read here can't change before it is written.
                    yield SqliteTx(connection, span, self.where, "BEGIN IMMEDIATE")
                    span.require_sound()
                    with sqlite_faults(self.where):
                        await connection.commit()
                except BaseException:
                    await _undo(connection)
                    raise

    def _require_writer(self) -> aiosqlite.Connection:
        self._require_open()
        if self._writer is None:
            raise DatabaseReadOnly(self.where, "it was opened for reading")
        return self._writer

    def _require_open(self) -> None:
        if self._closed:
            raise DatabaseClosed(self.where)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reader]:
        """Open a snapshot on a reading connection."""
        with reading_span() as span:
            async with self._reader() as connection:
                try:
                    yield SqliteReader(connection, span, self.where, "BEGIN")
                finally:
                    await _undo(connection)

    async def read(self, work: Callable[[Reader], Awaitable[T]]) -> T:
        """Do all of the work on one snapshot, in one hop."""
        with reading_span() as span:
            async with self._reader() as connection:
                reader = WholeReader(connection, span, self.where, "BEGIN")
                return await in_thread(connection, reader.finish, work)

    async def write(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        """Do all of the work in one transaction, in one hop; what waits as well goes along."""
        with writing_span() as span:
            write = Write(work, span)
            self._waiting.append(write)
            try:
                async with self._turn:
                    if not write.taken:
                        await self._commit()
                return cast(T, await write.done)
            finally:
                write.done.cancel()
                if not write.taken:
                    self._waiting.remove(write)

    async def _commit(self) -> None:
        connection = self._require_writer()
        writes, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        for write in writes:
            write.taken = True
        try:
            # Cancelled, this stops waiting, but the thread goes on and tells the others.
            await in_thread(connection, commit, connection, self.where, writes, asyncio.get_running_loop())
        except ValueError as closed:
            for write in writes:
                write.fault = closed
            tell(writes)

    @asynccontextmanager
    async def _reader(self) -> AsyncIterator[aiosqlite.Connection]:
        async with self._places:
            self._require_open()
            with sqlite_faults(self.where):
                connection = self._idle.pop() if self._idle else await self._connect(_READER)
            try:
                yield connection
            finally:
                self._idle.append(connection)

    async def checkpoint(self) -> None:
        """Move the WAL into the file and empty it, so that nothing erased is left in either."""
        async with self._turn:
            if self._writer is not None:
                with sqlite_faults(self.where):
                    await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        """Wait for the writer's turn and close every connection."""
        assert_outside_transaction("closing the database")
        async with self._turn:
            self._closed = True
            self._writer = None
            self._idle.clear()
            # The last connection to close empties the WAL into the file.
            with sqlite_faults(self.where):
                await self._connections.aclose()


async def _undo(connection: aiosqlite.Connection) -> None:
    # Nothing happens where nothing is open. A second cancellation may end this wait, but the ROLLBACK is
    # in the queue by then. A failure must not hide the error that brought us here.
    with suppress(sqlite3.Error, ValueError):
        await connection.rollback()


def _thread_of(connection: aiosqlite.Connection) -> threading.Thread:
    # A part that aiosqlite doesn't promise; before 0.22 the connection was the thread itself.
    return cast(threading.Thread, getattr(connection, "_thread", connection))


def _as_dict(cursor: sqlite3.Cursor, values: tuple[object, ...]) -> dict[str, object]:
    return {column[0]: value for column, value in zip(cursor.description, values, strict=True)}


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


def _prepare_file(path: Path) -> None:
    """Make the folder and the file so that only the owner can read them, before SQLite does.

    A file that is there is not touched: closing it would give up the locks that this process may hold on it
    through another connection (https://www.sqlite.org/howtocorrupt.html, 2.2).
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _make_private(path: Path) -> None:
    path.chmod(0o600)
