"""The first look at message events: clean ones are never made messages of, and nothing else is lost."""

from __future__ import annotations

from typing import Any

import pytest

from bot.policy.ids import GuildId
from tests.conftest import Town

CLEAN = "Good morning! Did anybody find the notes of last week?"
THREAT = "I will kill you"


@pytest.fixture
def made(town: Town) -> list[str]:
    """The texts of all events that discord.py was told to make messages of, the bot's own left out."""
    texts: list[str] = []
    make = town.bot._make_message

    def note(event: Any) -> None:
        if event["author"]["id"] != str(town.bot.user.id):  # type: ignore[union-attr]
            texts.append(event["content"])
        make(event)

    town.bot._make_message = note
    return texts


def cases(town: Town) -> list[str]:
    return [str(message.embeds[0].title) for message in town.queue.history() if message.embeds]


async def test_a_clean_message_is_never_made(town: Town, made: list[str]) -> None:
    sent = await town.mira.send(town.general, CLEAN)

    assert made == []
    channel: Any = town.bot.get_channel(town.general.id)
    assert channel.last_message_id == sent.id
    gaps = await town.bot.services.watermarks.gaps(GuildId(town.guild.id), [(town.general.id, sent.id)])
    assert gaps == []


async def test_a_clean_file_is_never_made(town: Town, made: list[str]) -> None:
    await town.mira.send(town.general, "my notes", attachments=[("notes.pdf", b"%PDF")])
    assert made == []


async def test_a_dangerous_file_goes_the_usual_way(town: Town, made: list[str]) -> None:
    await town.mira.send(town.general, "my notes", attachments=[("notes.pdf.exe", b"MZ")])
    assert made == ["my notes"]
    assert [message.content for message in town.general.history()] == []


async def test_what_breaks_a_rule_is_judged(town: Town, made: list[str]) -> None:
    await town.mira.send(town.general, THREAT)
    assert made == [THREAT]
    assert len(cases(town)) == 1


async def test_what_only_looked_doubtful_is_settled_at_once(town: Town, made: list[str]) -> None:
    for doubtful in ("the meeting is at 5pm", "NASA published it", "see https://docs.python.org/3/"):
        await town.mira.send(town.general, doubtful)
    assert made == []


async def test_a_flood_of_clean_messages_is_seen(town: Town, made: list[str]) -> None:
    for number in range(9):
        await town.mira.send(town.general, f"{'abcdefghi'[number]} thought of mine about the lecture")
    assert len(made) == 2
    assert len(cases(town)) == 1


async def test_another_bot_is_left_alone(town: Town, made: list[str]) -> None:
    other = town.guild.add_member(town.env.create_user("helper", bot=True))
    await other.send(town.general, THREAT)
    assert made == [THREAT]
    assert cases(town) == []


async def test_a_fault_of_the_first_look_lets_nothing_through(
    town: Town, made: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    def broken(event: Any) -> bool:
        raise KeyError("content")

    town.bot._pass_over = broken
    await town.mira.send(town.general, CLEAN)
    await town.mira.send(town.general, THREAT)
    assert made == [CLEAN, THREAT]
    assert len(cases(town)) == 1
    assert "in message event" in caplog.text
