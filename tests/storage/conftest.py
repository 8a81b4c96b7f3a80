"""Databases for the tests of storage: each test runs on SQLite and on PostgreSQL.

`database` has all tables, `empty_database` has none, `database_url` opens the same one again.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest

from bot.storage.migrate import load_migrations, migrate
from bot.storage.port import Database, open_database
from tests.storage.members import TABLE

POSTGRES = "postgresql://postgres@127.0.0.1:5432/postgres"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


async def command(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url, timeout=10)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Give the address of a PostgreSQL database of this session's own, dropped afterwards."""
    url = os.environ.get("STEWARD_TEST_POSTGRES", POSTGRES)
    name = f"steward_test_{uuid4().hex[:12]}"
    try:
        asyncio.run(command(url, f"CREATE DATABASE {name}"))
        # The server itself is never killed here, so no commit needs to wait for its disk.
        asyncio.run(command(url, f"ALTER DATABASE {name} SET synchronous_commit = off"))
    except (OSError, TimeoutError) as error:
        required = os.environ.get("CI") and os.environ.get("STEWARD_REQUIRE_POSTGRES") == "1"
        if required:
            pytest.fail(f"PostgreSQL is required here and doesn't answer: {error}")
        pytest.skip(f"no PostgreSQL server answers: {error}")
    yield urlsplit(url)._replace(path=f"/{name}").geturl()
    asyncio.run(command(url, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
async def postgres_url(postgres: str) -> AsyncIterator[str]:
    """Give the address of an empty schema, dropped afterwards."""
    schema = f"s{uuid4().hex[:12]}"
    await command(postgres, f"CREATE SCHEMA {schema}")
    yield f"{postgres}?search_path={schema}"
    await command(postgres, f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture
def sqlite_path(tmp_path: Path) -> Path:
    return tmp_path / "steward.sqlite3"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    wanted = "sqlite_path" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(wanted))


@pytest.fixture
async def empty_database(database_url: str) -> AsyncIterator[Database]:
    opened = await open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def database(empty_database: Database) -> Database:
    await migrate(empty_database, load_migrations(), NOW)
    return empty_database


@pytest.fixture
async def members(empty_database: Database) -> Database:
    """Give a database with only the small table of `tests.storage.members`."""
    async with empty_database.transaction() as tx:
        await tx.execute(TABLE)
    return empty_database
