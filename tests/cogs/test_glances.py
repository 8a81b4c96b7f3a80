"""Posted pictures: looked at in a child, only ever flagged, kept behind a veil (extra ``vision``)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from typing_extensions import override

from bot.pictures.workshop import Made, Workshop, WorkshopFault
from bot.services.glance import Glance
from tests.cogs.reporting import PNG, case_file, said
from tests.cogs.sanctioning import notices
from tests.conftest import Town


class Eye(Workshop):
    """A child that sees what the test wants; the real one has a test of its own."""

    nudity = 0.0
    text = ""
    fault = ""
    asked = 0

    @override
    @asynccontextmanager
    async def job(self, task: str, pieces: AsyncIterator[bytes], seconds: float) -> AsyncIterator[Made]:
        self.asked += 1
        assert b"".join([piece async for piece in pieces]) == PNG
        if self.fault:
            raise WorkshopFault(self.fault)
        told: dict[str, Any] = {"nudity": self.nudity} if task == "nudity" else {"text": self.text}
        yield Made(told=told, pieces=_none())


async def _none() -> AsyncIterator[bytes]:
    for piece in list[bytes]():
        yield piece


@pytest.fixture
def eye(town: Town) -> Eye:
    services, eye = town.bot.services, Eye()
    services.intake.glance = Glance(
        database=services.database,
        clock=services.clock,
        people=services.people,
        servers=services.servers,
        enforcement=services.enforcement,
        keeping=services.intake.keeping,
        workshop=eye,
        reads=True,
    )
    return eye


async def test_a_naked_picture_goes_to_people_and_stays(town: Town, eye: Eye) -> None:
    eye.nudity = 0.97
    posted = await town.mira.send(town.general, "Look", attachments=[("a.png", PNG)])
    file = await case_file(town)
    assert file is not None
    assert [note.data["rule"] for note in file.notes if note.kind == "hit"] == ["pictures.nudity"]
    assert posted.id in [each.id for each in town.general.history()], "only flagged"
    assert notices(town.mira) == []
    post = town.queue.last_message
    assert post is not None
    shown = await town.moderator.click(post, custom_id="kept:1")
    assert shown.response is not None
    assert [each.filename for each in shown.response.message.attachments] == ["SPOILER_1.png"]


async def test_a_picture_without_words_leaves_no_empty_quote(town: Town, eye: Eye) -> None:
    eye.nudity = 0.97
    await town.mira.send(town.general, "", attachments=[("a.png", PNG)])
    post = town.queue.last_message
    assert post is not None
    told = str(post.embeds[0].to_dict())
    assert "pictures.nudity" in told
    assert "What was written" not in told
    assert "||||" not in told


async def test_words_in_a_picture_are_judged_and_only_flagged(town: Town, eye: Eye) -> None:
    eye.text = "You can reach Jonas at jonas.okafor@mail.example.net"
    posted = await town.mira.send(town.general, "", attachments=[("a.png", PNG)])
    file = await case_file(town)
    assert file is not None
    assert file.said == (eye.text,)
    assert posted.id in [each.id for each in town.general.history()], "words alone would have been removed"
    assert town.queue.last_message is not None
    assert "in the text of a picture" in str(town.queue.last_message.embeds[0].to_dict())


async def test_an_ordinary_picture_and_other_files_cost_no_case(town: Town, eye: Eye) -> None:
    await town.mira.send(town.general, "Look", attachments=[("a.png", PNG), ("b.mp4", b"film")])
    assert eye.asked == 2
    await town.mira.send(town.general, "Look", attachments=[("b.mp4", b"film")])
    assert eye.asked == 2
    assert await case_file(town) is None


async def test_failing_takes_one_word_to_the_administrators(
    town: Town, eye: Eye, caplog: pytest.LogCaptureFixture
) -> None:
    eye.fault = "slow"
    for _ in range(3):
        await town.mira.send(town.general, "Look", attachments=[("a.png", PNG)])
    assert caplog.text.count("Pictures are not all looked at: slow") == 1
    assert "can't all be looked at just now" in said(await town.admin.slash(town.general, "doctor"))
    eye.fault = ""
    await town.mira.send(town.general, "Look", attachments=[("a.png", PNG)])
    assert "can't all be looked at" not in said(await town.admin.slash(town.general, "doctor"))
