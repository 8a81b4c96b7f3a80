"""Outside systems hear of decisions: signed, once, and nothing that was written (mission row M36)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import simcord
from typing_extensions import override

from bot.client import StewardBot
from bot.policy.hooks import PAUSED_AFTER
from bot.policy.ids import GuildId
from bot.settings import Settings
from tests.conftest import Town

REASON = "Please stay kind, you know who."


@dataclass
class Receiver:
    """An outside system: notes what it is sent and answers as it is told."""

    port: int = 0
    status: int = 200
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/register?key=abc"

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.heard]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.heard.append(({key.lower(): value for key, value in self.headers.items()}, body))
            self.send_response(found.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    found.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, webhooks_to_private=True)


async def add(town: Town, address: str, who: simcord.MemberActor | None = None, **options: str) -> str:
    return said(await (who or town.admin).slash(town.general, "webhook add", address=address, **options))


def said(answer: simcord.InteractionResult) -> str:
    assert answer.response is not None
    assert answer.ephemeral
    return str([embed.to_dict() for embed in answer.response.embeds]) + str(answer.response.content)


async def warn(town: Town, whom: simcord.MemberActor | None = None) -> None:
    await town.moderator.slash(town.general, "warn", member=whom or town.mira, reason=REASON)
    await town.env.advance_time(1)


def hook_id(text: str) -> str:
    found = re.search(r"h-[0-9a-f]{16}", text)
    assert found is not None, text
    return found[0]


async def test_a_decision_its_end_and_its_appeal_are_told_signed_and_without_words(
    town: Town, receiver: Receiver
) -> None:
    added = await add(town, receiver.address)
    secret = re.search(r"whsec_([A-Za-z0-9+/=]+)", added)
    assert secret is not None
    assert "key=abc" not in added, "what follows the host may be a secret"

    await town.moderator.slash(town.general, "mute", member=town.mira, duration="1 hour", reason=REASON)
    assert receiver.heard == [], "nobody waits for an outside system"
    await town.env.advance_time(1)
    [event] = receiver.events
    assert event["type"] == "decision.made"
    data = event["data"]
    assert (data["server"], data["member"]) == (str(town.guild.id), str(town.mira.id))
    assert (data["case"], data["kind"], data["sanctions"][0]["state"]) == (1, "mute", "active")
    headers, body = receiver.heard[0]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = hmac.new(base64.b64decode(secret[1]), signed, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"

    await town.env.advance_time(3700)
    assert [each["type"] for each in receiver.events] == ["decision.made", "sanction.ended"]
    assert receiver.events[1]["data"]["sanctions"][0]["state"] == "ended"
    sent = b"".join(body for _, body in receiver.heard)
    for secret_word in (REASON, "mira", "tove", str(town.moderator.id)):
        assert secret_word.encode() not in sent


async def test_what_does_not_arrive_is_tried_again_with_the_same_id(town: Town, receiver: Receiver) -> None:
    await add(town, receiver.address, events="decision.made")
    receiver.status = 500
    await warn(town)
    await town.env.advance_time(3)
    receiver.status = 204
    await town.restart()
    await town.env.advance_time(600)
    ids = [headers["webhook-id"] for headers, _ in receiver.heard]
    assert len(ids) >= 2
    assert len(set(ids)) == 1
    before = len(ids)
    await town.env.advance_time(7200)
    assert len(receiver.heard) == before, "what was taken is not sent again"


async def test_a_hook_that_is_gone_is_paused_told_and_starts_again_by_a_ping(
    town: Town, receiver: Receiver
) -> None:
    hook = hook_id(await add(town, receiver.address))
    receiver.status = 410
    await warn(town)
    assert [each for each in town.log.history() if "was paused" in str(each.embeds[0].title)]
    receiver.status = 200
    await warn(town, town.noor)
    assert len(receiver.heard) == 1, "a paused hook is told nothing"
    assert "is told nothing any more" in said(await town.admin.slash(town.general, "webhook list"))

    tried = said(await town.admin.slash(town.general, "webhook ping", hook=hook))
    assert "took the message" in tried
    await warn(town)
    assert [each["type"] for each in receiver.events] == ["decision.made", "ping", "decision.made"]


async def test_one_that_never_answers_is_paused_in_the_end(town: Town, receiver: Receiver) -> None:
    hook = hook_id(await add(town, receiver.address))
    receiver.status = 503
    for _ in range(PAUSED_AFTER):
        answer = said(await town.admin.slash(town.general, "webhook ping", hook=hook))
        assert "the receiver answered with an error" in answer
        await town.env.advance_time(4 * 3600)
    titles = [str(each.embeds[0].title) for each in town.log.history()]
    assert titles.count("A web hook does not answer") == 1
    assert titles.count("A web hook was paused") == 1
    removed = said(await town.admin.slash(town.general, "webhook remove", hook=hook))
    assert "told nothing more" in removed
    assert "Nobody is told of decisions" in said(await town.admin.slash(town.general, "webhook list"))
    assert "no such web hook" in said(await town.admin.slash(town.general, "webhook ping", hook=hook))


async def test_somebody_who_was_erased_is_named_to_nobody(town: Town, receiver: Receiver) -> None:
    await add(town, receiver.address)
    receiver.status = 500
    await warn(town)
    receiver.status = 200
    await town.bot.services.people.erase(town.mira.id)  # type: ignore[arg-type]
    receiver.heard.clear()
    await town.env.advance_time(3600)
    assert receiver.heard == []


async def test_only_administrators_and_only_so_many(town: Town, receiver: Receiver) -> None:
    command = next(each for each in await town.bot.tree.fetch_commands() if each.name == "webhook")
    town.guild.set_command_permissions(command, {town.moderator: True})
    refused = await town.moderator.slash(town.general, "webhook add", address=receiver.address)
    assert "You don't have the right to do that here." in said(refused)
    assert await town.bot.services.neighbours.hooks.of(GuildId(town.guild.id)) == ()
    await add(town, receiver.address)
    assert "already" in await add(town, receiver.address)
    for place in range(4):
        await add(town, f"http://127.0.0.1:1/{place}")
    assert "can have 5" in await add(town, "http://127.0.0.1:1/x")


async def test_nothing_is_sent_into_the_operators_own_network(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = town.bot
    await before.close()
    await town.env.restart_bot(StewardBot(replace(before.settings, webhooks_to_private=False)))
    for address, why in (
        ("http://example.org/x", "has to begin with https://"),
        ("https://127.0.0.1/x", "not part of the public Internet"),
        ("https://[::ffff:10.0.0.1]/x", "not part of the public Internet"),
        ("https://ann:pw@example.org/x", "Leave name and password out"),
        ("https:///x", "not an address that I can send to"),
        ("https://127.1/x", "not an address that I can send to"),
        ("https://2130706433/x", "not an address that I can send to"),
    ):
        assert why in await add(town, address)
    # A name that looks public and leads inside is found out when it is looked up.
    look_up = socket.getaddrinfo

    def inside(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        return look_up("10.0.0.5" if host == "register.example" else host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", inside)
    hook = hook_id(await add(town, "https://register.example/x"))
    tried = said(await town.admin.slash(town.general, "webhook ping", hook=hook))
    assert "leads into a private network" in tried
