"""Whole transactions that wait for their turn at the same time share one commit, as each waits for the disk.

Each is behind a savepoint of its own (https://www.sqlite.org/lang_savepoint.html): one that fails is undone
alone, and the others are kept. Nobody is told that something was kept before it has reached the disk.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from contextvars import copy_context
from typing import Any, Final

import aiosqlite

from bot.storage.faults import sqlite_faults
from bot.storage.port import Span, Tx
from bot.storage.sqlite_handles import WholeTx, at_once, raw

MOST: Final = 50
"""How many share a commit, so that the first of them doesn't wait for long."""


class Write:
    """A piece of work that is to be one transaction, and what became of it."""

    def __init__(self, work: Callable[[Tx], Awaitable[Any]], span: Span) -> None:
        self.span = span
        self.taken = False
        """Whether it is on its way to the database's thread."""
        self.done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.fault: BaseException | None = None
        self._work = work
        # The thread must know as well that it is inside a transaction.
        self._context = copy_context()
        self._found: object = None

    def run(self, tx: WholeTx) -> None:
        """Do the work, in the database's thread."""
        try:
            self._found = self._context.run(at_once, self._work, tx)
            self.span.require_sound()
        except BaseException as fault:
            self.fault = fault

    def tell(self) -> None:
        """Tell who waits, in the event loop; nobody may."""
        if self.done.done():
            return
        if self.fault is None:
            self.done.set_result(self._found)
        else:
            self.done.set_exception(self.fault)


def commit(
    connection: aiosqlite.Connection, where: str, writes: Sequence[Write], loop: asyncio.AbstractEventLoop
) -> None:
    """Do all of them in the connection's thread and tell the event loop; raises nothing."""
    try:
        with sqlite_faults(where):
            _together(connection, where, writes)
            raw(connection).commit()
    except BaseException as fault:
        _fail(writes, fault)
    finally:
        if raw(connection).in_transaction:
            with suppress(sqlite3.Error):
                raw(connection).rollback()
    with suppress(RuntimeError):
        # Who waited in an event loop that is closed waits no more.
        loop.call_soon_threadsafe(tell, writes)


def _together(connection: aiosqlite.Connection, where: str, writes: Sequence[Write]) -> None:
    database = raw(connection)
    for place, write in enumerate(writes):
        if not database.in_transaction:
            # IMMEDIATE: what is read here can't change before it is written.
            database.execute("BEGIN IMMEDIATE")
        database.execute("SAVEPOINT one")
        write.run(WholeTx(connection, write.span, where, ""))
        if not database.in_transaction and write.fault is not None:
            # As on a full disk: SQLite undid all of it, those before this one as well.
            _fail(writes[:place], write.fault)
            continue
        if write.fault is not None:
            database.execute("ROLLBACK TO one")
        database.execute("RELEASE one")


def _fail(writes: Sequence[Write], fault: BaseException) -> None:
    for write in writes:
        write.fault = write.fault or fault


def tell(writes: Sequence[Write]) -> None:
    """Tell everybody what became of theirs."""
    for write in writes:
        write.tell()
