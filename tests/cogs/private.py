"""What tests on private conversations share: a click on a message in one where the bot is not."""

from __future__ import annotations

from typing import Any

import simcord
from simcord import interactions
from simcord.backend import serializers
from simcord.enums import AppCommandType, InteractionType
from simcord.results import InteractionResult

from tests.conftest import Town

CONVERSATION, WORDS_ID = 1_456_000_000_000_000_777, 1_456_000_000_000_000_778


async def report_private(
    town: Town,
    reporter: simcord.MemberActor,
    author: simcord.MemberActor | simcord.UserHandle,
    words: str,
    *,
    files: tuple[tuple[str, bytes], ...] = (),
    guild_id: int | None = None,
    kind: int = 1,
) -> simcord.InteractionResult:
    """Choose *Report message* in a private conversation (kind 1), a group (3) or a strange server.

    Discord sends the message with the click, as here; the bot itself can read nothing there.
    """
    backend: Any = town.env.backend
    user = getattr(author, "user", author)
    attachments = [
        backend.cdn.store_attachment(CONVERSATION + at, CONVERSATION, name, body, None)
        for at, (name, body) in enumerate(files, 10)
    ]
    message = _message(backend.get_user(user.id), words, attachments)
    root = backend.find_command("Report message", None, type=AppCommandType.MESSAGE)
    assert root["integration_types"] == [0, 1]
    assert root["contexts"] == [0, 1, 2]
    data = {
        "id": root["id"],
        "name": root["name"],
        "type": AppCommandType.MESSAGE,
        "target_id": str(WORDS_ID),
        "resolved": {"messages": {str(WORDS_ID): message}},
    }
    record, payload = interactions.base_payload(
        backend,
        type=InteractionType.APPLICATION_COMMAND,
        channel_id=reporter.user.dm_channel.id,
        guild_id=None,
        user_id=reporter.id,
        data=data,
    )
    payload["channel"] = {"id": str(CONVERSATION), "type": kind}
    payload["channel_id"] = str(CONVERSATION)
    payload["context"] = 2
    payload["authorizing_integration_owners"] = {"1": str(reporter.id)}
    if guild_id is not None:
        payload["guild_id"] = str(guild_id)
        payload["guild"] = {"id": str(guild_id), "features": [], "locale": "en-US"}
        joined = "2026-01-01T00:00:00+00:00"
        payload["member"] = {
            "user": payload.pop("user"),
            "roles": [],
            "joined_at": joined,
            "permissions": "0",
            "flags": 0,
        }
        payload["context"] = 0
    backend.emit("INTERACTION_CREATE", payload)
    await town.env.settle()
    return InteractionResult(town.env, record)


def _message(author: Any, words: str, attachments: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": str(WORDS_ID),
        "channel_id": str(CONVERSATION),
        "author": dict(serializers.user_payload(author)),
        "content": words,
        "timestamp": "2026-01-01T00:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": attachments,
        "embeds": [],
        "pinned": False,
        "type": 0,
    }
