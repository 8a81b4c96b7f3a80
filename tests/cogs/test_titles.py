"""Titles of threads are judged, when they are given and when they are changed (M4)."""

from __future__ import annotations

from typing import Any

from tests.conftest import Town

THREAT = "I will kill you"


async def thread(town: Town, name: str) -> Any:
    """Let Mira open a thread, as the virtual Discord tells of it."""
    made = town.env.backend.create_thread(
        town.general.id, name=name, owner_id=town.mira.id, type=11, auto_archive_duration=1440
    )
    await town.env.settle()
    return made


async def test_a_title_is_brought_to_people(town: Town) -> None:
    await thread(town, THREAT)

    post = town.queue.last_message
    assert post is not None
    assert "threats" in str(post.embeds[0].to_dict())


async def test_a_plain_title_is_nobodys_business(town: Town) -> None:
    await thread(town, "Notes of the second week")

    assert town.queue.last_message is None


async def test_a_changed_title_is_judged_again(town: Town) -> None:
    made = await thread(town, "Notes of the second week")
    channel = town.bot.get_channel(made.id)
    assert channel is not None
    await channel.edit(name=THREAT)  # type: ignore[union-attr]
    await town.env.settle()

    assert town.queue.last_message is not None
