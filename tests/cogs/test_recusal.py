"""Who is involved in a case neither finds, sees nor decides it, and nobody learns why (mission row M41)."""

from __future__ import annotations

from typing import Any

import pytest
import simcord

from tests.cogs.appealing import set_up, told
from tests.conftest import Town

INVOLVED = "You are involved in this case yourself"


async def report(town: Town, who: simcord.MemberActor, words: str) -> None:
    bad = await town.mira.send(town.general, words)
    link = f"https://discord.com/channels/{town.guild.id}/{town.general.id}/{bad.id}"
    await who.slash(town.general, "report", link=link, text="Look.", category="belittling")


async def claim(town: Town, who: simcord.MemberActor) -> Any:
    message = [each for each in town.queue.history() if each.components][-1]
    return await who.click(message, custom_id="case:1:claim")


@pytest.mark.parametrize("how", ["reported", "mentioned", "beside"])
async def test_the_involved_are_kept_out_and_others_are_not(town: Town, how: str) -> None:
    await set_up(town)
    if how == "beside":
        await town.second.send(town.general, "Good morning!")
    words = f"<@{town.second.id}> is an idiot" if how == "mentioned" else "You are all idiots"
    await report(town, town.second if how == "reported" else town.noor, words)

    listed = told(await town.second.slash(town.general, "queue"))
    assert "The queue is empty" in listed
    assert INVOLVED in told(await town.second.slash(town.general, "case", number=1))
    assert INVOLVED in told(await claim(town, town.second))
    warned = await town.second.slash(town.general, "warn", member=town.mira, reason="No insults.")
    assert INVOLVED in told(warned)

    assert "One case is waiting" in told(await town.moderator.slash(town.general, "queue"))
    assert "is yours" in told(await claim(town, town.moderator))
