"""The faults of the program, each with one sentence that says what to do.

An expected refusal (no such case, not allowed) is a value and never stands here. What does::

    StewardError
    └── StorageError
        ├── DatabaseUnreadable    the file can't be opened, or isn't Steward's
        ├── DatabaseUnreachable   the server doesn't answer or doesn't let us in
        ├── DatabaseNewer         written by a later version of the program
        ├── DatabaseLocked        another process is writing
        ├── DatabaseCorrupt       the integrity check found damage
        ├── DatabaseReadOnly      a write where only reading is possible
        ├── DatabaseClosed        used after close()
        ├── DiskFull
        ├── ExtraMissing          an optional library isn't installed
        ├── MigrationMismatch     the migrations of program and database disagree
        ├── BackupRefused         the copy or its target is unfit
        ├── StatementRefused      a bug: the SQL or a value in it
        │   └── ConstraintViolated
        └── TransactionMisused    a bug, also a RuntimeError
            ├── TransactionOpen   a call to Discord, or a second transaction, inside one
            ├── TransactionFailed going on after a statement failed
            └── TransactionOver   using a transaction that has ended
"""

from typing import ClassVar


class StewardError(Exception):
    """Any fault that the program knows by name; its text can be shown to the person who runs it."""

    lasting: ClassVar[bool] = False
    """Whether starting again can't help: a person must do something first."""


class StorageError(StewardError):
    """A fault of the database; ``where`` names it without any password, ``detail`` is the engine's word."""

    sentence: ClassVar[str] = "The database {where} reported a fault: {detail}"

    def __init__(self, where: str = "", detail: str = "") -> None:
        self.where = where
        self.detail = detail
        # A literal replacement, because the engine's words may hold braces.
        text = self.sentence.replace("{where}", where).replace("{detail}", detail.rstrip("."))
        super().__init__(" ".join(text.split()).rstrip(": ") + ".")


class DatabaseUnreadable(StorageError):
    """The file can't be opened, isn't a database, or is another program's."""

    sentence = "The database {where} can't be opened; check the path and who may read it: {detail}"


class DatabaseUnreachable(StorageError):
    """The PostgreSQL server doesn't answer, or refuses us."""

    sentence = (
        "The database server {where} can't be reached; check that it runs, its address and login: {detail}"
    )


class DatabaseNewer(StorageError):
    """The database was written by a later version of the program; nothing was changed."""

    lasting = True
    sentence = "The database {where} is newer than this Steward; update Steward and start again: {detail}"


class DatabaseLocked(StorageError):
    """Another process held the write lock for longer than we wait."""

    sentence = (
        "Another program is writing to {where}; stop the second Steward or shell and try again: {detail}"
    )


class DatabaseCorrupt(StorageError):
    """The database is damaged; it is left as it is."""

    lasting = True
    sentence = (
        "The database {where} is damaged; keep the file and run `steward restore` with a backup: {detail}"
    )


class DatabaseReadOnly(StorageError):
    """A write was tried on a database that was opened, or can only be, read."""

    sentence = "The database {where} can only be read; check the rights of the file and its folder: {detail}"


class DatabaseClosed(StorageError):
    """The database was used after it had been closed."""

    sentence = "The database {where} is closed; start Steward again"


class DiskFull(StorageError):
    """There is no room left; the transaction was undone as a whole."""

    sentence = "There is no room left for {where}; free some space, nothing half-written was kept: {detail}"


class ExtraMissing(StorageError):
    """An optional library is needed and isn't installed; ``where`` names the extra."""

    lasting = True
    sentence = "This needs the extra `{where}`; install it with `pip install 'steward[{where}]'`"


class MigrationMismatch(StorageError):
    """The migrations known to the program aren't those that made the database."""

    lasting = True
    sentence = "The tables of {where} don't fit this Steward; install an unchanged release: {detail}"


class BackupRefused(StorageError):
    """A backup was not made or not restored; nothing was overwritten."""

    sentence = "Nothing was copied to {where}; {detail}"


class StatementRefused(StorageError):
    """A bug: the engine refused a statement, or a value doesn't fit."""

    sentence = "The database {where} refused a statement, please report this: {detail}"


class ConstraintViolated(StatementRefused):
    """A UNIQUE, CHECK, NOT NULL or foreign key constraint said no."""

    sentence = "A rule of the tables in {where} refused a row, please report this: {detail}"


class TransactionMisused(StorageError, RuntimeError):
    """A bug in how a transaction is used."""

    sentence = "A transaction was misused, please report this: {detail}"


class TransactionOpen(TransactionMisused):
    """Something that may wait for long, or would wait for itself, was tried inside a transaction."""

    sentence = "This must happen outside a transaction, please report this: {detail}"


class TransactionFailed(TransactionMisused):
    """A statement of this transaction failed earlier, so all of it was undone."""

    sentence = "This transaction has failed and was undone, please report this: {detail}"


class TransactionOver(TransactionMisused):
    """The transaction has ended; its handle can't be used any more."""

    sentence = "This transaction has ended, please report this: {detail}"
