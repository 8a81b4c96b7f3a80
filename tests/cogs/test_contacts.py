"""No-contact orders: what reaches the protected person is taken away and brought to people (M28)."""

from __future__ import annotations

import pytest

from tests.cogs.reporting import case_file
from tests.cogs.sanctioning import lift, notices, order
from tests.conftest import Town


@pytest.fixture
async def apart(town: Town) -> Town:
    """Mira has to leave Noor alone for two days."""
    answer = await order(town, "nocontact", protected=town.noor, duration="2 days")
    assert "No contact with a person" in answer
    return town


def from_mira(town: Town) -> list[str]:
    return [each.content for each in town.general.history() if each.author.id == town.mira.id]


async def test_both_learn_no_more_than_they_must(apart: Town) -> None:
    town = apart
    assert f"<@{town.noor.id}>" in notices(town.mira)[-1]
    assert "You can't mention this member" in notices(town.mira)[-1]
    assert "takes nothing from you" not in notices(town.mira)[-1]
    assert notices(town.noor) == []
    await order(town, "nocontact", town.noor, protected=town.mira, duration="1 day", tell_protected=True)
    assert "leave you alone" in notices(town.mira)[-1]
    assert str(town.noor.id) not in notices(town.mira)[-1]


async def test_a_mention_is_removed_and_becomes_a_case(apart: Town) -> None:
    town = apart
    await town.mira.send(town.general, f"Hey {town.noor.mention}, talk to me")
    assert from_mira(town) == []
    assert "keep your distance" in notices(town.mira)[-1]
    file = await case_file(town, 2)
    assert file is not None
    assert file.case.state == "open"
    assert file.said == (f"Hey {town.noor.mention}, talk to me",)
    first = await case_file(town, 1)
    assert first is not None
    assert "breach" in [note.kind for note in first.notes]


async def test_replies_edits_and_reactions_count_too(apart: Town) -> None:
    town = apart
    hers = await town.noor.send(town.general, "Good morning")
    await town.mira.send(town.general, "Morning?", reply_to=hers)
    assert from_mira(town) == []
    plain = await town.mira.send(town.general, "Just thinking")
    await town.mira.edit(plain, f"Just thinking of {town.noor.mention}")
    assert from_mira(town) == []
    await town.mira.react(hers, "👀")
    assert next(each for each in town.general.history() if each.id == hers.id).reactions == []


async def test_everything_else_stays_free(apart: Town) -> None:
    town = apart
    theirs = await town.second.send(town.general, "Hello")
    await town.mira.send(town.general, f"Hello {town.second.mention}")
    await town.mira.react(theirs, "👋")
    await town.noor.send(town.general, f"{town.mira.mention}?")
    assert len(town.general.history()) == 3


async def test_it_survives_a_restart_and_ends_by_the_clock(apart: Town) -> None:
    town = apart
    await town.restart()
    await town.mira.send(town.general, f"{town.noor.mention}")
    assert from_mira(town) == []
    await town.env.advance_time(2 * 86_400 + 60)
    await town.mira.send(town.general, f"{town.noor.mention} hello again")
    assert from_mira(town) == [f"{town.noor.mention} hello again"]


async def test_lifting_frees_at_once(apart: Town) -> None:
    town = apart
    assert "It is over" in await lift(town, "no_contact")
    await town.mira.send(town.general, f"{town.noor.mention} sorry")
    assert from_mira(town) == [f"{town.noor.mention} sorry"]


async def test_nobody_is_kept_from_oneself_or_a_bot(town: Town) -> None:
    answer = await order(town, "nocontact", protected=town.mira, duration="2 days")
    assert "two different members" in answer
