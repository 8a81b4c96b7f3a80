"""A short run of the search for a planted reporter; and that the search finds what is planted to be found."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from bot.policy.ids import GuildId
from bot.policy.records import MACHINE
from bot.storage import journal
from tests.secrecy.runs import begun, run
from tests.secrecy.walk import NAME


async def test_a_short_run_leaks_nothing(tmp_path: Path) -> None:
    leaks, done = await run(tmp_path, 40, 6)
    assert leaks == []
    assert done["erased"] == 1
    assert min(done.get(each, 0) for each in ("report", "decide", "misbehave", "restart")) > 0


async def test_what_is_planted_is_found(tmp_path: Path) -> None:
    async with begun(tmp_path, 1) as walk:
        await walk.misbehave()
        await walk.report()
        town, account = walk.town, walk.reporter.id
        room: Any = town.bot.get_channel(town.general.id)
        await room.send("marmaladequartz, told in confidence")
        desk: Any = town.bot.get_channel(town.queue.id)
        await desk.send(f"It was <@{account}>")
        logging.getLogger("steward").info("a report by %s", NAME)
        services, now = town.bot.services, town.bot.services.clock.now()
        async with services.database.transaction() as tx:
            await journal.append(
                tx, GuildId(town.guild.id), at=now, actor=MACHINE, verb="leak", about=str(account)
            )
        leaks = await walk.leaks()
    assert [leak.split(":")[0] for leak in leaks] == [
        f"POST /channels/{town.general.id}/messages",
        f"POST /channels/{town.queue.id}/messages",
        "log",
        "database",
    ]
