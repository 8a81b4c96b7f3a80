"""Rules on both engines: every change is a version, and hits are counted by day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import StorageError
from bot.storage import rules
from bot.storage.port import Database
from bot.storage.rules import DAY_MS, RuleVersion
from tests.storage.factories import GUILD, OTHER, TOVE

FIRST = RuleVersion(
    guild_id=GUILD, scope_id=GUILD, version=1, rules={"a": ["ä"]}, change="added a", actor=TOVE, at=5
)
SECOND = replace(FIRST, version=2, rules={})


async def test_the_latest_version_of_each_scope_counts(database: Database) -> None:
    channel = replace(FIRST, scope_id=301)
    async with database.transaction() as tx:
        for version in (FIRST, SECOND, channel, replace(FIRST, guild_id=OTHER, scope_id=OTHER)):
            await rules.add_version(tx, version)
        latest = await rules.latest(tx)
        assert sorted((each.guild_id, each.scope_id, each.version) for each in latest) == [
            (GUILD, 301, 1),
            (GUILD, GUILD, 2),
            (OTHER, OTHER, 1),
        ]
        assert await rules.history(tx, GUILD, GUILD, 9) == [SECOND, FIRST]
        assert await rules.history(tx, GUILD, GUILD, 1) == [SECOND]


@pytest.mark.parametrize("sql", ["", "UPDATE rule_versions SET rules = '{}'"])
async def test_a_version_is_written_once(database: Database, sql: str) -> None:
    """Two admins at once: the second is told to look again; and nothing is overwritten afterwards."""
    async with database.transaction() as tx:
        await rules.add_version(tx, FIRST)

    async def again() -> None:
        async with database.transaction() as tx:
            if sql:
                await tx.execute(sql)
            else:
                await rules.add_version(tx, FIRST)

    with pytest.raises(StorageError):
        await again()


async def test_hits_add_up_by_day(database: Database) -> None:
    async with database.transaction() as tx:
        await rules.count(tx, {(GUILD, "a", "flag"): 2, (OTHER, "a", "flag"): 9}, 5 * DAY_MS)
        await rules.count(tx, {(GUILD, "a", "flag"): 3, (GUILD, "b", "shadow"): 1}, 5 * DAY_MS + 7)
        await rules.count(tx, {(GUILD, "a", "flag"): 10}, 6 * DAY_MS)
        assert await rules.counts(tx, GUILD, 5 * DAY_MS + 99) == {"a": {"flag": 15}, "b": {"shadow": 1}}
        assert await rules.counts(tx, GUILD, 6 * DAY_MS) == {"a": {"flag": 10}}
