"""The commands for the database: bring it up to date, copy it, put a copy back."""

import argparse
import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.exit_codes import ExitCode
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.storage.migrate import Migration


def migrate(settings: Settings, asked: argparse.Namespace) -> int:
    """Bring the tables up to this version, which `run` does by itself too."""
    steps = asyncio.run(_migrate(settings))
    print(*(f"Applied {step.version:04} {step.name}." for step in steps), sep="\n", end="\n" if steps else "")
    print(f"{settings.database_label} is up to date.")
    return ExitCode.OK


async def _migrate(settings: Settings) -> "list[Migration]":
    from bot.storage.migrate import load_migrations, migrate
    from bot.storage.port import open_database

    database = await open_database(settings.database)
    try:
        return await migrate(database, load_migrations(), now())
    finally:
        await database.close()


def backup(settings: Settings, asked: argparse.Namespace) -> int:
    """Copy the database into a new file."""
    from bot.storage.backup import backup

    backup(settings.database, asked.file)
    print(f"Copied {settings.database_label} to {asked.file}.")
    if settings.steward_key is None:
        print("Keep a copy of the key file beside the database too, in another place: without it the")
        print("identities of reporters can't be read.")
    return ExitCode.OK


def restore(settings: Settings, asked: argparse.Namespace) -> int:
    """Put a backup in the place of the database and keep the present one under another name."""
    from bot.storage.backup import restore
    from bot.storage.migrate import load_migrations

    newest = max((step.version for step in load_migrations()), default=0)
    kept = restore(asked.file, settings.database, newest=newest, now=now())
    print(f"{settings.database_label} now holds what was in {asked.file}.")
    if kept is not None:
        print(f"What it held before is kept in {kept}.")
    return ExitCode.OK


def now() -> datetime:
    """Return the present instant (aware UTC), for commands that run without a bot."""
    # A command's own end of the line: nobody above could hand it a clock.
    return datetime.now(UTC)  # noqa: TID251
