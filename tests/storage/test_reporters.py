"""How reporters stand, on both engines: counts, pauses, and a second look by somebody else."""

from datetime import timedelta

from bot.policy.ids import CaseNumber, PersonId
from bot.policy.reputation import Reputation
from bot.storage import reporters, reports
from bot.storage.port import Database
from tests.storage.factories import GUILD, NOW, OTHER, with_case
from tests.storage.test_reports import report

TOVE, ILSE = PersonId("p-tove"), PersonId("p-ilse")
LATER = NOW + timedelta(days=7)


async def test_outcomes_are_counted_and_weighed_once_a_reporter(database: Database) -> None:
    await with_case(database)
    async with database.transaction() as tx:
        for code, who in (("R-1", "ada"), ("R-2", "ada"), ("R-3", "bo")):
            await reports.add(tx, report(code), words=None, reporter=who, identity=b"i")
        await reporters.count(tx, GUILD, "ada", agreed=1, disagreed=0, at=NOW)
        await reporters.count(tx, GUILD, "ada", agreed=0, disagreed=1, at=NOW)
        found = await reporters.of_message(tx, GUILD, CaseNumber(1), 6)
        assert sorted(each.agreed for each in found) == [0, 1]
        assert (await reporters.get(tx, GUILD, "ada")).reputation == Reputation(agreed=1, disagreed=1)
        assert await reporters.get(tx, OTHER, "ada") == reporters.NEW
        assert [row["reporter"] for row in await reporters.of_case(tx, GUILD, 1)] == ["ada", "bo"]


async def test_who_paused_does_not_take_the_second_look(database: Database) -> None:
    async with database.transaction() as tx:
        await reporters.count(tx, GUILD, "ada", agreed=0, disagreed=2, at=NOW)
        assert not await reporters.ask(tx, GUILD, "ada", NOW), "there is no pause"
        await reporters.pause(tx, GUILD, "ada", LATER, 1, TOVE, NOW)
        assert await reporters.answer(tx, GUILD, 1, ILSE, NOW, end=True) == [], "nobody asked"
        assert await reporters.ask(tx, GUILD, "ada", NOW)
        assert not await reporters.ask(tx, GUILD, "ada", NOW)
        assert await reporters.asking(tx, GUILD, 1) == ["ada"]
        assert await reporters.answer(tx, GUILD, 1, TOVE, NOW, end=True) == []
        assert await reporters.answer(tx, GUILD, 1, ILSE, NOW, end=False) == ["ada"]
        assert not await reporters.ask(tx, GUILD, "ada", NOW), "once is enough"
        assert (await reporters.get(tx, GUILD, "ada")).paused_until == LATER
        await reporters.pause(tx, GUILD, "ada", LATER, 1, TOVE, NOW)
        assert await reporters.ask(tx, GUILD, "ada", NOW)
        assert await reporters.answer(tx, GUILD, 1, ILSE, NOW, end=True) == ["ada"]
        after = await reporters.get(tx, GUILD, "ada")
        assert (after.paused_until, after.warned_at, after.reputation.disagreed) == (None, None, 1)


async def test_forgetting_takes_the_counts_and_leaves_a_pause_to_its_end(database: Database) -> None:
    async with database.transaction() as tx:
        await reporters.count(tx, GUILD, "ada", agreed=3, disagreed=2, at=NOW)
        await reporters.warn(tx, GUILD, "ada", NOW)
        await reporters.pause(tx, GUILD, "ada", LATER, 1, TOVE, NOW)
        await reporters.forget(tx, GUILD, "ada", NOW)
        left = await reporters.get(tx, GUILD, "ada")
        assert (left.reputation, left.paused_until) == (Reputation(), LATER)
        await reporters.forget(tx, GUILD, "ada", LATER)
        assert await reporters.get(tx, GUILD, "ada") == reporters.NEW
