"""One owner at a time, on both engines (F23)."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from datetime import datetime

import pytest

from bot.clock import from_ms
from bot.errors import StewardError
from bot.services import ownership
from bot.services.ownership import LeaseLost, OwnedDatabase, is_dead, keep, wait_for_turn
from bot.storage import leases
from bot.storage.leases import TTL_MS
from bot.storage.port import Database

NOW = 1_790_000_000_000


class Hand:
    """A clock that a test moves by hand."""

    def __init__(self) -> None:
        self.ms = NOW

    def now(self) -> datetime:
        return from_ms(self.ms)


async def expire(database: Database) -> None:
    """Let the lease run out by the table, as PostgreSQL asks its own clock."""
    async with database.transaction() as tx:
        await tx.execute("UPDATE leases SET expires_at = 1")


async def test_the_second_is_told_who_holds_it(database: Database) -> None:
    first = await leases.take(database, "slot-0", "one", NOW)
    second = await leases.take(database, "slot-0", "two", NOW + 1)

    assert first.owner == second.owner == "one"
    assert first.fence == second.fence


async def test_a_lease_that_ran_out_changes_hands_with_a_higher_fence(database: Database) -> None:
    first = await leases.take(database, "slot-0", "one", NOW)
    await expire(database)
    second = await leases.take(database, "slot-0", "two", NOW + TTL_MS + 1)

    assert second.owner == "two"
    assert second.fence > first.fence
    assert not await leases.renew(database, first, NOW + TTL_MS + 2)
    assert await leases.renew(database, second, NOW + TTL_MS + 2)


async def test_a_paused_owner_can_not_write_when_it_wakes_up(database: Database) -> None:
    ended: list[StewardError] = []
    first = OwnedDatabase(database, await leases.take(database, "slot-0", "one", NOW), ended.append)
    async with first.transaction() as tx:
        await tx.execute("UPDATE leases SET name = name")
    assert not ended
    await expire(database)
    await leases.take(database, "slot-0", "two", NOW + TTL_MS + 1)

    with pytest.raises(LeaseLost):
        async with first.transaction() as tx:
            await tx.execute("DELETE FROM leases")
    assert [type(fault) for fault in ended] == [LeaseLost]  # so it ends now, not when a renewal is refused
    async with database.reading() as reader:
        row = await reader.fetch_one("SELECT owner FROM leases")
    assert row is not None
    assert row["owner"] == "two"


async def test_an_owner_that_writes_nothing_hears_of_it_too(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ownership, "RENEW_EVERY", 0.01)
    first = await leases.take(database, "slot-0", "one", NOW)
    await expire(database)
    await leases.take(database, "slot-0", "two", NOW + TTL_MS + 1)
    with pytest.raises(LeaseLost):
        async with asyncio.timeout(10):
            await keep(database, Hand(), first)


async def test_a_released_lease_is_free_at_once(database: Database) -> None:
    first = await leases.take(database, "slot-0", "one", NOW)
    await leases.release(database, first)
    told: list[str] = []

    second = await wait_for_turn(database, Hand(), "two", "slot-0", lambda held: told.append(held.owner))

    assert second.owner == "two"
    assert told == []


async def test_waiting_tells_once_who_holds_it(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await leases.take(database, "slot-0", "one", NOW)
    told: list[str] = []
    clock = Hand()
    looks = 0

    async def wait(seconds: float) -> None:
        nonlocal looks
        looks += 1
        if looks == 3:
            clock.ms += TTL_MS + 1
            await expire(database)

    monkeypatch.setattr("bot.services.ownership.asyncio.sleep", wait)
    lease = await wait_for_turn(database, clock, "two", "slot-0", lambda held: told.append(held.owner))

    assert lease.owner == "two"
    assert told == ["one"]


async def test_nobody_waits_for_a_process_that_is_no_more(database: Database) -> None:
    gone = await asyncio.create_subprocess_exec(sys.executable, "-c", "pass")
    await gone.wait()
    await leases.take(database, "slot-0", f"{socket.gethostname()}:{gone.pid}:aa", NOW)
    told: list[str] = []

    lease = await wait_for_turn(database, Hand(), "two", "slot-0", lambda held: told.append(held.owner))

    assert lease.owner == "two"
    assert told == []


def test_a_living_process_or_another_machine_is_not_dead() -> None:
    assert not is_dead(f"{socket.gethostname()}:{os.getppid()}:aa")
    assert not is_dead(f"{socket.gethostname()}:{os.getpid()}:aa")
    assert not is_dead("elsewhere:1:aa")
