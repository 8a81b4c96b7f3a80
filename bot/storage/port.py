"""The port to the database: what every store module may ask for, whichever engine carries it.

The same SQL text runs on SQLite and PostgreSQL: named parameters (``:name``), BIGINT, TEXT, BYTEA and
DOUBLE PRECISION, ``ON CONFLICT`` and ``RETURNING``. Both engines also fail alike: after one failed statement
a transaction is lost as a whole, and a handle that outlives its transaction is refused.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Final, Protocol, TypeAlias, TypeVar

from bot.errors import DatabaseUnreadable, ExtraMissing, TransactionFailed, TransactionOpen, TransactionOver

T = TypeVar("T")
Value: TypeAlias = int | float | str | bytes | None
"""What a parameter may be; a bool is stored as 0 or 1."""
Row: TypeAlias = Mapping[str, Any]
"""A dictionary by column name; booleans and sums come back as plain int or float on both engines."""


class Reader(Protocol):
    """Reads one consistent state of the database."""

    async def fetch(self, sql: str, **params: Value) -> list[Row]:
        """Return all rows; also for ``INSERT``/``UPDATE``/``DELETE … RETURNING`` in a transaction."""
        ...

    async def fetch_one(self, sql: str, **params: Value) -> Row | None:
        """Return the first row, or None."""
        ...


class Tx(Reader, Protocol):
    """Reads and writes inside one transaction."""

    async def execute(self, sql: str, **params: Value) -> int:
        """Run one statement and return how many rows it touched."""
        ...

    async def execute_many(self, sql: str, rows: Sequence[Mapping[str, Value]]) -> None:
        """Run one statement for each row of parameters."""
        ...


class Database(Protocol):
    """An open database."""

    engine: str
    """``sqlite`` or ``postgres``."""
    where: str
    """The path or address, without login, for messages to the person who runs the bot."""

    def transaction(self) -> AbstractAsyncContextManager[Tx]:
        """Open a writing transaction: committed at the end, undone by any exception or cancellation.

        A cancellation that arrives while the commit is on its way is passed on, but the commit may have
        happened: a repeat must be safe, as everywhere.
        """
        ...

    def reading(self) -> AbstractAsyncContextManager[Reader]:
        """Open a read of one consistent state, beside the writer and not waiting for it."""
        ...

    async def read(self, work: Callable[[Reader], Awaitable[T]]) -> T:
        """Read one consistent state by work that waits for nothing but its reader, and return what it found.

        As `reading`, but SQLite does it all in the database's own thread, for the time of one statement.
        Raises RuntimeError when the work waits for something else.
        """
        ...

    async def write(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        """Write by work that waits for nothing but its transaction, and return what it found.

        As `transaction`, but SQLite does it all in the database's own thread, for the time of one statement;
        so it must touch nothing that belongs to the event loop, such as an `asyncio.Event`. Raises
        RuntimeError when the work waits for something else; then nothing is written.
        """
        ...

    async def close(self) -> None:
        """Close all connections; safe to call twice. Must be called, or threads keep the process alive."""
        ...


class Span:
    """Whether a transaction or a reading is still open and sound; shared by its handle and the guard."""

    __slots__ = ("failed", "open")

    def __init__(self) -> None:
        self.open = True
        self.failed = False

    @contextmanager
    def statement(self) -> Iterator[None]:
        """Let one statement run if the span is open and sound; remember when it fails."""
        if not self.open:
            raise TransactionOver(detail="keep no handle beyond its block")
        self.require_sound()
        try:
            yield
        except BaseException:
            # PostgreSQL gives up a transaction at the first failure, a cancelled statement included;
            # SQLite would go on, and on a full disk even outside the transaction that it undid itself.
            self.failed = True
            raise

    def require_sound(self) -> None:
        """Raise `TransactionFailed` if a statement failed before."""
        if self.failed:
            raise TransactionFailed(detail="a statement failed and its error was swallowed")


_current: Final[ContextVar[Span | None]] = ContextVar("steward_transaction", default=None)


def in_transaction() -> bool:
    """Tell whether this task, or the one that started it, is inside a writing transaction."""
    span = _current.get()
    return span is not None and span.open


def assert_outside_transaction(what: str = "a call to Discord") -> None:
    """Raise `TransactionOpen` inside a writing transaction; the performer asks before each call."""
    if in_transaction():
        raise TransactionOpen(detail=f"{what} was tried inside one")


@contextmanager
def writing_span() -> Iterator[Span]:
    """Mark the current task as inside a transaction; for the engines."""
    assert_outside_transaction("a second transaction")
    span = Span()
    # Never reset: closing the span is enough, and it also frees tasks which inherited this context.
    _current.set(span)
    try:
        yield span
    finally:
        span.open = False


@contextmanager
def reading_span() -> Iterator[Span]:
    """Open a span for reading, refused inside a transaction, whose writes it could not see."""
    assert_outside_transaction("a separate reading (read through the transaction instead)")
    span = Span()
    try:
        yield span
    finally:
        span.open = False


async def open_database(
    url_or_path: str | Path, *, read_only: bool = False, readers: int = 4, lock_wait: float = 5.0
) -> Database:
    """Open PostgreSQL for a ``postgresql://`` address, else the SQLite file at this path (made if absent).

    ``readers`` bounds the reading connections, ``lock_wait`` is in seconds. ``read_only`` opens what is there
    without changing a byte of it, which is what is left to do with a newer or full database.
    Raises a `StorageError` that says what to do.
    """
    scheme, separator, _ = str(url_or_path).partition("://")
    if not separator:
        from bot.storage.sqlite import SqliteDatabase

        return await SqliteDatabase.open(
            Path(url_or_path), read_only=read_only, readers=readers, lock_wait=lock_wait
        )
    if scheme not in {"postgresql", "postgres"}:
        raise DatabaseUnreadable(f"{scheme}://…", "give a file path or a postgresql:// address")
    try:
        from bot.storage.postgres import PostgresDatabase
    except ModuleNotFoundError as missing:
        raise ExtraMissing("postgres") from missing
    return await PostgresDatabase.open(
        str(url_or_path), read_only=read_only, readers=readers, lock_wait=lock_wait
    )
