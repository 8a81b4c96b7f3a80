"""Carrying a piece to a case about somebody else, on both engines; and what of a note may ever change."""

from __future__ import annotations

from typing import Any

import pytest

from bot.clock import to_ms
from bot.errors import StorageError
from bot.policy.ids import CaseNumber, PersonId, ReportCode
from bot.storage import carrying, case_links, cases, evidence, reports
from bot.storage import evidence_files as files
from bot.storage.port import Database
from tests.storage.factories import GUILD, MIRA, NOW, TOVE, with_case
from tests.storage.test_evidence import item
from tests.storage.test_reports import filled

TEO = PersonId("p-0000000000000009")
AT = to_ms(NOW)


async def test_a_report_keeps_its_code_and_its_seal(database: Database) -> None:
    await filled(database)
    await with_case(database, 2, person=TEO)
    async with database.transaction() as tx:
        assert await case_links.reported_by(tx, GUILD, MIRA, "ada")
        await carrying.move_told(
            tx, GUILD, "reports", "R-1", CaseNumber(2), TEO, reporter_number=1, words=b"sealed anew"
        )
        assert not await case_links.reported_by(tx, GUILD, MIRA, "ada")
        assert await case_links.reported_by(tx, GUILD, TEO, "ada")
        (moved,) = await reports.of_case(tx, GUILD, 2)
        assert (moved["code"], moved["person"], moved["words"]) == ("R-1", TEO, b"sealed anew")
        assert [row["code"] for row in await reports.own(tx, GUILD, "ada", 9)] == ["R-1"]
        assert await carrying.questions_of(tx, GUILD, "R-1") == []
        assert await carrying.unsealings_of(tx, GUILD, "R-1") == []


async def test_evidence_goes_or_goes_along_as_a_copy(database: Database) -> None:
    await with_case(database)
    await with_case(database, 2, person=TEO)
    async with database.transaction() as tx:
        for name in ("e-1", "e-2"):
            made = item(name, kind="attachment", report=ReportCode("R-1"), problem=files.PENDING)
            await evidence.add(tx, GUILD, made, None)
            await files.add_chunk(tx, GUILD, name, 0, b"first", AT)
            await files.complete(tx, GUILD, name, media_type="a/b", size=9, sha256="a", received="", chunks=1)
        sealed: dict[str, Any] = {"body": None, "reading": b"read"}
        await carrying.move_evidence(tx, GUILD, "e-1", CaseNumber(2), TEO, **sealed)
        await carrying.move_chunk(tx, GUILD, "e-1", 0, b"second")
        await carrying.copy_evidence(
            tx, GUILD, "e-2", CaseNumber(2), TEO, new="e-3", report="R-2", at=AT + 5, **sealed
        )
        assert [row["id"] for row in await carrying.evidence_of(tx, GUILD, 1)] == ["e-2"]
        moved, copied = await evidence.of_case(tx, GUILD, 2)
        piece = await carrying.chunk(tx, GUILD, "e-1", 0)
        assert piece == {"body": b"second", "stored_at": AT}
        assert await carrying.chunk(tx, GUILD, "e-3", 0) is None
    assert (moved.id, moved.person, moved.report, moved.reading) == ("e-1", TEO, "R-1", b"read")
    assert (copied.id, copied.person, copied.report, copied.chunks) == ("e-3", TEO, "R-2", 1)


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'c'",
        "at = at + 1",
        "data = '[]'",
        "actor = 'x'",
        "seq = 9",
        "body = ?",
        "kind = 'c', body = NULL",
    ],
)
async def test_of_a_note_nothing_but_its_words_is_ever_taken_away(database: Database, change: str) -> None:
    """F16: and its words only as a whole."""
    await with_case(database)
    async with database.transaction() as tx:
        await cases.add_note(tx, GUILD, 1, at=NOW, actor=TOVE, kind="a", data={"x": 1}, body=b"words")
    values: dict[str, Any] = {"other": b"other"} if "?" in change else {}
    with pytest.raises(StorageError):
        async with database.transaction() as tx:
            await tx.execute(f"UPDATE case_notes SET {change.replace('?', ':other')}", **values)
    async with database.transaction() as tx:
        await carrying.forget_words(tx, GUILD, 1, 1)
        (note,) = await cases.notes(tx, GUILD, 1)
    assert (note["kind"], note["data"], note["body"], note["actor"]) == ("a", {"x": 1}, None, TOVE)


async def test_a_case_goes_by_what_is_left_in_it(database: Database) -> None:
    await with_case(database, clause="threats", severity=5, channel_id=5, message_id=6)
    async with database.transaction() as tx:
        values: dict[str, Any] = {"clause": "belittling", "severity": 2, "hit_at": AT, "at": AT}
        await carrying.left(tx, GUILD, 1, source=(None, None), **values)
        found = await cases.get(tx, GUILD, 1)
    assert found is not None
    assert (found.clause, found.severity, found.hits, found.hit_at) == ("belittling", 2, 0, NOW)
    assert (found.channel_id, found.message_id) == (None, None)
