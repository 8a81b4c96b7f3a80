"""Moderators' commands, driven as a moderator would and judged by what people see."""

from __future__ import annotations

from tests.conftest import Town


async def test_a_warning_is_recorded_and_told(town: Town) -> None:
    answer = await town.moderator.slash(
        town.general, "warn", member=town.mira, reason="Please stay kind.", clause="harassment"
    )

    assert answer.ephemeral
    assert answer.response is not None
    shown = str(answer.response.embeds[0].to_dict())
    assert "Case 1" in shown
    assert "✓ telling them" in shown
    told = town.mira.user.dm_channel.last_message
    assert told is not None
    assert "Please stay kind." in str(told.embeds[0].to_dict())


async def test_the_answer_names_the_removal_of_the_message(town: Town) -> None:
    sent = await town.mira.send(town.general, "you are all so slow")
    link = f"https://discord.com/channels/{town.guild.id}/{town.general.id}/{sent.id}"

    answer = await town.moderator.slash(
        town.general, "warn", member=town.mira, reason="Please stay kind.", message=link
    )

    assert answer.response is not None
    assert "✓ removing the message" in str(answer.response.embeds[0].to_dict())
    assert town.general.history() == []
