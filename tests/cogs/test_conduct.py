"""/conduct, read as a member would: by section, by word, by clause, in one's own language."""

from __future__ import annotations

import simcord

from bot.client import StewardBot
from tests.conftest import Town


def _shown(answer: simcord.InteractionResult) -> str:
    assert answer.response is not None
    assert answer.ephemeral
    return str([embed.to_dict() for embed in answer.response.embeds])


def _options(answer: simcord.InteractionResult, menu: str) -> list[str]:
    assert answer.response is not None
    for row in answer.response.components:
        for item in row["components"]:
            if item["custom_id"] == menu:
                return [option["value"] for option in item["options"]]
    return []


async def test_the_first_page_names_the_sections_and_the_version(town: Town) -> None:
    answer = await town.mira.slash(town.general, "conduct")

    code = town.bot.services.conduct
    shown = _shown(answer)
    assert all(section.title in shown for section in code.sections)
    assert f"Version {code.version}" in shown
    assert "religion or belief" in shown
    assert _options(answer, "conduct:section") == [section.id for section in code.sections]


async def test_a_member_goes_from_a_section_to_a_clause_after_a_restart(town: Town) -> None:
    answer = await town.mira.slash(town.general, "conduct")
    await town.bot.close()
    await town.env.restart_bot(StewardBot(town.bot.settings))
    assert answer.response is not None

    await town.mira.select(answer.response.message, ["reporting"], custom_id="conduct:section")
    assert "Your name stays with us" in _shown(answer)
    assert "confidential" in _options(answer, "conduct:clause")

    await town.mira.select(answer.response.message, ["confidential"], custom_id="conduct:clause")
    shown = _shown(answer)
    assert "Neither the reported person" in shown
    assert "Clause “confidential”" in shown
    assert "screenshot that shows it" not in shown


async def test_a_clause_shows_its_examples_and_its_weight(town: Town) -> None:
    shown = _shown(await town.mira.slash(town.general, "conduct", search="identity-attack"))

    clause = town.bot.services.conduct.clause("identity-attack")
    assert clause is not None
    assert "Is welcome" in shown
    assert "Has no place here" in shown
    assert "grave (4 of 5)" in shown


async def test_the_last_section_holds_the_resources(town: Town) -> None:
    answer = await town.mira.slash(town.general, "conduct")
    assert answer.response is not None
    await town.mira.select(answer.response.message, ["resources"], custom_id="conduct:section")

    shown = _shown(answer)
    assert "https://findahelpline.com/" in shown
    assert "https://dangerousspeech.org/guide/" in shown
    assert _options(answer, "conduct:clause") == []


async def test_a_search_finds_words_that_the_text_does_not_use(town: Town) -> None:
    answer = await town.mira.slash(town.general, "conduct", search="anonymous")
    assert "Your name stays with us" in _shown(answer)
    assert "confidential" in _options(answer, "conduct:clause")


async def test_a_search_without_a_find_says_what_to_do(town: Town) -> None:
    answer = await town.mira.slash(town.general, "conduct", search="xylophone")
    assert "Nothing in the code mentions “xylophone”" in _shown(answer)
    assert _options(answer, "conduct:section")


async def test_clauses_are_offered_while_one_types(town: Town) -> None:
    offered = await town.mira.autocomplete(town.general, "conduct", "search", "revenge")
    assert [choice["value"] for choice in offered][:1] == ["retaliation"]
    at_first = await town.mira.autocomplete(town.general, "conduct", "search", "")
    assert [choice["value"] for choice in at_first] == [
        each.id for each in town.bot.services.conduct.sections
    ]


async def test_a_section_can_be_asked_for_by_name(town: Town) -> None:
    answer = await town.mira.slash(town.general, "conduct", search="resources")
    assert "https://dangerousspeech.org/guide/" in _shown(answer)


async def test_a_fault_behind_a_menu_is_told_to_the_reader(town: Town) -> None:
    answer = await town.mira.slash(town.general, "conduct")
    assert answer.response is not None
    # Discord refuses to renew the message, as it does when it was dismissed meanwhile.
    town.env.inject_error("POST", "/interactions/*/*/callback", status=400)

    pressed = await town.mira.select(answer.response.message, ["reporting"], custom_id="conduct:section")

    assert pressed.response is not None
    assert "went wrong" in pressed.response.content
