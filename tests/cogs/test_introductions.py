"""Who comes or takes another name: posing as staff is brought to people, and nothing is done for it (M51)."""

from __future__ import annotations

import pytest

from tests.cogs.reporting import case_file
from tests.cogs.test_queue import shown
from tests.conftest import Town


@pytest.mark.parametrize("how", ["join", "nickname"])
async def test_posing_as_staff_is_noticed(town: Town, how: str) -> None:
    if how == "join":
        town.guild.add_member(town.env.create_user("Tove | Moderator"))
    else:
        newcomer = town.guild.add_member(town.env.create_user("wanda"))
        await town.env.settle()
        assert await case_file(town) is None
        town.env.backend.edit_member(town.guild.id, newcomer.id, {"nick": "T0ve (Mod)"})
    await town.env.settle()

    told = shown(town)
    assert "impersonation.staff" in told
    assert "looks like tove" in told
    assert "(in a name)" in told
    assert "brought to people" in told
    # Whose name it is stands sealed only.
    file = await case_file(town)
    assert file is not None
    assert "tove" not in str([note.data for note in file.notes]).lower()


async def test_ordinary_names_and_the_staff_themselves_are_left_alone(town: Town) -> None:
    wanda = town.guild.add_member(town.env.create_user("wanda"))
    await town.env.settle()
    for nick in ("Wanda B.", "Wanda B."):
        town.env.backend.edit_member(town.guild.id, wanda.id, {"nick": nick})
    town.env.backend.edit_member(town.guild.id, town.second.id, {"nick": "Tove"})
    await town.env.settle()

    assert await case_file(town) is None


async def test_a_name_against_the_code_is_brought_to_people(town: Town) -> None:
    town.guild.add_member(town.env.create_user("all f4ggots die"))
    await town.env.settle()

    assert "`slurs`" in shown(town)
    file = await case_file(town)
    assert file is not None
    assert file.sanctions == ()
