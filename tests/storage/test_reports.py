"""Reports on both engines: the reporter stands apart and sealed, and has a number within the case."""

from __future__ import annotations

from typing import Any

from bot.policy.ids import CaseNumber, ReportCode
from bot.policy.records import Report
from bot.storage import reports
from bot.storage.port import Database
from tests.storage.factories import GUILD, MINUTE, MIRA, NOW, OTHER, with_case


def report(code: str, **changes: Any) -> Report:
    values: dict[str, Any] = {
        "guild_id": GUILD,
        "code": ReportCode(code),
        "case": CaseNumber(1),
        "person": MIRA,
        "reporter_number": 1,
        "category": "harassment",
        "state": "open",
        "verified": True,
        "channel_id": 5,
        "message_id": 6,
        "words": "",
        "created_at": NOW,
        "told_at": None,
    }
    return Report(**{**values, **changes})


async def filled(database: Database) -> None:
    await with_case(database)
    async with database.transaction() as tx:
        for code, reporter, number in (("R-1", "ada", 1), ("R-2", "bo", 2)):
            made = report(code, reporter_number=number, created_at=NOW + number * MINUTE)
            await reports.add(tx, made, words=b"w\0", reporter=reporter, identity=b"i" + reporter.encode())


async def test_a_report_comes_back_and_the_reporter_stands_apart(database: Database) -> None:
    await filled(database)
    async with database.reading() as reader:
        first, second = await reports.of_case(reader, GUILD, 1)
        assert (first["words"], second["code"]) == (b"w\0", "R-2")
        assert "reporter" not in first
        assert reports.opened(first, "hello") == report("R-1", words="hello", created_at=NOW + MINUTE)
        assert await reports.seal_of(reader, GUILD, "R-2") == b"ibo"
        assert await reports.seal_of(reader, OTHER, "R-2") is None


async def test_everybody_sees_their_own(database: Database) -> None:
    await filled(database)
    async with database.reading() as reader:
        assert [row["code"] for row in await reports.own(reader, GUILD, "ada", 9)] == ["R-1"]
        assert await reports.own(reader, GUILD, "cem", 9) == []
        same = await reports.same(reader, GUILD, "ada", 6, MIRA)
        assert same is not None
        assert same["code"] == "R-1"
        assert await reports.same(reader, GUILD, "ada", 7, MIRA) is None


async def test_a_reporter_keeps_their_number_in_a_case(database: Database) -> None:
    await filled(database)
    async with database.reading() as reader:
        assert await reports.reporter_number(reader, GUILD, 1, "bo") == 2
        assert await reports.reporter_number(reader, GUILD, 1, "cem") == 3
        assert await reports.reporter_number(reader, GUILD, 9, "cem") == 1


async def test_reports_get_their_outcome_once(database: Database) -> None:
    await filled(database)
    async with database.transaction() as tx:
        assert sorted(await reports.settle(tx, GUILD, 1, "no_violation", 5)) == ["R-1", "R-2"]
        assert await reports.settle(tx, GUILD, 1, "action_taken", 6) == []
        assert {row["state"] for row in await reports.of_case(tx, GUILD, 1)} == {"no_violation"}
        assert await reports.same(tx, GUILD, "ada", 6, MIRA) is None
