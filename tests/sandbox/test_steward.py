"""The real bot in the sandbox: what a moderator decides holds, is told, ends in time, and stays on record."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.client import StewardBot
from bot.sandbox.arrange import arrange
from bot.settings import Settings
from tests.sandbox.visitor import Visitor, visiting

REASON = "It hurt Jonas"
Factory = Callable[[], StewardBot]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "steward.sqlite3"


@pytest.fixture
def factory(database: Path) -> Factory:
    settings = Settings.from_env({"DATABASE": str(database)})
    assert isinstance(settings, Settings)
    return lambda: StewardBot(settings)


async def suspend(visitor: Visitor) -> None:
    await visitor.look("amara")
    options = {"member": visitor.person("mira"), "duration": "1 day", "reason": "It hurt Jonas"}
    await visitor.done(
        "slash", "amara", channel=visitor.channel("general"), command="suspend", options=options
    )


async def test_a_suspension_is_told_survives_a_restart_and_ends(factory: Factory, database: Path) -> None:
    async with visiting(factory, arrange) as visitor:
        await suspend(visitor)
        await visitor.look("mira")
        general = visitor.channel("general")
        assert visitor.parts["me"]["heldUntil"] == pytest.approx(
            visitor.parts["clock"] + 86_400_000, abs=60_000
        )
        assert (await visitor.act("send", "mira", channel=general, text="But"))["ok"] is False
        await visitor.look("mira", visitor.channel("Steward"))
        await visitor.until(
            lambda: any("It hurt Jonas" in str(each["embeds"]) for each in visitor.messages.values())
        )
        await visitor.done("restart", "mira")
        await visitor.done("clock", "mira", seconds=90_000)
        await visitor.until(lambda: visitor.parts["me"]["heldUntil"] is None)
        await visitor.done("send", "mira", channel=general, text="I am back")
        await visitor.look("amara")
        assert visitor.parts["troubles"] == []
    with sqlite3.connect(database) as opened:
        assert opened.execute("SELECT count(*) FROM cases").fetchone() == (1,)


async def test_a_database_of_an_earlier_sandbox_still_fits(factory: Factory) -> None:
    async with visiting(factory, arrange) as visitor:
        await suspend(visitor)
        before = [each["id"] for each in visitor.parts["personas"]]
    async with visiting(factory, arrange) as visitor:
        await visitor.look("amara")
        assert [each["id"] for each in visitor.parts["personas"]] == before
        general = visitor.channel("general")
        await visitor.done("slash", "amara", channel=general, command="case", options={"number": "1"})
        await visitor.look("amara", general)
        await visitor.until(
            lambda: any("It hurt Jonas" in str(each["embeds"]) for each in visitor.messages.values())
        )
