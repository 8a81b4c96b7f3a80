"""A small table of its own for the tests of the engines, so that they need none of Steward's."""

from bot.storage.port import Database

TABLE = """
CREATE TABLE members (
    id BIGINT NOT NULL PRIMARY KEY,
    name TEXT,
    points BIGINT NOT NULL DEFAULT 0 CHECK (points >= 0),
    seal BYTEA,
    score DOUBLE PRECISION
)
"""
ADD = "INSERT INTO members (id, name) VALUES (:id, :name)"


async def names(database: Database) -> list[str]:
    async with database.reading() as reader:
        return [row["name"] for row in await reader.fetch("SELECT name FROM members ORDER BY id")]


async def add(database: Database, key: int, name: str) -> None:
    async with database.transaction() as tx:
        await tx.execute(ADD, id=key, name=name)
