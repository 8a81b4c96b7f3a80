"""Administrators check the journal, and an altered entry is named (M44)."""

from __future__ import annotations

import sqlite3

import simcord

from tests.conftest import Town


async def verify(town: Town, who: simcord.MemberActor) -> str:
    answer = await who.slash(town.general, "audit verify")
    assert answer.response is not None
    return str(answer.response.embeds[0].to_dict())


async def test_a_sound_journal_is_called_sound(town: Town) -> None:
    await town.moderator.slash(town.general, "warn", member=town.mira, reason="Please stay kind.")

    assert "nothing was changed" in await verify(town, town.admin)


async def test_an_altered_entry_is_named(town: Town) -> None:
    await town.moderator.slash(town.general, "warn", member=town.mira, reason="Please stay kind.")
    with sqlite3.connect(town.bot.settings.database) as database:
        database.execute("DROP TRIGGER journal_no_update")
        database.execute("UPDATE journal SET actor = 'p-somebodyelse' WHERE seq = 2")
    database.close()

    assert "Entry 2" in await verify(town, town.admin)
