"""Every kind of disruption is noticed by the standard pack, through the bot as it listens (M12)."""

from __future__ import annotations

import pytest

from tests.cogs.reporting import case_file
from tests.cogs.test_queue import shown
from tests.conftest import Town

GIFT = "free gifts for everybody at my place"


async def rules(town: Town, number: int = 1) -> set[object]:
    file = await case_file(town, number)
    return set() if file is None else {note.data.get("rule") for note in file.notes if note.kind == "hit"}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("join discord.gg/abc123 now", "disruption.invites"),
        ("free nitro at https://dlscord.com/gift", "disruption.links"),
        (" ".join(f"<@{10**17 + each}>" for each in range(9)), "disruption.mentions"),
    ],
)
async def test_one_message_is_enough(town: Town, text: str, rule: str) -> None:
    await town.mira.send(town.general, text)
    assert await rules(town) == {rule}


async def test_a_case_shows_each_rule_before_it_shows_one_twice(town: Town) -> None:
    await town.mira.send(town.general, "join discord.gg/abc123 now")
    for each in range(4):
        await town.mira.send(town.general, f"look at https://dlscord.com/gift{each}")
    (noticed,) = (
        field.value
        for message in town.queue.history()
        for field in message.embeds[0].fields
        if "What the rules noticed" in str(field.name)
    )
    assert "disruption.invites" in str(noticed)
    assert "dlscord.com/gift3" in str(noticed)
    assert str(noticed).count("disruption.links") == 2


async def test_copies_in_several_channels_and_by_several_accounts(town: Town) -> None:
    places = [town.general, *(town.guild.create_text_channel(f"room-{number}") for number in range(2))]
    for place in places:
        await town.mira.send(place, GIFT)
    assert await rules(town) == {"disruption.repetition"}
    assert "posted in 3 channels" in shown(town)

    crowd = [town.guild.add_member(town.env.create_user(f"guest{letter}")) for letter in "abcd"]
    for each in crowd:
        await each.send(town.general, f"{GIFT}, come!")
    assert await rules(town, 2) == {"disruption.repetition"}
