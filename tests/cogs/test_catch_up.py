"""Messages sent while the bot was away are judged afterwards, within bounds (F47)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.policy.ids import GuildId, UserId
from tests.conftest import Town

ADDRESS = "write to ada.byron@mail.example.net"


async def away(town: Town, *texts: str, minutes: int = 0) -> None:
    """Let Mira write while no bot is there, and let some time pass before it comes back."""
    await town.mira.send(town.general, "good evening")
    before = town.bot
    await before.close()
    look, before._look = before._look, None
    assert look is not None
    for text in texts:
        await town.mira.send(town.general, text)
    if minutes:
        await town.env.advance_time(timedelta(minutes=minutes).total_seconds())
    await town.start_again(before)


async def kinds(town: Town) -> list[str]:
    record: Any = await town.bot.services.casebook.record(GuildId(town.guild.id), UserId(town.mira.id))
    return [each.kind.value for each in record.sanctions]


def shown(town: Town) -> list[str]:
    return [message.content for message in town.general.history()]


async def test_a_message_of_the_gap_is_removed(town: Town) -> None:
    await away(town, ADDRESS, "see you tomorrow")

    assert ADDRESS not in shown(town)
    assert "see you tomorrow" in shown(town)
    assert await kinds(town) == ["warning"]


async def test_an_old_message_of_the_gap_is_only_brought_to_people(town: Town) -> None:
    await away(town, ADDRESS, minutes=45)

    assert ADDRESS in shown(town)
    assert await kinds(town) == []
    assert town.queue.last_message is not None


async def test_what_was_judged_before_is_not_judged_again(town: Town) -> None:
    await town.mira.send(town.general, "I will kill you")
    await town.restart()

    file = await town.bot.services.casebook.file(GuildId(town.guild.id), 1)
    assert file is not None
    assert len([note for note in file.notes if note.kind == "hit"]) == 1
