"""What the tests on appeals share: a decision, the notice of it, the desk of the team."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import discord
import pytest
import simcord

from bot.policy.ids import GuildId
from bot.policy.records import MACHINE
from tests.conftest import Town


async def set_up(town: Town, **more: Any) -> None:
    settings = {"queue_channel": town.queue.id, "log_channel": town.log.id, **more}
    await town.bot.services.servers.change(GuildId(town.guild.id), MACHINE, **settings)


async def mute(town: Town, duration: str = "3 days") -> None:
    answer = await town.moderator.slash(
        town.general, "mute", member=town.mira, duration=duration, reason="Please cool down."
    )
    assert answer.response is not None
    assert "✓ the timeout" in str(answer.response.embeds[0].to_dict())


def notice(town: Town) -> discord.Message:
    """Return the notice of the first decision, with its button."""
    found = [each for each in town.mira.user.dm_channel.history() if each.components]
    assert found, "no notice has a button"
    return found[0]


def button(message: discord.Message, ending: str) -> str:
    """Return the custom id of a button by its last part."""
    ids = [
        str(child.custom_id)
        for row in message.components
        if isinstance(row, discord.ActionRow)
        for child in row.children
    ]
    return next(each for each in ids if each.endswith(ending))


async def ask(town: Town) -> Any:
    """Press the button in the private notice."""
    return await town.mira.user.click(notice(town), custom_id=button(notice(town), ":make"))


async def appeal(town: Town, words: str = "I was quoting somebody.") -> Any:
    form = await ask(town)
    assert form.modal is not None
    return await town.mira.user.submit_modal(form, {"answer0": words, "answer2": "An apology."})


def desk(town: Town) -> discord.Message:
    """Return the message of the appeal in the queue."""
    found = [each for each in town.queue.history() if "Appeal" in str(each.embeds[0].title)]
    assert found, "no appeal was brought to the queue"
    return found[-1]


def shown(message: discord.Message) -> str:
    return str([embed.to_dict() for embed in message.embeds])


def told(answer: Any) -> str:
    assert answer.response is not None
    return shown(answer.response)


def letters(town: Town) -> list[str]:
    """Return what Mira was written privately, oldest first."""
    return [shown(each) for each in town.mira.user.dm_channel.history()]


async def answer(town: Town, who: simcord.MemberActor, act: str, **values: str) -> Any:
    """Answer the appeal with one of the buttons and its form."""
    form = await who.click(desk(town), custom_id=f"hearing:1:{act}")
    if form.modal is None:
        return form
    return await who.submit_modal(form, {"reason": "You were right.", **values})


async def sanction_states(town: Town) -> list[str]:
    """Return the states of everything that the first case led to."""
    file = await town.bot.services.casebook.file(GuildId(town.guild.id), 1)
    assert file is not None
    return [file.case.state.value, *(each.state.value for each in file.sanctions)]


def timeout_of(town: Town) -> datetime | None:
    """Return the timeout as the virtual Discord holds it."""
    stored: Any = town.env.backend.get_guild(town.guild.id).members[town.mira.id]
    until = stored.timed_out_until
    return None if until is None else datetime.fromisoformat(until)


@pytest.fixture
async def muted(town: Town) -> Town:
    """A server where Tove has muted Mira for three days."""
    await set_up(town)
    await mute(town)
    return town
