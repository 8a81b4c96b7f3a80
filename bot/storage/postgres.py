"""PostgreSQL as the database: the same statements on a pool of connections.

Transactions run beside each other (READ COMMITTED) and are kept apart by row locks; no advisory locks and
no LISTEN, so that databases which speak PostgreSQL's language stay possible.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlsplit

import asyncpg

from bot.errors import DatabaseClosed, DatabaseReadOnly, DatabaseUnreachable, StatementRefused
from bot.storage.faults import of_postgres
from bot.storage.params import for_postgres, many_for_postgres, plain
from bot.storage.port import (
    Reader,
    Row,
    Span,
    Tx,
    Value,
    assert_outside_transaction,
    reading_span,
    writing_span,
)

if TYPE_CHECKING:
    # asyncpg's classes are generic for the type checker only.
    Pool = asyncpg.Pool[asyncpg.Record]
    Connection = asyncpg.pool.PoolConnectionProxy[asyncpg.Record]

T = TypeVar("T")
_STATEMENTS_CACHED: Final = 512
_PATIENCE: Final = 30.0
"""Seconds we wait for one statement, and for a free connection."""
_CLOSING: Final = 5.0
"""Seconds for transactions on their way when the pool is closed."""
_LONGEST_PAUSE: Final = "10s"
"""Between two statements of a transaction. A process that was frozen inside one holds its locks, and must not
keep its successor from the database for longer than its lease (15 s) lasts."""


class PostgresReader:
    """Statements on one connection, as long as its span is open."""

    def __init__(self, connection: "Connection", span: Span, where: str) -> None:
        self._connection = connection
        self._span = span
        self._where = where

    async def fetch(self, sql: str, **params: Value) -> list[Row]:
        """Return all rows."""
        with self._span.statement(), _faults(self._where):
            text, values = for_postgres(sql, plain(params))
            return [dict(record) for record in await self._connection.fetch(text, *values)]

    async def fetch_one(self, sql: str, **params: Value) -> Row | None:
        """Return the first row, or None."""
        rows = await self.fetch(sql, **params)
        return rows[0] if rows else None


class PostgresTx(PostgresReader):
    """Statements inside a writing transaction."""

    async def execute(self, sql: str, **params: Value) -> int:
        """Run one statement and return how many rows it touched."""
        with self._span.statement(), _faults(self._where):
            text, values = for_postgres(sql, plain(params))
            return _touched(await self._connection.execute(text, *values))

    async def execute_many(self, sql: str, rows: Sequence[Mapping[str, Value]]) -> None:
        """Run one statement for each row of parameters."""
        if not rows:
            return
        with self._span.statement(), _faults(self._where):
            text, values = many_for_postgres(sql, [plain(row) for row in rows])
            await self._connection.executemany(text, values)


class PostgresDatabase:
    """A pool of connections to one PostgreSQL database."""

    engine = "postgres"

    def __init__(self, pool: "Pool", where: str, *, read_only: bool) -> None:
        self._pool = pool
        self.where = where
        self.read_only = read_only

    @classmethod
    async def open(
        cls, url: str, *, read_only: bool = False, readers: int = 4, lock_wait: float = 5.0
    ) -> "PostgresDatabase":
        """Connect to the server; see `open_database`."""
        where = _without_login(url)
        with _faults(where):
            pool = await asyncpg.create_pool(
                url,
                min_size=1,
                max_size=readers * 2,
                init=_plain_numbers,
                reset=_nothing,
                timeout=_PATIENCE,
                command_timeout=_PATIENCE,
                statement_cache_size=_STATEMENTS_CACHED,
                server_settings={
                    "application_name": "steward",
                    "lock_timeout": str(round(lock_wait * 1000)),
                    "idle_in_transaction_session_timeout": _LONGEST_PAUSE,
                    "default_transaction_read_only": "on" if read_only else "off",
                },
            )
        return cls(pool, where, read_only=read_only)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        """Open a writing transaction (READ COMMITTED)."""
        if self.read_only:
            raise DatabaseReadOnly(self.where, "it was opened for reading")
        with writing_span() as span:
            async with self._begun("BEGIN ISOLATION LEVEL READ COMMITTED") as connection:
                yield PostgresTx(connection, span, self.where)
                # COMMIT of a failed transaction would roll back without a word.
                span.require_sound()
                with _faults(self.where):
                    await connection.execute("COMMIT")

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reader]:
        """Open a snapshot."""
        with reading_span() as span:
            async with self._begun("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") as connection:
                yield PostgresReader(connection, span, self.where)
                with _faults(self.where):
                    await connection.execute("COMMIT")

    async def read(self, work: Callable[[Reader], Awaitable[T]]) -> T:
        """Do the work on one snapshot."""
        async with self.reading() as reader:
            return await work(reader)

    async def write(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        """Do the work in one transaction."""
        async with self.transaction() as tx:
            return await work(tx)

    @asynccontextmanager
    async def _begun(self, begin: str) -> AsyncIterator["Connection"]:
        with _faults(self.where):
            connection = await self._pool.acquire(timeout=_PATIENCE)
        try:
            with _faults(self.where):
                await connection.execute(begin)
            yield connection
        except BaseException:
            await _undo(connection)
            raise
        finally:
            with _faults(self.where):
                await self._pool.release(connection)

    async def close(self) -> None:
        """Close the pool; what takes more than seconds to come to an end is rolled back by the server."""
        assert_outside_transaction("closing the database")
        try:
            async with asyncio.timeout(_CLOSING):
                await self._pool.close()
        except TimeoutError:
            self._pool.terminate()


async def _undo(connection: "Connection") -> None:
    # A second cancellation or a lost connection may end this; the pool then rolls back, or the server does.
    with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        if connection.is_in_transaction():
            await connection.execute("ROLLBACK")


@contextmanager
def _faults(where: str) -> Iterator[None]:
    try:
        yield
    except asyncpg.PostgresError as error:
        raise of_postgres(error.sqlstate or "", where, str(error)) from error
    except asyncpg.InterfaceError as error:
        kind = DatabaseClosed if "clos" in str(error) else StatementRefused
        raise kind(where, str(error)) from error
    except (OSError, TimeoutError) as error:
        raise DatabaseUnreachable(where, str(error) or "no answer in time") from error


async def _plain_numbers(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Make sums and truth values come back as plain numbers, as SQLite gives them."""
    for name, decoder in (("numeric", _number), ("bool", _truth)):
        await connection.set_type_codec(
            name, schema="pg_catalog", encoder=str, decoder=decoder, format="text"
        )


async def _nothing(_: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Give a connection back without asyncpg's reset, a round trip; our transactions leave nothing behind."""


def _number(text: str) -> int | float:
    return float(text) if "." in text or text == "NaN" else int(text)


def _truth(text: str) -> int:
    return int(text == "t")


def _touched(status: str) -> int:
    """Read the number in "INSERT 0 1" or "UPDATE 3"; other commands touch no rows."""
    last = status.rpartition(" ")[2]
    return int(last) if last.isdecimal() else 0


def _without_login(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
