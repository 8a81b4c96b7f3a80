"""What no rule's words hold is read by the text model, off the event loop (issue: noticing)."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.client import StewardBot
from bot.settings import Settings
from tests.cogs.sanctioning import said
from tests.conftest import Town


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    found = Settings.from_env(
        {"DATABASE": str(tmp_path / "steward.sqlite3"), "TEXT_MODEL": "on", "SHARD_COUNT": "1"}
    )
    assert isinstance(found, Settings)
    return found


async def test_a_threat_without_a_listed_word_reaches_the_moderators(town: Town) -> None:
    await town.mira.send(town.general, "i'm going to make sure you never walk again")

    post = town.queue.last_message
    assert post is not None
    assert "model." in str(post.embeds[0].to_dict())


@pytest.mark.parametrize(
    "text", ["good morning everyone, did you sleep well?", "how do i kill a process in linux?"]
)
async def test_ordinary_talk_passes(town: Town, text: str) -> None:
    await town.mira.send(town.general, text)

    assert town.queue.last_message is None


async def test_the_bot_runs_without_the_model(
    tmp_path: Path, settings: Settings, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    assert town.bot.services.text_model is not None
    town.bot.services.text_model.close()

    await town.mira.send(town.general, "i'm going to make sure you never walk again")
    await town.mira.send(town.general, "write to ada.byron@mail.example.net")

    assert "ada" not in " ".join(message.content for message in town.general.history())
    assert isinstance(town.bot, StewardBot)


async def test_how_sure_the_model_is_stands_there_once(town: Town) -> None:
    await town.mira.send(town.general, "Jonas you are a worthless idiot and nobody here wants you")

    post = town.queue.last_message
    assert post is not None
    assert str(post.embeds[0].to_dict()).count("% sure") == 1


async def test_swearing_does_not_hide_from_the_model_what_else_is_said(town: Town) -> None:
    await town.mira.send(town.general, "fuck, i'm going to make sure you never walk again")

    post = town.queue.last_message
    assert post is not None
    assert "model." in str(post.embeds[0].to_dict())


UNLIKELY = "you said you might not wake up tomorrow in time, set three alarms and sleep tight"


async def test_what_the_model_finds_unlikely_troubles_nobody(town: Town) -> None:
    await town.mira.send(town.general, UNLIKELY)

    assert town.queue.last_message is None


async def test_its_doubts_count_for_nothing_in_a_text_too_long_to_read_whole(town: Town) -> None:
    around = " and then we walked home along the river to see the boats before dinner"
    await town.mira.send(town.general, UNLIKELY + around * 5)

    post = town.queue.last_message
    assert post is not None
    assert "self-harm.disclosure" in str(post.embeds[0].to_dict())


async def test_what_the_model_finds_unlikely_is_not_removed(town: Town) -> None:
    text = "hope you never wake up hungry like me at four and find the bread gone, who ate it"
    await town.mira.send(town.general, text)

    assert text in [message.content for message in town.general.history()]
    post = town.queue.last_message
    assert post is not None
    assert "the text model finds it unlikely" in str(post.embeds[0].to_dict())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("i'm going to make sure you never walk again", "model.threat"),
        (UNLIKELY, "the text model finds it unlikely"),
        ("Good morning", "its quick look found nothing to ask about"),
    ],
    ids=["found", "doubted", "not asked"],
)
async def test_trying_a_text_asks_the_model_as_a_message_would(town: Town, words: str, told: str) -> None:
    answer = await town.admin.slash(town.general, "rules test", text=words)

    assert told in said(answer)
    assert town.queue.last_message is None


async def test_a_back_test_asks_the_model_too(town: Town) -> None:
    await town.mira.send(town.general, "i'm going to make sure you never walk again")

    answer = said(await town.admin.slash(town.general, "rules backtest"))
    assert "`model.threat` · flag · one message" in answer
    assert "text model" not in answer
