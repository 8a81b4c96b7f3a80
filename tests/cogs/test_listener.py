"""What happens to what members write, seen by members and moderators (M4, F22, F35, F40, F43)."""

from __future__ import annotations

import logging
import sqlite3
from typing import Any

import discord
import pytest

from bot.policy.ids import GuildId, UserId
from tests.conftest import Town

ADDRESS = "write to ada.byron@mail.example.net"
"""The pack *standard* removes other people's addresses."""
THREAT = "I will kill you"
"""The pack *standard* brings threats to people."""


async def record(town: Town, who: Any) -> Any:
    return await town.bot.services.casebook.record(GuildId(town.guild.id), UserId(who.id))


def texts(channel: Any) -> list[str]:
    return [message.content for message in channel.history()]


def notices(town: Town, who: Any) -> list[str]:
    return [str(message.embeds[0].to_dict()) for message in who.user.dm_channel.history()]


async def test_an_enforced_rule_removes_tells_and_records(town: Town) -> None:
    await town.mira.send(town.general, ADDRESS)

    assert texts(town.general) == []
    told = notices(town, town.mira)
    assert len(told) == 1
    assert "warning" in told[0].lower()
    assert "Your message was removed" in told[0]
    found = await record(town, town.mira)
    assert [each.kind.value for each in found.sanctions] == ["warning"]


async def test_a_flagging_rule_leaves_the_message_and_asks_people(town: Town) -> None:
    await town.mira.send(town.general, THREAT)

    assert texts(town.general) == [THREAT]
    assert notices(town, town.mira) == []
    post = town.queue.last_message
    assert post is not None
    assert "Case 1" in str(post.embeds[0].title)


async def test_a_clean_message_makes_no_request_and_touches_no_database(town: Town) -> None:
    database = town.bot.settings.database
    await town.mira.send(town.general, "Good evening!")  # the first sweep after the start is over then
    before = len(town.env.http_requests)
    with sqlite3.connect(database) as connection:
        version = connection.execute("PRAGMA data_version").fetchone()
        await town.mira.send(town.general, "Good morning! Did anybody find the notes of last week?")
        after = connection.execute("PRAGMA data_version").fetchone()
    connection.close()

    assert version == after
    assert len(town.env.http_requests) == before


async def test_an_edit_is_judged_like_a_new_message(town: Town) -> None:
    sent = await town.mira.send(town.general, "I know somebody")
    await town.mira.edit(sent, ADDRESS)

    assert texts(town.general) == []


async def test_a_forward_is_judged_too(town: Town) -> None:
    hidden = town.guild.create_text_channel("elsewhere")
    original = await town.noor.send(hidden, "hello")
    town.env.backend.messages[hidden.id][original.id].content = ADDRESS
    forwarded = await town.mira.forward(original, town.general)

    assert forwarded.id not in [message.id for message in town.general.history()]


async def test_one_state_of_a_message_counts_once(town: Town) -> None:
    sent = await town.mira.send(town.general, THREAT)
    stored = town.env.backend.messages[town.general.id][sent.id]
    from simcord.backend import serializers

    town.env.backend.emit("MESSAGE_CREATE", dict(serializers.message_payload(town.env.backend, stored)))
    await town.env.settle()

    file = await town.bot.services.casebook.file(GuildId(town.guild.id), 1)
    assert file is not None
    assert len([note for note in file.notes if note.kind == "hit"]) == 1


async def test_more_of_the_same_joins_one_case_and_one_alert(town: Town) -> None:
    for number in range(4):
        await town.mira.send(town.general, f"{THREAT} {number}")

    assert len(town.queue.history()) == 1
    post = town.queue.last_message
    assert post is not None
    assert "4 times" in str(post.embeds[0].to_dict())


async def test_the_log_never_repeats_what_was_removed(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    """Nor what moderators quote, nor when something did not work; only the case's own post tells more."""
    caplog.set_level(logging.DEBUG, "steward")
    town.env.inject_error("DELETE", "/channels/*/messages/*", status=403, code=50013)
    await town.mira.send(town.general, f"{ADDRESS}, f4ggot")
    reason = f"She wrote “{ADDRESS}, f4ggot”."
    await town.moderator.slash(town.general, "warn", member=town.mira, reason=reason)

    logged = [str(message.embeds[0].to_dict()) for message in town.log.history()]
    titles = [message.embeds[0].title for message in town.log.history()]
    assert titles == ["Case 1: decided", "Case 1: something did not work", "Case 1: decided"]
    told = " ".join((*logged, caplog.text))
    assert "ada.byron" not in told
    assert "f4ggot" not in told
    assert town.queue.last_message is not None
    assert reason in str(town.queue.last_message.embeds[0].to_dict())


async def test_notice_and_explanation_repeat_words_with_masks(town: Town) -> None:
    """What a person, and what a rule's line, shows; the words themselves stand in the case alone."""
    await town.mira.send(town.general, ADDRESS)

    (notice,) = notices(town, town.mira)
    assert "write to a•••@•••.net" in notice
    assert "ada.byron" not in notice
    case = town.queue.last_message
    assert case is not None
    noticed = next(field.value for field in case.embeds[0].fields if field.name == "What the rules noticed")
    assert "write to a•••@•••.net" in str(noticed)
    assert "ada.byron" not in str(noticed)
    # Nor two fields below, where the whole message stands.
    said = next(field.value for field in case.embeds[0].fields if "What was written" in str(field.name))
    assert "write to a•••@•••.net" in str(said)
    assert "ada.byron" not in str(case.embeds[0].to_dict())


async def test_the_words_as_they_were_are_shown_to_who_asks_and_that_is_written_down(town: Town) -> None:
    await town.mira.send(town.general, ADDRESS)
    case = town.queue.last_message
    assert case is not None
    menu = await town.moderator.click(case, custom_id="more:1:menu")
    assert menu.response is not None
    kept = await town.moderator.click(menu.response, custom_id="more:1:context")
    assert kept.response is not None
    assert kept.response.ephemeral or kept.ephemeral
    assert f"||{ADDRESS}||" in str(kept.response.embeds[0].description)
    async with town.bot.services.database.reading() as reader:
        (entry,) = await reader.fetch("SELECT actor FROM journal WHERE verb = 'case.evidence_seen'")
    by = await town.bot.services.people.find(UserId(town.moderator.id))
    assert by is not None
    assert entry["actor"] == by.code


async def test_what_only_the_servers_own_pattern_finds_is_masked_as_well(town: Town) -> None:
    rule = {
        "id": "own.student-ids",
        "description": "Student numbers are nobody else's business.",
        "clause": "privacy",
        "detector": "personal_data",
        "mode": "flag",
        "severity": 3,
        "personal_data": {"kinds": ["student_id"], "student_ids": ["s[0-9]{7}"]},
    }
    guild = town.guild.id
    added = await town.bot.services.rules.add(GuildId(guild), [guild], rule, UserId(town.admin.id))
    assert not isinstance(added, tuple), added
    await town.mira.send(town.general, "Noor is s1234567 by the way")
    case = town.queue.last_message
    assert case is not None
    shown = str(case.embeds[0].to_dict())
    assert "by the way" in shown
    assert "1234567" not in shown


async def test_words_are_sealed_in_the_database(town: Town) -> None:
    await town.mira.send(town.general, ADDRESS)

    with open(town.bot.settings.database, "rb") as file:  # noqa: ASYNC230 - a test reads a small file
        stored = file.read()
    with open(f"{town.bot.settings.database}-wal", "rb") as file:  # noqa: ASYNC230
        stored += file.read()
    assert b"ada.byron" not in stored
    assert str(town.mira.id).encode() not in stored


@pytest.mark.parametrize("kind", ["attachment", "alt", "embed"])
async def test_words_beside_the_message_are_judged(town: Town, kind: str) -> None:
    from bot.policy.content import PartKind
    from cogs import convert

    sent = await town.mira.send(town.general, "look")
    message = await town.bot.get_partial_messageable(town.general.id).fetch_message(sent.id)
    data: dict[str, Any] = {"id": "1", "filename": "ada.byron.png", "size": 1, "url": "", "proxy_url": ""}
    if kind == "embed":
        message.embeds = [discord.Embed(title="Reach her", description=ADDRESS)]
    else:
        data["description"] = ADDRESS if kind == "alt" else None
        message.attachments = [discord.Attachment(data=data, state=town.bot._connection)]  # type: ignore[arg-type]

    found = {part.kind: part.text for part in convert.parts(message)}
    if kind == "embed":
        assert ADDRESS in found[PartKind.EMBED]
    elif kind == "alt":
        assert found[PartKind.ALT_TEXT] == ADDRESS
    else:
        assert found[PartKind.ATTACHMENT] == "ada.byron.png"


async def test_moderators_are_brought_to_people_not_removed(town: Town) -> None:
    await town.second.send(town.general, ADDRESS)

    assert texts(town.general) == [ADDRESS]


async def test_a_person_in_need_gets_help_and_no_sanction(town: Town) -> None:
    await town.mira.send(town.general, "I want to kill myself, I can't go on")

    assert len(texts(town.general)) == 1
    found = await record(town, town.mira)
    assert found.sanctions == ()
    told = notices(town, town.mira)
    assert len(told) == 1
    assert "not alone" in told[0]
