"""One gateway session: its numbered events, kept for a resume, and the socket that it has at the moment."""

import zlib
from asyncio import Queue
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web

PRIVATE, MEMBERS, BANS, GUILD_TEXT, CONTENT = 1 << 12, 1 << 1, 1 << 2, 1 << 9, 1 << 15
"""Intents, as bits."""


class Wire:
    """One socket, with the compression that the client asked for in the address."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket = socket
        self._transport = request.transport
        # discord.py asks for zlib-stream unless a zstd module is installed: one stream per socket, flushed
        # after each message, https://discord.com/developers/docs/events/gateway#transport-compression
        self._stream = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None

    async def send(self, payload: dict[str, Any]) -> None:
        """Send one payload."""
        data = orjson.dumps(payload)
        if self._stream is None:
            await self.socket.send_str(data.decode())
            return
        await self.socket.send_bytes(self._stream.compress(data) + self._stream.flush(zlib.Z_SYNC_FLUSH))

    def cut(self) -> None:
        """Tear the connection without a closing frame."""
        if self._transport is not None:
            self._transport.abort()


@dataclass(slots=True, kw_only=True)
class Session:
    """A session outlives its sockets; ``wire`` is None while nobody is connected."""

    id: str
    intents: int
    shard: tuple[int, int]
    wire: Wire | None = None
    seq: int = 0
    sent: list[dict[str, Any]] = field(default_factory=list)
    """Every event of the session, for replay."""
    outgoing: Queue[dict[str, Any] | None] = field(default_factory=Queue)
    """Payloads for the present socket; None ends its writer."""
    resumable: bool = True

    def add(self, name: str, data: dict[str, Any]) -> None:
        """Number an event, keep it, and send it when somebody is connected."""
        self.seq += 1
        payload = {"op": 0, "t": name, "s": self.seq, "d": data}
        self.sent.append(payload)
        if self.wire is not None:
            self.outgoing.put_nowait(payload)

    def missed(self, seq: int) -> list[dict[str, Any]]:
        """Return what came after a sequence number."""
        return [payload for payload in self.sent if payload["s"] > seq]

    def wants(self, name: str, guild_id: int | None) -> bool:
        """Return whether an event belongs to this shard and its intents."""
        index, count = self.shard
        # Private messages go to shard 0 only.
        if ((guild_id or 0) >> 22) % count != index:
            return False
        return not (need := _needed(name, guild_id)) or bool(self.intents & need)

    def view(self, name: str, data: dict[str, Any], me: int) -> dict[str, Any]:
        """Return an event's data as this session may see it: without content when that intent is off."""
        hidden = name in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and not self.intents & CONTENT
        if hidden and "guild_id" in data and int(data["author"]["id"]) != me:
            return data | {"content": "", "embeds": [], "components": [], "attachments": []}
        return data


def _needed(name: str, guild_id: int | None) -> int:
    if name.startswith("MESSAGE_"):
        return PRIVATE if guild_id is None else GUILD_TEXT
    if name.startswith("GUILD_MEMBER_"):
        return MEMBERS
    if name.startswith(("GUILD_BAN_", "GUILD_AUDIT_LOG_")):
        return BANS
    return 0
