"""The notice before the first report: read once, never in the way again, and forgotten on request (M24)."""

from __future__ import annotations

from typing import Any

import pytest
import simcord

from bot.policy.ids import UserId
from tests.cogs.reporting import case_file, link, said
from tests.conftest import Town


@pytest.fixture
def newcomer(town: Town) -> simcord.MemberActor:
    """Somebody who never reported anything."""
    return town.guild.add_member(town.env.create_user("nils"))


async def press(who: simcord.MemberActor, shown: simcord.InteractionResult, label: str) -> Any:
    assert shown.response is not None
    return await who.click(shown.response.message, label=label)


async def test_a_first_report_waits_until_the_notice_is_read(
    town: Town, newcomer: simcord.MemberActor
) -> None:
    bad = await town.mira.send(town.general, "The red chairs are mine")

    asked = await newcomer.slash(town.general, "report", link=link(town, bad), text="Please look")

    shown = said(asked)
    assert "365 days" in shown
    assert "Reporter 1" in shown
    assert await case_file(town) is None, "nothing is kept before somebody goes on"
    answer = await press(newcomer, asked, "Go on")
    assert "Its code is `R-" in said(answer)
    file = await case_file(town)
    assert file is not None
    assert file.reports[0].words == "Please look"

    again = await newcomer.slash(town.general, "report", text="Insults", who=town.mira)
    assert "Its code is `R-" in said(again), "it is asked once"


async def test_going_on_from_a_menu_opens_the_form(town: Town, newcomer: simcord.MemberActor) -> None:
    bad = await town.mira.send(town.general, "The red chairs are mine")
    asked = await newcomer.context_menu(town.general, "Report message", bad)
    assert asked.modal is None
    form = await press(newcomer, asked, "Go on")
    answer = await newcomer.submit_modal(form, {"words": "Please look"})
    assert "Its code is `R-" in said(answer)


async def test_who_cancels_leaves_nothing_and_is_asked_again(
    town: Town, newcomer: simcord.MemberActor
) -> None:
    asked = await newcomer.slash(town.general, "report", text="Insults", who=town.mira)
    await press(newcomer, asked, "Cancel")
    assert "Nothing was sent" in said(asked)
    assert await case_file(town) is None
    asked = await newcomer.slash(town.general, "report", text="Insults", who=town.mira)
    assert "Before you report" in said(asked)


async def test_being_forgotten_covers_the_acceptance_too(town: Town, newcomer: simcord.MemberActor) -> None:
    services, who = town.bot.services, UserId(newcomer.id)
    await services.acceptance.accept(who)
    assert (await services.privacy.along.of(who))["accepted_how_reports_are_kept"] is True
    assert await services.privacy.erase(who) is None
    assert not await services.acceptance.has(who)
