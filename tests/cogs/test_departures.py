"""Accounts that Discord deleted are forgotten like those of people who asked for it (M43)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import simcord

from bot.policy.ids import GuildId, UserId
from bot.services.departures import AGAIN, AT_ONCE
from bot.storage import journal
from bot.storage.port import Database
from tests.cogs.sanctioning import order
from tests.cogs.test_privacy import bytes_of
from tests.conftest import Town

WORDS = "I will kill you, said the walrus"


def rename(town: Town, who: simcord.MemberActor, name: str) -> None:
    """Give an account the name and the empty face that Discord leaves of a deleted one."""
    account = town.env.backend.users[who.id]
    account.name, account.global_name, account.avatar = name, None, None


def delete(town: Town, who: simcord.MemberActor) -> None:
    """Delete an account as Discord does in the end: it leaves every server, and nobody knows it any more."""
    town.guild.remove_member(who)
    del town.env.backend.users[who.id]


async def week(town: Town) -> None:
    """Let the time pass after which everybody is looked at again."""
    await town.env.advance_time((AGAIN + timedelta(hours=3)).total_seconds())


async def known(town: Town, who: simcord.MemberActor) -> bool:
    """Return whether it is still known which account a code stands for."""
    person = await town.bot.services.people.find(UserId(who.id))
    return person is not None and person.user_id == who.id


def database(town: Town) -> Database:
    return town.bot.services.privacy.database


def looks(town: Town) -> list[str]:
    """Return which accounts Discord was asked about, in order."""
    asked = [each.path for each in town.env.http_requests if each.method == "GET"]
    return [path.rpartition("/")[2] for path in asked if path.startswith("/users/") and "@me" not in path]


async def forgotten(town: Town) -> Any:
    """Return the entry of the journal on who was forgotten."""
    async with database(town).reading() as reader:
        async for page in journal.pages(reader, GuildId(town.guild.id)):
            for row in page:
                if row["verb"] == "person.forgotten":
                    return row
    return None


async def convict(town: Town) -> None:
    """Let Mira have a decided case with words of hers in it."""
    await town.mira.send(town.general, WORDS)
    await order(town, "mute", duration="60 days", reason="A walrus is no excuse.")


async def test_a_deleted_account_is_forgotten_with_name_and_words(town: Town) -> None:
    await convict(town)
    rename(town, town.mira, "deleted_user_5b1ec9c3f4a2")
    assert await known(town, town.mira)

    await week(town)

    assert not await known(town, town.mira)
    stored = bytes_of(town)
    assert b"walrus" not in stored
    assert str(town.mira.id).encode() not in stored
    file = await town.bot.services.casebook.file(GuildId(town.guild.id), 1)
    assert file is not None
    assert (file.case.state, file.decisions[0].reason) == ("decided", "")
    assert await known(town, town.moderator)


async def test_an_account_that_nobody_knows_any_more_is_forgotten(town: Town) -> None:
    await convict(town)
    delete(town, town.mira)
    await week(town)
    assert not await known(town, town.mira)
    entry = await forgotten(town)
    assert entry["actor"] == "machine"
    assert "account_deleted" in entry["data"]
    async with database(town).reading() as reader:
        assert await journal.first_broken(reader, GuildId(town.guild.id)) is None


async def test_who_asks_to_be_forgotten_stands_in_the_journal_too(town: Town) -> None:
    await convict(town)
    assert await town.bot.services.privacy.erase(UserId(town.mira.id)) is None
    entry = await forgotten(town)
    assert entry["actor"] != "machine"
    assert "asked" in entry["data"]


async def test_an_expulsion_outlives_the_account(town: Town) -> None:
    """F29: whoever comes back with the same account finds the mute still there."""
    await convict(town)
    town.guild.remove_member(town.mira)
    account = town.env.backend.users.pop(town.mira.id)
    await week(town)
    assert not await known(town, town.mira)

    town.env.backend.users[account.id] = account
    town.guild.add_member(town.mira.user)
    await town.env.settle()
    stored: Any = town.env.backend.get_guild(town.guild.id).members[town.mira.id]
    assert stored.timed_out_until is not None


async def test_an_open_case_is_heard_first(town: Town) -> None:
    await town.mira.send(town.general, WORDS)
    with town.env.time_context():
        await town.bot.services.people.ensure(UserId(town.noor.id))
    rename(town, town.mira, "deleted_user_5b1ec9c3f4a2")
    await week(town)
    assert await known(town, town.mira)

    moderation = town.bot.services.moderation
    await moderation.dismiss(GuildId(town.guild.id), 1, UserId(town.moderator.id), "close")
    await week(town)
    assert not await known(town, town.mira)
    assert await known(town, town.noor)


@pytest.mark.parametrize(
    ("status", "code"), [(500, 0), (503, 0), (429, 0), (401, 0), (404, 0), (403, 50001), (400, 50035)]
)
async def test_an_outage_is_no_deletion(town: Town, status: int, code: int) -> None:
    await convict(town)
    town.env.inject_error("GET", "/users/*", status=status, code=code, times=None)
    await week(town)
    assert looks(town)
    assert await known(town, town.mira)


@pytest.mark.parametrize(
    "name", ["deleted_user", "deleted_user_of_the_year", "not_deleted_user_5b1ec9c3f4a2", "deleted users"]
)
async def test_a_name_that_only_sounds_like_it_is_no_deletion(town: Town, name: str) -> None:
    await convict(town)
    rename(town, town.mira, name)
    await week(town)
    assert await known(town, town.mira)


async def test_a_face_is_that_of_a_living_account(town: Town) -> None:
    await convict(town)
    rename(town, town.mira, "deleted_user_5b1ec9c3f4a2")
    town.env.backend.users[town.mira.id].avatar = "a" * 32
    await week(town)
    assert await known(town, town.mira)


@pytest.fixture
async def many(town: Town) -> list[int]:
    """More people than are looked at in one hour."""
    users = [town.env.create_user(f"person{place}").id for place in range(AT_ONCE + 5)]
    with town.env.time_context():
        for each in users:
            await town.bot.services.people.ensure(UserId(each))
    return users


async def test_no_more_than_a_few_are_looked_at_in_an_hour(town: Town, many: list[int]) -> None:
    await town.env.advance_time((AGAIN - timedelta(hours=1)).total_seconds())
    assert looks(town) == [], "who was just dealt with needs no look"
    await town.env.advance_time(timedelta(hours=1, minutes=5).total_seconds())
    assert len(looks(town)) == AT_ONCE
    await town.env.advance_time(timedelta(hours=1, minutes=5).total_seconds())
    assert len(looks(town)) == AT_ONCE + 5
    assert {int(each) for each in looks(town)} == set(many), "each once"
    await town.env.advance_time(timedelta(days=2).total_seconds())
    assert len(looks(town)) == AT_ONCE + 5


async def test_an_outage_ends_the_round_and_the_next_one_asks_again(town: Town, many: list[int]) -> None:
    town.env.inject_error("GET", "/users/*", status=503, times=None)
    await week(town)
    first = looks(town)
    assert 0 < len(set(first)) <= 2, "who is out of reach is not asked twenty times an hour"
    town.env.backend.faults.clear()
    await town.env.advance_time(timedelta(hours=2).total_seconds())
    assert {int(each) for each in looks(town)} == set(many)
