"""The forms behind the menus of messages and members, filled in as a member would."""

from __future__ import annotations

from typing import Any

import simcord

from tests.cogs.reporting import PNG, case_file, kinds, link, said
from tests.conftest import Town


def _field(shown: simcord.InteractionResult, custom_id: str) -> dict[str, Any]:
    assert shown.modal is not None
    fields = [row["component"] for row in shown.modal["components"] if "component" in row]
    found: dict[str, Any] = next(each for each in fields if each["custom_id"] == custom_id)
    return found


async def test_report_message_asks_and_files(town: Town) -> None:
    bad = await town.mira.send(town.general, "The red chairs are mine")
    form = await town.noor.context_menu(town.general, "Report message", bad)
    assert form.modal is not None
    assert "Reporter 1" in str(form.modal)
    assert not _field(form, "words").get("required", True)
    offered = [option["value"] for option in _field(form, "category")["options"]]
    assert "threats" in offered
    assert len(offered) <= 25

    answer = await town.noor.submit_modal(
        form, {"category": ["disruption"], "words": "All day long", "pictures": [("a.png", PNG)]}
    )

    assert "Its code is `R-" in said(answer)
    file = await case_file(town)
    assert file is not None
    assert (file.reports[0].words, file.reports[0].category) == ("All day long", "disruption")
    assert await kinds(town) == ["context", "message", "screenshot"]


async def test_a_message_that_is_gone_when_the_form_is_sent_is_still_kept(town: Town) -> None:
    bad = await town.mira.send(town.general, "The red chairs are mine")
    form = await town.noor.context_menu(town.general, "Report message", bad)
    await town.mira.delete(bad)

    answer = await town.noor.submit_modal(form, {"words": ""})

    assert "unverified" not in said(answer)
    file = await case_file(town)
    assert file is not None
    assert file.said == ("The red chairs are mine",)
    assert file.reports[0].category == "other"


async def test_the_form_and_the_command_add_up(town: Town) -> None:
    bad = await town.mira.send(town.general, "The red chairs are mine")
    await town.noor.slash(town.general, "report", link=link(town, bad))
    form = await town.noor.context_menu(town.general, "Report message", bad)
    answer = await town.noor.submit_modal(form, {"words": "Again"})
    assert "You had reported this message before" in said(answer)


async def test_two_members_may_have_the_form_open_at_once(town: Town) -> None:
    bad = await town.mira.send(town.general, "The red chairs are mine")
    first = await town.noor.context_menu(town.general, "Report message", bad)
    second = await town.second.context_menu(town.general, "Report message", bad)
    await town.noor.submit_modal(first, {"words": "From Noor"})
    await town.second.submit_modal(second, {"words": "From Ilse"})
    file = await case_file(town)
    assert file is not None
    assert [(each.reporter_number, each.words) for each in file.reports] == [
        (1, "From Noor"),
        (2, "From Ilse"),
    ]


async def test_report_member_needs_words_and_files_them(town: Town) -> None:
    form = await town.noor.context_menu(town.general, "Report member", town.mira)
    assert _field(form, "words").get("required", True)
    answer = await town.noor.submit_modal(form, {"words": "Follows me around", "category": ["harassment"]})
    assert "unverified" in said(answer)
    file = await case_file(town)
    assert file is not None
    assert file.case.severity == 4


async def test_nobody_reports_themselves_or_the_bot(town: Town) -> None:
    form = await town.noor.context_menu(town.general, "Report member", town.noor)
    answer = await town.noor.submit_modal(form, {"words": "Me!"})
    assert "You can't report yourself." in said(answer)
    room = town.bot.get_channel(town.general.id)
    ours = await room.send("Welcome!")  # type: ignore[union-attr]
    form = await town.noor.context_menu(town.general, "Report message", ours)
    answer = await town.noor.submit_modal(form, {"words": "Too cheerful"})
    assert "That message is mine." in said(answer)
    assert await case_file(town) is None
