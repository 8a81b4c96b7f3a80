"""F27: who reported stands in no request, no log line and no table, except sealed and to themselves."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.policy.ids import GuildId
from bot.policy.records import MACHINE
from tests.cogs.reporting import PNG, link, said
from tests.conftest import Town


def _traces(user_id: int, name: str) -> Iterator[bytes]:
    """Yield how an account could stand in a file: in figures, as the integers of SQLite, by name."""
    yield str(user_id).encode()
    yield user_id.to_bytes(8, "big")
    yield name.encode()


def _names(value: object, user_id: int, name: str) -> bool:
    text = json.dumps(value, default=str)
    return str(user_id) in text or name in text


@pytest.fixture
async def reported(town: Town) -> Town:
    """A case with reports by all ways in, decided and told."""
    desk, log = town.guild.create_text_channel("desk"), town.guild.create_text_channel("log")
    await town.bot.services.servers.change(
        GuildId(town.guild.id), MACHINE, queue_channel=desk.id, log_channel=log.id
    )
    # The reporter is part of the conversation, so their words are among the surroundings that are kept.
    await town.noor.send(town.general, "Good morning")
    bad = await town.mira.send(town.general, "The red chairs are mine")
    await town.noor.slash(
        town.general, "report", link=link(town, bad), text="Look", screenshot=("a.png", PNG)
    )
    form = await town.noor.context_menu(town.general, "Report message", bad)
    await town.noor.submit_modal(form, {"words": "Again"})
    form = await town.noor.context_menu(town.general, "Report member", town.mira)
    await town.noor.submit_modal(form, {"words": "And elsewhere", "category": ["harassment"]})
    await town.noor.slash(town.general, "my reports")
    return town


async def test_no_request_names_the_reporter_but_the_door_to_their_own_box(
    reported: Town, caplog: pytest.LogCaptureFixture
) -> None:
    town = reported
    with caplog.at_level(logging.DEBUG, logger="steward"):
        await town.moderator.slash(town.general, "warn", member=town.mira, reason="Share the chairs")
    told = town.noor.user.dm_channel.last_message
    assert told is not None, "the reporter was told"

    naming = [
        entry
        for entry in town.env.http_requests
        if _names([entry.path, entry.json, entry.params], town.noor.id, town.noor.name)
    ]

    assert [(entry.method, entry.path) for entry in naming] == [("POST", "/users/@me/channels")]
    assert str(town.noor.id) not in caplog.text
    for moderator in (town.moderator, town.admin):
        for command in ("case", "history"):
            option = {"number": 1} if command == "case" else {"member": town.mira}
            shown = said(await moderator.slash(town.general, command, **option))
            assert str(town.noor.id) not in shown
            assert town.noor.name not in shown


async def test_no_table_names_the_reporter(reported: Town) -> None:
    town = reported
    place = Path(town.bot.settings.database)
    await town.bot.close()
    kept = b"".join(path.read_bytes() for path in place.parent.glob(f"{place.name}*"))
    assert b"reporter_seals" in kept, "this is the database"
    found = [trace for trace in _traces(town.noor.id, town.noor.name) if trace in kept]
    assert found == []
    # The test can fail: what is not secret is found by the same search.
    assert town.general.id.to_bytes(8, "big") in kept


async def test_the_reporter_is_no_known_person(reported: Town) -> None:
    assert await reported.bot.services.people.find(reported.noor.id) is None  # type: ignore[arg-type]
