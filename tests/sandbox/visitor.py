"""A visitor of the sandbox without a browser, and a picture to send."""

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp

from bot.sandbox.server import running
from bot.sandbox.stage import Arrange, BotFactory
from tests.sandbox.demo_bot import DemoBot


def picture(width: int = 160, height: int = 90) -> bytes:
    """Make a real PNG of one colour."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    rows = (b"\x00" + b"\x3a\x7d\x8e" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


PNG = picture()


@dataclass
class Visitor:
    """A page without a browser: acts over HTTP and keeps the parts it is sent."""

    session: aiohttp.ClientSession
    base: str
    key: str
    parts: dict[str, Any] = field(default_factory=dict)
    messages: dict[str, Any] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    socket: aiohttp.ClientWebSocketResponse | None = None

    async def act(self, act: str, persona: str, **fields: Any) -> dict[str, Any]:
        body = {"act": act, "persona": persona, **fields}
        async with self.session.post(
            f"{self.base}/act", json=body, headers={"X-Sandbox-Key": self.key}
        ) as answer:
            found: dict[str, Any] = await answer.json()
            return found

    async def done(self, act: str, persona: str, **fields: Any) -> dict[str, Any]:
        answer = await self.act(act, persona, **fields)
        assert answer["ok"], answer
        return answer

    async def look(self, persona: str, channel: str = "") -> None:
        if self.socket is None:
            self.socket = await self.session.ws_connect(f"{self.base}/socket?key={self.key}")
        await self.socket.send_json({"persona": persona, "channel": channel})
        await self.until(lambda: self.parts.get("me", {}).get("key") == persona)

    async def until(self, holds: Any) -> None:
        """Take in news until something holds; fails after five seconds."""
        assert self.socket is not None
        async with asyncio.timeout(5):
            while not holds():
                news = (await self.socket.receive()).json()
                listed = news.pop("messages", None)
                self.parts |= news
                if listed is not None:
                    self.messages |= {each["id"]: each for each in listed["changed"]}
                    self.order = listed["order"]

    def channel(self, name: str) -> str:
        return str(next(each["id"] for each in self.parts["channels"] if each["name"] == name))

    def texts(self) -> list[str]:
        return [self.messages[each]["text"] for each in self.order]

    async def button(self, label: str) -> tuple[str, str]:
        """Wait for a button; return the ids of its message and its own."""

        def found() -> list[tuple[str, str]]:
            return [
                (message["id"], each["custom_id"])
                for message in self.messages.values()
                for row in message["components"]
                for each in row.get("components", ())
                if each.get("label") == label
            ]

        await self.until(lambda: bool(found()))
        return found()[-1]

    def person(self, key: str) -> str:
        return str(next(each["id"] for each in self.parts["personas"] if each["key"] == key))


@asynccontextmanager
async def visiting(factory: BotFactory = DemoBot, arrange: Arrange | None = None) -> AsyncIterator[Visitor]:
    async with running(factory, port=0, arrange=arrange) as address, aiohttp.ClientSession() as session:
        parts = urlsplit(address)
        yield Visitor(session, f"http://{parts.netloc}", parse_qs(parts.query)["key"][0])
