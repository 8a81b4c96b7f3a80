"""A database for one run, on either engine, with the servers already set up as by ``/setup``."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import discord

from bot.clock import to_ms
from bot.errors import DatabaseLocked
from bot.policy.ids import GuildId
from bot.policy.server import ServerSettings
from bot.storage import servers
from bot.storage.migrate import load_migrations, migrate
from bot.storage.port import open_database

POSTGRES: Final = "postgresql://postgres@127.0.0.1:5432/postgres"
STORES: Final = ("sqlite", "postgres")


@asynccontextmanager
async def prepared(kind: str, folder: Path, settings: Mapping[int, ServerSettings]) -> AsyncIterator[str]:
    """Give what to put into DATABASE; a PostgreSQL database is made for the run and dropped after it."""
    if kind == "sqlite":
        url = str(folder / "steward.sqlite3")
        await _fill(url, settings)
        yield url
        return
    server = os.environ.get("STEWARD_TEST_POSTGRES", POSTGRES)
    name = f"steward_faults_{uuid4().hex[:12]}"
    await _command(server, f"CREATE DATABASE {name}")
    try:
        url = urlsplit(server)._replace(path=f"/{name}").geturl()
        await _fill(url, settings)
        yield url
    finally:
        await _command(server, f"DROP DATABASE {name} WITH (FORCE)")


async def end_lease(url: str) -> None:
    """End whichever lease is held, as its time would."""
    database = await open_database(url)
    try:
        async with database.transaction() as tx:
            await tx.execute("UPDATE leases SET expires_at = 0")
    finally:
        await database.close()


async def locked(url: str) -> bool:
    """Return whether somebody holds SQLite's lock for writing; PostgreSQL ends what is frozen by itself."""
    if "://" in url:
        return False
    database = await open_database(url, lock_wait=0.1)
    try:
        async with database.transaction() as tx:
            await tx.execute("UPDATE leases SET name = name")
    except DatabaseLocked:
        return True
    finally:
        await database.close()
    return False


async def _fill(url: str, settings: Mapping[int, ServerSettings]) -> None:
    now = discord.utils.utcnow()
    database = await open_database(url)
    try:
        await migrate(database, load_migrations(), now)
        async with database.transaction() as tx:
            for guild_id, chosen in settings.items():
                await servers.put_settings(tx, GuildId(guild_id), chosen.to_json(), to_ms(now))
    finally:
        await database.close()


async def _command(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url, timeout=10)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
