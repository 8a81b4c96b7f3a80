"""Administrators check the journal, and an altered entry is named (M44)."""

from __future__ import annotations

import sqlite3

import simcord

from bot.storage.journal import GENESIS, link
from tests.conftest import Town


async def verify(town: Town, who: simcord.MemberActor, **options: str) -> str:
    answer = await who.slash(town.general, "audit verify", **options)
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


async def test_the_head_is_posted_daily_and_shows_a_rewritten_journal(town: Town) -> None:
    """Who rewrites the whole chain leaves it sound; only the head that was posted tells."""
    await town.moderator.slash(town.general, "warn", member=town.mira, reason="Please stay kind.")
    await town.env.advance_time(25 * 3600)
    await town.restart()
    await town.env.advance_time(2 * 3600)
    posted = [
        str(each.embeds[0].description) for each in town.log.history() if "head" in str(each.embeds[0].title)
    ]
    assert len(posted) == 1
    line = posted[0].splitlines()[0]

    await town.moderator.slash(town.general, "warn", member=town.noor, reason="Please stay kind.")
    assert "The head that you gave is part of the chain" in await verify(town, town.admin, head=line)
    assert "not a head of the journal" in await verify(town, town.admin, head="abc")

    with sqlite3.connect(town.bot.settings.database) as database:
        database.execute("DROP TRIGGER journal_no_update")
        database.row_factory = sqlite3.Row
        previous = GENESIS
        for row in map(dict, database.execute("SELECT * FROM journal ORDER BY seq").fetchall()):
            digest = link({**row, "actor": "p-nobody"}, previous)
            database.execute(
                "UPDATE journal SET actor = 'p-nobody', previous = ?, hash = ? WHERE seq = ?",
                (previous, digest, row["seq"]),
            )
            previous = digest
    database.close()
    answer = await verify(town, town.admin, head=line)
    assert "nothing was changed" in answer
    assert "**not** part of this journal" in answer
