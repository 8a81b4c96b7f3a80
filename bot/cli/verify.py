"""``steward verify``: follow the journal's chain of every server and name the first broken link."""

import argparse
import asyncio

from bot.exit_codes import ExitCode
from bot.settings import Settings


def verify(settings: Settings, asked: argparse.Namespace) -> int:
    """Check every journal; fail when one of them was altered."""
    broken = asyncio.run(_verify(settings))
    for guild, (count, entry) in broken.items():
        if entry is None:
            print(f"Server {guild}: {count} entries, each follows from the one before.")
        else:
            print(f"Server {guild}: entry {entry} does not follow from the one before; it was altered.")
    if not broken:
        print("The journal is empty.")
    return ExitCode.FAULT if any(entry is not None for _, entry in broken.values()) else ExitCode.OK


async def _verify(settings: Settings) -> dict[int, tuple[int, int | None]]:
    from bot.storage import journal
    from bot.storage.port import open_database

    database = await open_database(settings.database, read_only=True)
    try:
        async with database.reading() as reader:
            return {
                guild: (await journal.length(reader, guild), await journal.first_broken(reader, guild))
                for guild in await journal.guilds(reader)
            }
    finally:
        await database.close()
