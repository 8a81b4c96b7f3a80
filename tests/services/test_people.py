"""Codes for people: one each however many ask at once, and nothing to open once the key is gone."""

from __future__ import annotations

import asyncio

import pytest

from bot.policy.ids import UserId, part_of
from bot.policy.records import MACHINE
from bot.services.people import People
from bot.services.vault import KeyProblem, Vault
from bot.storage import people as store
from tests.services.world import MIRA, NOOR, World


async def test_a_person_has_one_code(world: World) -> None:
    """F21: two processes at once, twenty tasks each."""
    other = People(world.database, Vault(bytes(32)), world.clock)
    found = await asyncio.gather(*(each.ensure(MIRA) for each in (world.people, other) for _ in range(20)))
    assert len({person.code for person in found}) == 1
    assert (await world.people.ensure(NOOR)).code != found[0].code
    assert await world.people.user_id(found[0].code) == MIRA


async def test_nobody_is_found_who_was_never_seen(world: World) -> None:
    assert await world.people.find(UserId(999)) is None
    assert await world.people.get(MACHINE) is None
    assert await world.people.user_id(None) is None


async def test_neither_id_nor_name_stands_in_the_table(world: World) -> None:
    await world.people.ensure(UserId(123456789012345678))
    async with world.database.reading() as reader:
        rows = await reader.fetch("SELECT * FROM people")
    assert "123456789012345678" not in str(rows)
    assert b"123456789012345678" not in b"".join(rows[0][name] for name in ("key", "identity"))


async def test_without_the_key_nothing_can_be_opened(world: World) -> None:
    mira = await world.people.ensure(MIRA)
    sealed = mira.seal("what was said")
    assert mira.open(sealed) == "what was said"
    digest = Vault(bytes(32)).digest("person", MIRA)
    async with world.database.transaction() as tx:
        assert await store.erase(tx, part_of(MIRA), digest, 1)
    fresh = People(world.database, Vault(bytes(32)), world.clock)
    erased = await fresh.get(mira.code)
    assert erased is not None
    assert (erased.user_id, erased.open(sealed), erased.seal("more")) == (None, "", None)


async def test_another_master_key_opens_nothing(world: World) -> None:
    await world.people.ensure(MIRA)
    stranger = People(world.database, Vault(bytes([1]) * 32), world.clock)
    code = (await world.people.ensure(MIRA)).code
    with pytest.raises(KeyProblem, match="STEWARD_KEY"):
        await stranger.get(code)


def test_a_key_is_not_shown() -> None:
    """F49: it would stand in the log with the first fault whose values are written out."""
    _, key = Vault(bytes(range(32))).new_key()
    assert str(key.secret) not in repr(key)
    assert key.secret.hex() not in repr(key)
