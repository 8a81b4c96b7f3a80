"""Evidence on both engines: bytes come back as they were sealed."""

from __future__ import annotations

from typing import Any

import pytest

from bot.errors import StorageError
from bot.policy.ids import CaseNumber
from bot.policy.records import Evidence
from bot.storage import evidence
from bot.storage.port import Database
from tests.storage.factories import GUILD, MINUTE, MIRA, NOW, with_case


def item(name: str, **changes: Any) -> Evidence:
    values: dict[str, Any] = {
        "id": name,
        "case": CaseNumber(1),
        "report": None,
        "person": MIRA,
        "kind": "message",
        "media_type": "text/plain",
        "size": 3,
        "sha256": "0" * 64,
        "body": None,
        "problem": "",
        "created_at": NOW,
    }
    return Evidence(**{**values, **changes})


async def test_evidence_comes_back_oldest_first_with_its_bytes(database: Database) -> None:
    await with_case(database)
    async with database.transaction() as tx:
        await evidence.add(tx, GUILD, item("e-2", created_at=NOW + MINUTE), bytes(range(256)))
        await evidence.add(tx, GUILD, item("e-1", problem="gone"), None)
    async with database.reading() as reader:
        found = await evidence.of_case(reader, GUILD, 1)
        assert [(each.id, each.body, each.problem) for each in found] == [
            ("e-1", None, "gone"),
            ("e-2", bytes(range(256)), ""),
        ]
        assert len(await evidence.of_case(reader, GUILD, 1, most=1)) == 1


async def test_only_known_kinds_are_kept(database: Database) -> None:
    await with_case(database)

    async def add() -> None:
        async with database.transaction() as tx:
            await evidence.add(tx, GUILD, item("e-1", kind="rumour"), None)

    with pytest.raises(StorageError):
        await add()
