"""Takedowns: withheld, kept, shown again (M30, M37)."""

from __future__ import annotations

import pytest

from tests.cogs.sanctioning import lift, notices, said
from tests.conftest import Town


def link(town: Town, message_id: int) -> str:
    return f"https://discord.com/channels/{town.guild.id}/{town.general.id}/{message_id}"


async def test_a_post_is_withheld_and_shown_again(town: Town) -> None:
    post = await town.mira.send(
        town.general, "My slides on towers", attachments=[("slides.png", b"\x89PNG rest")]
    )
    answer = said(
        await town.moderator.slash(
            town.general, "takedown", link=link(town, post.id), reason="The code was shown in it."
        )
    )
    assert "✓ removing the message" in answer
    assert post.id not in [each.id for each in town.general.history()]
    assert "withdrawn" in notices(town.mira)[-1]

    assert "It is over" in await lift(town, "takedown")
    shown = town.general.history()[-1]
    assert "My slides on towers" in str(shown.embeds[0].to_dict())
    assert [await each.read() for each in shown.attachments] == [b"\x89PNG rest"]


@pytest.mark.parametrize("wrong", ["nonsense", "https://discord.com/channels/1/2/3"])
async def test_a_wrong_link_changes_nothing(town: Town, wrong: str) -> None:
    answer = said(await town.moderator.slash(town.general, "takedown", link=wrong, reason="x"))
    assert "Nothing was changed" in answer
