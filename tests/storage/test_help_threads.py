"""Talks are kept one at a time for each member, the same on both engines (mission row M23)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import ConstraintViolated
from bot.policy.help_threads import HelpState, HelpThread, Invited
from bot.storage import help_threads
from bot.storage.port import Database
from tests.storage.factories import DAY, GUILD, MIRA, NOW, TOVE

TALK = HelpThread(
    guild_id=GUILD, number=1, person=MIRA, opened_at=NOW, partner_person=TOVE, partner=Invited.ASKED
)


async def put(database: Database, talk: HelpThread) -> None:
    async with database.transaction() as tx:
        await help_threads.add(tx, talk)


async def test_a_talk_is_opened_answered_and_closed(database: Database) -> None:
    await put(database, TALK)
    async with database.transaction() as tx:
        assert await help_threads.open_of(tx, GUILD, MIRA) == TALK
        assert not await help_threads.set_partner(tx, GUILD, 1, Invited.YES), "not before there is a thread"
        assert await help_threads.made(tx, GUILD, 1, 99)
        assert await help_threads.set_partner(tx, GUILD, 1, Invited.YES)
        found = await help_threads.of_thread(tx, GUILD, 99)
        assert found == replace(TALK, thread_id=99, state=HelpState.OPEN, partner=Invited.YES)
        assert await help_threads.close(tx, GUILD, 1, NOW + DAY)
        assert not await help_threads.close(tx, GUILD, 1, NOW + DAY)
        assert await help_threads.open_of(tx, GUILD, MIRA) is None
        assert await help_threads.times(tx, GUILD, MIRA, NOW - DAY) == [NOW]
    await put(database, replace(TALK, number=2))


@pytest.mark.parametrize(
    "wrong",
    [
        replace(TALK, number=2),
        replace(TALK, number=2, person=TOVE),
        replace(TALK, number=2, person=TOVE, partner_person=None),
    ],
)
async def test_a_second_one_and_one_with_oneself_are_refused(database: Database, wrong: HelpThread) -> None:
    await put(database, TALK)
    with pytest.raises(ConstraintViolated):
        await put(database, wrong)
