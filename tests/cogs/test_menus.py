"""Right-clicks: the record and the proposal are shown before acting; acting otherwise asks why (M38, F8)."""

from __future__ import annotations

import re

import pytest
import simcord

from bot.services.casebook import Casebook
from tests.cogs.reporting import case_file
from tests.cogs.sanctioning import held, notices, order, said, sanctions
from tests.conftest import Town


async def choose(town: Town, shown: simcord.InteractionResult, clause: str) -> simcord.InteractionResult:
    assert shown.response is not None
    return await town.moderator.select(shown.response, values=[clause])


async def press(town: Town, shown: simcord.InteractionResult, act: str) -> simcord.InteractionResult:
    assert shown.response is not None
    ids = re.findall(r"modact:[\w:.-]+", str(shown.response.components))
    return await town.moderator.click(
        shown.response, custom_id=next(each for each in ids if each.endswith(f":{act}"))
    )


async def test_the_proposal_is_followed_from_a_message(town: Town) -> None:
    post = await town.mira.send(town.general, "Your talk was a waste of an hour")
    panel = await town.moderator.context_menu(town.general, "Moderate message", post)
    assert "There is nothing on this member's record" in said(panel)
    proposed = await choose(town, panel, "belittling")
    assert "**A warning**" in said(proposed)
    assert "The clause is" in said(proposed)

    form = await press(town, proposed, "do")
    done = await town.moderator.submit_modal(form, {"reason": "Speak of the talk, not of the hour."})
    assert "Case 1: A warning" in said(done)
    assert "✓ removing the message" in said(done)
    assert "Speak of the talk" in notices(town.mira)[-1]


async def test_acting_otherwise_asks_why_and_for_how_long(town: Town) -> None:
    panel = await town.moderator.context_menu(town.general, "Member record", town.mira)
    proposed = await choose(town, panel, "belittling")
    form = await press(town, proposed, "else")
    values = {"step": ["mute"], "reason": "It went on.", "why": "The third time today."}
    assert "Please say for how long" in said(await town.moderator.submit_modal(form, values))

    form = await press(town, proposed, "else")
    done = await town.moderator.submit_modal(form, {**values, "length": "2 hours"})
    assert "Case 1: A mute" in said(done)
    file = await case_file(town)
    assert file is not None
    assert [each.deviation for each in file.decisions] == ["The third time today."]


@pytest.mark.parametrize(("how", "active"), [("extend", 2), ("replace", 1)])
async def test_a_mute_in_force_can_be_extended_or_replaced(town: Town, how: str, active: int) -> None:
    await order(town, "mute", duration="5 hours")
    panel = await town.moderator.context_menu(town.general, "Member record", town.mira)
    proposed = await choose(town, panel, "belittling")
    assert "They are muted already" in said(proposed)
    form = await press(town, proposed, "else")
    values = {"step": ["mute"], "length": "2h", "existing": [how], "reason": "Again.", "why": "It goes on."}
    assert "A mute" in said(await town.moderator.submit_modal(form, values))
    assert held(town, town.mira).timed_out_until is not None
    assert [each.state.value for each in await sanctions(town)].count("active") == active


async def test_a_fault_is_told_with_a_reference_that_the_log_knows(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """F18: in a command, and in a menu, of which discord.py tells nobody."""
    panel = await town.moderator.context_menu(town.general, "Member record", town.mira)

    async def breaks(*_: object) -> None:
        raise RuntimeError("the wheel came off")

    monkeypatch.setattr(Casebook, "record", breaks)
    monkeypatch.setattr(Casebook, "proposal_about", breaks)
    told = await town.moderator.slash(town.general, "history", member=town.mira)
    chosen = await choose(town, panel, "belittling")
    for answer in (told, chosen):
        words = str([*answer.followups, answer.response and answer.response.content])
        reference = re.search(r"\b[0-9a-f]{8}\b", words)
        assert reference is not None
        assert f"Fault {reference[0]}" in caplog.text
    assert "the wheel came off" in caplog.text
    # Taken note of, so that the simulation does not raise them at its end.
    assert all("the wheel came off" in str(error) for error in town.env.errors)


async def test_the_panel_is_for_moderators_only(town: Town) -> None:
    post = await town.mira.send(town.general, "Hello")
    with pytest.raises(Exception, match="ermission"):
        await town.noor.context_menu(town.general, "Moderate message", post)
