"""What the tests on questions share: reports, the menu of a case, forms, and what people are written."""

from __future__ import annotations

from typing import Any

import discord
import simcord

from tests.cogs.appealing import shown, told
from tests.conftest import Town


async def report(
    town: Town, who: simcord.MemberActor, words: str = "You are all idiots", category: str = "belittling"
) -> None:
    """Have something that Mira wrote reported."""
    bad = await town.mira.send(town.general, words)
    link = f"https://discord.com/channels/{town.guild.id}/{town.general.id}/{bad.id}"
    await who.slash(town.general, "report", link=link, text="It hurts.", category=category)


def card(town: Town, number: int = 1) -> discord.Message:
    """Return the message of a case in the queue."""
    return next(each for each in town.queue.history() if f"Case {number} · " in str(each.embeds[0].title))


async def menu(town: Town, who: simcord.MemberActor, number: int = 1) -> Any:
    """Open the menu of whom one can ask."""
    return await who.click(card(town, number), custom_id=f"talk:{number}:menu")


async def ask(town: Town, who: simcord.MemberActor, whom: str, words: str) -> str:
    """Ask ``reporter:1`` or ``accused`` something, and return what the moderator reads."""
    opened = await menu(town, who)
    form = await who.click(opened.response, custom_id=f"talk:1:{whom}")
    if form.modal is None:
        return told(form)
    return told(await who.submit_modal(form, {"words": words}))


def letter(who: simcord.MemberActor, part: str) -> discord.Message:
    """Return the latest private message to somebody that has these words in it."""
    found = [each for each in who.user.dm_channel.history() if part in shown(each)]
    assert found, f"no letter says {part!r}"
    return found[-1]


async def answer(
    who: simcord.MemberActor, message: discord.Message, words: str, town: Town, number: int = 1
) -> str:
    """Press the button under a question and answer it; return what is said to that."""
    form = await who.user.click(message, custom_id=f"question:{town.guild.id}:{number}:answer")
    if form.modal is None:
        return told(form)
    return told(await who.user.submit_modal(form, {"words": words}))


def posts(town: Town, part: str) -> list[str]:
    """Return the messages in the queue with these words in them, oldest first."""
    return [shown(each) for each in town.queue.history() if part in shown(each)]
