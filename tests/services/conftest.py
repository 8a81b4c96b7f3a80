"""The databases of the storage tests, for services: each test runs on SQLite and on PostgreSQL."""

import pytest

from bot.storage.port import Database
from tests.services.world import World
from tests.storage.conftest import database, database_url, empty_database, postgres, postgres_url, sqlite_path

__all__ = ["database", "database_url", "empty_database", "postgres", "postgres_url", "sqlite_path"]


@pytest.fixture
def world(database: Database) -> World:
    """Give the services on an empty database."""
    return World(database)
