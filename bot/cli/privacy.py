"""``steward privacy``: end the terms of what has been kept long enough; ``--dry-run`` only counts."""

import argparse
import asyncio

from bot.cli.database import now
from bot.exit_codes import ExitCode
from bot.settings import Settings


def privacy(settings: Settings, asked: argparse.Namespace) -> int:
    """Remove what is past its term, which a running bot does by itself every day."""
    counts = asyncio.run(_end_terms(settings, dry_run=asked.dry_run))
    word = "Would remove" if asked.dry_run else "Removed"
    print(f"{word}: " + ", ".join(f"{count} {what}" for what, count in counts.items()) + ".")
    return ExitCode.OK


async def _end_terms(settings: Settings, *, dry_run: bool) -> dict[str, int]:
    from bot.services.retention import end_terms
    from bot.storage.port import open_database

    database = await open_database(settings.database)
    try:
        return await end_terms(database, now(), dry_run=dry_run)
    finally:
        await database.close()
