"""What a screenshot says: kept sealed, shown to moderators, compared with the message (extra ``ocr``)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from typing_extensions import override

from bot.pictures.workshop import Made, Workshop, WorkshopFault
from bot.services.reading import Reading
from tests.cogs.reporting import PNG, case_file, link, said
from tests.conftest import Town

MEAN = "Nobody here can stand you, go away"


class Reader(Workshop):
    """A child that reads what the test wants; the real one takes seconds and has a test of its own."""

    text: str | None = MEAN

    @override
    @asynccontextmanager
    async def job(self, task: str, pieces: AsyncIterator[bytes], seconds: float) -> AsyncIterator[Made]:
        assert task == "read"
        assert b"".join([piece async for piece in pieces]).startswith(b"\x89PNG")
        if self.text is None:
            raise WorkshopFault("slow")
        yield Made(told={"text": self.text}, pieces=_none())


async def _none() -> AsyncIterator[bytes]:
    for piece in list[bytes]():
        yield piece


@pytest.fixture
def reader(town: Town) -> Reader:
    services, reader = town.bot.services, Reader()
    intake = services.intake
    intake.reading = Reading(services.database, services.people, intake.keeping, reader)
    return reader


async def seen(town: Town) -> str:
    post = town.queue.last_message
    assert post is not None
    return said(await town.moderator.click(post, custom_id="kept:1"))


@pytest.mark.parametrize(
    ("read", "sentence"),
    [
        (f"mira 14:02 {MEAN}", "The words in it are those of the reported message."),
        ("Nobody here can replace you, please stay", "differ from those of the reported message"),
        ("Good morning everybody", "The words of the reported message are not in it."),
    ],
)
async def test_moderators_see_what_a_screenshot_says(
    town: Town, reader: Reader, read: str, sentence: str
) -> None:
    reader.text = read
    bad = await town.mira.send(town.general, MEAN)
    await town.noor.slash(town.general, "report", link=link(town, bad), screenshot=("s.png", PNG))
    shown = await seen(town)
    assert f"In it: ||{read}||" in shown
    assert sentence in shown
    stored = b"".join(path.read_bytes() for path in Path(town.bot.settings.database).parent.iterdir())
    assert read.encode() not in stored


async def test_without_a_message_there_is_nothing_to_compare(town: Town, reader: Reader) -> None:
    await town.noor.slash(town.general, "report", who=town.mira, screenshot=("s.png", PNG))
    shown = await seen(town)
    assert MEAN in shown
    assert "reported message" not in shown


async def test_what_can_not_be_read_costs_nothing(
    town: Town, reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    reader.text = None
    await town.noor.slash(town.general, "report", who=town.mira, screenshot=("s.png", PNG))
    file = await case_file(town)
    assert file is not None
    assert file.evidence[0].problem == ""
    assert "In it" not in await seen(town)
    assert "could not be read: slow" in caplog.text


async def test_doctor_names_the_extra(town: Town, reader: Reader) -> None:
    assert "Text in screenshots is read." in said(await town.admin.slash(town.general, "doctor"))
    town.bot.services.intake.reading = None
    assert "install the extra `ocr`" in said(await town.admin.slash(town.general, "doctor"))
