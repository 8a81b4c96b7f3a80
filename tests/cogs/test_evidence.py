"""What is kept of a report: files piece by piece, pictures without what hides in them, later edits (F17)."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any

import pytest
import simcord

from bot.client import StewardBot
from bot.policy.ids import GuildId
from bot.policy.records import Evidence
from bot.services import keeping
from cogs import downloads, evidence
from tests.cogs.reporting import PNG, case_file, link, png, said
from tests.conftest import Town
from tests.pictures.samples import bomb


async def kept(town: Town, kind: str) -> list[Evidence]:
    file = await case_file(town)
    return [] if file is None else [each for each in file.evidence if each.kind == kind]


async def bytes_of(town: Town, item: Evidence) -> bytes:
    keeper = town.bot.services.intake.keeping
    return b"".join([piece async for piece in keeper.open(GuildId(town.guild.id), item)])


async def test_files_come_back_as_they_were_and_pictures_without_what_hides_in_them(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (keeping, downloads):
        monkeypatch.setattr(module, "PIECE", 64)
    told = png(Comment="52.5200 N 13.4050 E")
    film = bytes(range(256)) * 3
    bad = await town.mira.send(town.general, "Look", attachments=[("a.png", told), ("b.mp4", film)])

    answer = await town.noor.slash(town.general, "report", link=link(town, bad))

    assert "still fetching" not in said(answer), "the last word is that all is there"
    picture, other = sorted(await kept(town, "attachment"), key=lambda each: each.media_type)
    assert picture.received == hashlib.sha256(told).hexdigest()
    seen = await bytes_of(town, picture)
    assert hashlib.sha256(seen).hexdigest() == picture.sha256
    assert b"52.5200" not in seen
    assert seen.startswith(b"\x89PNG")
    assert await bytes_of(town, other) == film
    assert (other.chunks, other.size, other.received) == (12, 768, "")
    stored = b"".join(path.read_bytes() for path in _database(town))
    assert film[:64] not in stored, "it is sealed"


def _database(town: Town) -> list[Path]:
    place = Path(town.bot.settings.database)
    return list(place.parent.glob(f"{place.name}*"))


async def test_the_code_comes_before_the_files(town: Town) -> None:
    bad = await town.mira.send(town.general, "Look", attachments=[("a.png", PNG)])
    await town.noor.slash(town.general, "report", link=link(town, bad))
    answers = [
        entry for entry in town.env.http_requests if "/webhooks/" in entry.path and "R-" in str(entry.json)
    ]
    assert [entry.method for entry in answers] == ["POST", "PATCH"]
    assert "I am still fetching one file" in str(answers[0].json)
    assert "I am still fetching" not in str(answers[1].json)


async def test_a_bomb_is_named_and_costs_nothing_else(town: Town) -> None:
    answer = await town.noor.slash(
        town.general, "report", who=town.mira, text="This", screenshot=("b.png", bomb())
    )
    assert "“b.png” is too large a picture once it is opened" in said(answer)
    file = await case_file(town)
    assert file is not None
    assert file.reports[0].words == "This"
    item = (await kept(town, "screenshot"))[0]
    assert (item.problem, item.chunks, item.received) == ("bomb", 0, hashlib.sha256(bomb()).hexdigest())
    broken = await town.noor.slash(
        town.general, "report", who=town.mira, text="That", screenshot=("c.png", PNG[:20])
    )
    assert "“c.png” can't be opened as a picture" in said(broken)


async def test_a_file_that_grows_on_the_way_is_cut_off(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    film = bytes(5_000)
    bad = await town.mira.send(town.general, "Look", attachments=[("b.mp4", film)])
    # As if Discord had said less than it sends.
    monkeypatch.setattr("cogs.evidence.incoming", _trusting(monkeypatch))
    answer = await town.noor.slash(town.general, "report", link=link(town, bad))
    assert "“b.mp4” is too large" in said(answer)
    assert [each.problem for each in await kept(town, "attachment")] == ["too_large"]


def _trusting(monkeypatch: pytest.MonkeyPatch) -> Any:
    ask = evidence.incoming

    def incoming(*given: Any, **more: Any) -> Any:
        found = ask(*given, **more)
        monkeypatch.setattr(keeping, "LARGEST", 4_000)
        return found

    return incoming


async def test_without_a_child_the_report_still_stands(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    answer = await town.noor.slash(
        town.general, "report", who=town.mira, text="This", screenshot=("a.png", PNG)
    )
    assert "I could not deal with “a.png” just now" in said(answer)
    assert [each.problem for each in await kept(town, "screenshot")] == ["unprocessed"]


async def test_a_picture_that_takes_too_long_is_given_up(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "PICTURE_SECONDS", 0.0)
    answer = await town.noor.slash(
        town.general, "report", who=town.mira, text="This", screenshot=("a.png", PNG)
    )
    assert "too large a picture" in said(answer)


async def test_the_same_film_is_kept_once(town: Town) -> None:
    film = bytes(range(256))
    for _ in range(2):
        bad = await town.mira.send(town.general, "Look", attachments=[("b.mp4", film)])
        await town.noor.slash(town.general, "report", link=link(town, bad))
    assert len(await kept(town, "attachment")) == 1


async def test_what_was_on_its_way_when_the_program_ended_is_recorded(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object) -> str:
        return ""

    monkeypatch.setattr(keeping.Keeping, "take", never)
    await town.noor.slash(town.general, "report", who=town.mira, text="This", screenshot=("a.png", PNG))
    assert [each.problem for each in await kept(town, "screenshot")] == ["pending"]
    await town.restart()
    await town.env.advance_time(16 * 60)
    await town.bot.services.intake.keeping.tend()
    assert [each.problem for each in await kept(town, "screenshot")] == ["interrupted"]


async def test_later_edits_are_kept_beside_the_first(town: Town) -> None:
    bad = await town.mira.send(town.general, "The red chairs are mine")
    await town.noor.slash(town.general, "report", link=link(town, bad))
    await town.second.slash(town.general, "report", link=link(town, bad))
    await town.restart()
    await town.mira.edit(bad, "Have a nice day")
    await town.mira.edit(bad, "The red chairs are mine")
    await town.mira.edit(bad, "I said nothing")

    file = await case_file(town)
    assert file is not None
    assert file.said == ("The red chairs are mine",)
    assert file.edits == ("Have a nice day", "I said nothing")
    assert [each.version for each in file.evidence if each.kind == "message"] == [0, 1, 2]
    shown = _card(town.queue)
    assert "Edited later to" in shown
    assert "I said nothing" in shown

    other = await town.mira.send(town.general, "Nobody reported this")
    await town.mira.edit(other, "Still nobody")
    await town.moderator.slash(town.general, "warn", member=town.mira, reason="Share")
    await town.mira.edit(bad, "Too late to matter")
    file = await case_file(town)
    assert file is not None
    assert len(file.edits) == 2, "a decided case is not added to"


def _card(channel: simcord.ChannelHandle) -> str:
    assert channel.last_message is not None
    return str([embed.to_dict() for embed in channel.last_message.embeds])


async def test_forwards_are_kept_with_their_words(town: Town) -> None:
    first = await town.mira.send(town.general, "The red chairs are mine")
    again = await town.second.forward(first, town.general)
    await town.noor.slash(town.general, "report", link=link(town, again))
    file = await case_file(town)
    assert file is not None
    assert file.said == ("The red chairs are mine",)
    assert isinstance(town.bot, StewardBot)


async def test_moderators_see_the_files_behind_a_veil_and_what_is_missing(town: Town) -> None:
    bad = await town.mira.send(town.general, "Look", attachments=[("a.png", PNG)])
    await town.noor.slash(town.general, "report", link=link(town, bad), screenshot=("b.png", bomb()))
    await town.restart()
    post = town.queue.last_message
    assert post is not None
    seen = await town.moderator.click(post, custom_id="kept:1")
    text = said(seen)
    assert "file of the message · fetched by me" in text
    assert "screenshot · handed in · not kept: too large a picture once it is opened" in text
    assert seen.response is not None
    assert [each.filename for each in seen.response.message.attachments] == ["SPOILER_1.png"]

    # Who reported it is part of it, and sees nothing of it.
    await town.second.slash(town.general, "report", link=link(town, bad))
    post = town.queue.last_message
    assert post is not None
    refused = await town.second.click(post, custom_id="kept:1")
    assert "Not found" in said(refused)
