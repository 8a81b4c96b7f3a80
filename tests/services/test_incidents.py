"""F22, F34, F43: what becomes of messages that rules matched."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.policy.authority import Standing
from bot.policy.ids import MessageId
from bot.policy.records import CaseRoute, CaseState, Trigger
from bot.policy.sanctions import SanctionKind
from bot.policy.verdict import Finding, Hit, Mode, Route
from bot.services.orders import Incident, MessageRef
from tests.services.world import DAY, GENERAL, GUILD, ME, MIRA, NOOR, World, states


def hit(**changes: Any) -> Hit:
    values: dict[str, Any] = {
        "rule_id": "insults",
        "clause": "harassment",
        "severity": 2,
        "mode": Mode.ENFORCE,
        "route": Route.QUEUE,
        "findings": (Finding(detector="terms", matched="…"),),
        "description": "An insult.",
    }
    return Hit(**{**values, **changes})


def incident(world: World, *hits: Hit, message: int = 401, **changes: Any) -> Incident:
    values: dict[str, Any] = {
        "guild_id": GUILD,
        "source": MessageRef(channel_id=GENERAL, message_id=MessageId(message)),
        "author": Standing(user_id=MIRA),
        "me": ME,
        "hits": hits or (hit(),),
        "text": "You are a …",
        "shown": "You are a …",
        "posted_at": world.clock.now(),
    }
    return Incident(**{**values, **changes})


async def test_a_hit_removes_warns_keeps_and_tells(world: World) -> None:
    number = await world.incidents.handle(incident(world))
    assert number == 1
    file = await world.casebook.file(GUILD, 1)
    assert file is not None
    assert file.said == ("You are a …",)
    (decision,) = file.decisions
    assert (decision.kind, decision.trigger, decision.machine_decided) == (
        SanctionKind.WARNING,
        Trigger.AUTOMATIC,
        True,
    )
    assert world.discord.removed == {401}
    assert world.told() == ["Lighthouse: a warning"]
    assert file.case.state is CaseState.DECIDED


async def test_the_same_message_twice_counts_once(world: World) -> None:
    """F22: delivered twice at the same moment; its later edit is another matter."""
    await asyncio.gather(*(world.incidents.handle(incident(world)) for _ in range(4)))
    assert len(await world.sanctions()) == 1
    await world.incidents.handle(incident(world, edited_at=world.clock.now() + DAY))
    assert len(await world.sanctions()) == 2


async def test_a_raid_of_one_folds_into_one_case(world: World) -> None:
    """F43: thirty flagged messages are one alert that counts up."""
    for number in range(30):
        await world.incidents.handle(incident(world, hit(mode=Mode.FLAG), message=500 + number))
    (case,) = await world.queue()
    file = await world.casebook.file(GUILD, case.number)
    assert file is not None
    assert len([note for note in file.notes if note.kind == "hit"]) == 30
    assert await world.sanctions() == []
    assert world.discord.removed == set()


async def test_more_of_the_same_is_not_warned_again_within_a_case(world: World) -> None:
    for number in range(3):
        await world.incidents.handle(incident(world, hit(severity=4), message=500 + number))
    assert len(await world.sanctions()) == 1
    assert world.discord.removed == {500, 501, 502}
    assert len(await world.queue()) == 1


async def test_what_goes_for_another_clause_is_told_as_well(world: World) -> None:
    """Nothing is removed without a word: the first warning said nothing of this clause."""
    for number, clause in enumerate(("harassment", "privacy", "privacy")):
        await world.incidents.handle(incident(world, hit(severity=4, clause=clause), message=500 + number))
    file = await world.casebook.file(GUILD, 1)
    assert file is not None
    assert sorted(decision.clause for decision in file.decisions) == ["harassment", "privacy"]
    assert world.told() == ["Lighthouse: a warning", "Lighthouse: a warning"]


async def test_what_one_rule_masks_no_other_shows(world: World) -> None:
    """F35: two rules may mean the same words; the telephone number is hidden in what both say of it."""
    text = "Here is her number: 0151 2345678, ring her up all night"
    number = Finding(detector="personal_data", matched="phone", start=20, end=32)
    whole = Finding(detector="patterns", matched="her number", start=8, end=32)
    night = Finding(detector="patterns", matched="all night", start=46, end=55)
    hits = [hit(severity=4, findings=(each,)) for each in (number, whole, night)]
    await world.incidents.handle(incident(world, *hits, parts=(text,)))
    file = await world.casebook.file(GUILD, 1)
    assert file is not None
    bodies = [note.body for note in file.notes if note.kind == "hit"]
    assert len(bodies) == 3
    assert not [body for body in bodies if "0151" in body or "2345" in body]
    assert '"all night"' in bodies[2]


async def test_care_helps_and_never_punishes(world: World) -> None:
    """F34: even where the rule says enforce."""
    number = await world.incidents.handle(incident(world, hit(route=Route.CARE, clause="self-harm")))
    assert number is not None
    file = await world.casebook.file(GUILD, number)
    assert file is not None
    assert file.case.route is CaseRoute.CARE
    assert await world.sanctions() == []
    assert world.discord.removed == set()
    assert world.told() == ["You are not alone"]


async def test_a_nudge_leaves_no_record(world: World) -> None:
    assert await world.incidents.handle(incident(world, hit(route=Route.AUTHOR, mode=Mode.FLAG))) is None
    assert world.told() == ["Lighthouse: a friendly note"]
    ((_, letter),) = world.discord.letters.values()
    assert "not of the person" in letter.card.fields[0][1]
    assert (await world.casebook.record(GUILD, MIRA)).cases == ()


async def test_a_nudge_says_that_the_message_was_removed_only_where_it_was(world: World) -> None:
    """Nothing is removed without a word, and what was gone before is not said to have been removed."""
    for number, mode in enumerate((Mode.ENFORCE, Mode.FLAG, Mode.ENFORCE)):
        if number == 2:
            world.discord.removed.add(502)
        nudge = incident(world, hit(route=Route.AUTHOR, mode=mode), message=500 + number)
        assert await world.incidents.handle(nudge) is None
    texts = [letter.card.text for _, letter in world.discord.letters.values()]
    assert ["Your message was removed" in text for text in texts] == [True, False, False]
    assert ["Nothing was written down" in text for text in texts] == [False, True, True]


@pytest.mark.parametrize("route", [Route.QUEUE, Route.CARE])
async def test_no_nudge_says_that_nothing_was_written_down_when_it_was(world: World, route: Route) -> None:
    """And who is in despair is not told about swearing."""
    nudge, other = hit(route=Route.AUTHOR, mode=Mode.FLAG), hit(route=route, mode=Mode.FLAG)
    assert await world.incidents.handle(incident(world, nudge, other)) == 1
    assert "Lighthouse: a friendly note" not in world.told()


async def test_a_nudge_delivered_twice_is_sent_once(world: World) -> None:
    for _ in range(2):
        await world.incidents.handle(incident(world, hit(route=Route.AUTHOR, mode=Mode.FLAG)))
    assert len(world.told()) == 1


async def test_what_the_machine_did_weighs_like_what_people_did(world: World) -> None:
    """F44: one ledger, whoever warned."""
    clean = await world.casebook.proposal_about(GUILD, NOOR, "harassment")
    await world.incidents.handle(incident(world))
    by_machine = await world.casebook.proposal_about(GUILD, MIRA, "harassment")
    await world.impose(SanctionKind.WARNING, whom=NOOR)
    by_people = await world.casebook.proposal_about(GUILD, NOOR, "harassment")
    assert by_machine.score > clean.score
    assert by_people.score > clean.score


async def test_what_was_found_too_late_is_brought_to_people_only(world: World) -> None:
    late = replace(incident(world), punishable=False)
    await world.incidents.handle(late)
    assert await world.sanctions() == []
    assert world.discord.removed == set()
    assert len(await world.queue()) == 1


@pytest.mark.parametrize("routes", [(Route.QUEUE, Route.CARE), (Route.FACULTY, Route.CARE)])
async def test_one_message_can_be_two_matters(world: World, routes: tuple[Route, ...]) -> None:
    await world.incidents.handle(incident(world, *(hit(route=route, mode=Mode.FLAG) for route in routes)))
    assert {case.route.value for case in await world.queue()} == {route.value for route in routes}
    assert states(await world.rows(2))
