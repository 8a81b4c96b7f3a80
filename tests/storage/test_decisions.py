"""Decisions on both engines: the statement stays sealed, the delivery is recorded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import StorageError
from bot.policy.reasons import Delivery
from bot.storage import decisions
from bot.storage.port import Database
from tests.storage.factories import DAY, GUILD, NOW, decision, with_case

SEALED = {"reason": b"\x01sealed", "facts": None, "deviation": None}
OPENED = {"reason": "open", "facts": "", "deviation": ""}


async def test_a_decision_comes_back_with_its_opened_words(database: Database) -> None:
    await with_case(database)
    async with database.transaction() as tx:
        await decisions.add(tx, decision(), SEALED)
        await decisions.add(tx, decision("d-2", decided_at=NOW + DAY, appeal_until=None), SEALED)
    async with database.reading() as reader:
        row = await decisions.get(reader, GUILD, "d-1")
        assert row is not None
        assert (row["reason"], row["facts"]) == (b"\x01sealed", None)
        assert decisions.opened(row, OPENED) == replace(decision(), reason="open")
        assert [each["id"] for each in await decisions.of_case(reader, GUILD, 1)] == ["d-1", "d-2"]
        assert await decisions.get(reader, GUILD, "d-9") is None
        assert await decisions.servers_about(reader, decision().person) == {GUILD}
        assert await decisions.servers_about(reader, decision().actor) == frozenset()


async def test_whether_they_were_told_is_recorded(database: Database) -> None:
    await with_case(database)
    async with database.transaction() as tx:
        await decisions.add(tx, decision(), SEALED)
        await decisions.set_delivery(tx, GUILD, "d-1", Delivery.NOT_DELIVERED, "door_closed", NOW)
        row = await decisions.get(tx, GUILD, "d-1")
    assert row is not None
    found = decisions.opened(row, OPENED)
    assert (found.delivery, found.delivery_detail, found.delivered_at) == (
        Delivery.NOT_DELIVERED,
        "door_closed",
        NOW,
    )


async def test_a_decision_needs_its_case(database: Database) -> None:
    async def orphan() -> None:
        async with database.transaction() as tx:
            await decisions.add(tx, decision(), SEALED)

    with pytest.raises(StorageError):
        await orphan()
