"""As little of Discord as a client needs to come to READY, on this machine, and a way to feed it events."""

import zlib
from typing import Any

import orjson
from aiohttp import WSMsgType, web

from bench import traffic

ME = {
    "id": "1",
    "username": "steward",
    "discriminator": "0",
    "avatar": None,
    "bot": True,
    "global_name": None,
}


class Line:
    """One client's socket: frames in one zlib stream, each ended by a sync flush.

    https://docs.discord.com/developers/events/gateway#transport-compression
    """

    def __init__(self, socket: web.WebSocketResponse, compressed: bool) -> None:
        self._socket = socket
        self._stream = zlib.compressobj() if compressed else None
        self._sequence = 0

    def dispatch(self, name: str, data: object) -> bytes:
        """Return the next event as a frame, to be sent in the same order."""
        self._sequence += 1
        return self._frame({"t": name, "s": self._sequence, "op": 0, "d": data})

    async def send(self, frames: list[bytes]) -> None:
        """Send frames that were made in this order."""
        for frame in frames:
            if self._stream is None:
                await self._socket.send_str(frame.decode())
            else:
                await self._socket.send_bytes(frame)

    async def answer(self, op: int, data: object) -> None:
        """Send what is no event."""
        await self.send([self._frame({"t": None, "s": None, "op": op, "d": data})])

    def _frame(self, payload: dict[str, Any]) -> bytes:
        body = orjson.dumps(payload)
        if self._stream is None:
            return body
        return self._stream.compress(body) + self._stream.flush(zlib.Z_SYNC_FLUSH)


class SmallDiscord:
    """Serves clients; each becomes a ``Line`` under the name it has in its token."""

    def __init__(self) -> None:
        self.lines: dict[str, Line] = {}
        self.port = 0
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen on a free port."""
        app = web.Application()
        app.router.add_get("/gateway", self._gateway)
        app.router.add_route("*", "/api/v10/{path:.*}", self._rest)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def close(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _rest(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        if path == "users/@me":
            return _json(ME)
        if path.endswith("applications/@me"):
            owner = traffic.user(traffic.MEMBERS[0])
            about: dict[str, Any] = {
                "id": "1",
                "name": "steward",
                "description": "",
                "icon": None,
                "summary": "",
            }
            about |= {"bot_public": True, "bot_require_code_grant": False, "verify_key": "", "flags": 0}
            return _json(about | {"owner": owner, "rpc_origins": []})
        if path == "users/@me/channels":
            # Members here take no private messages, as some do: no notice is worth a fault in the log.
            return web.json_response(
                {"code": 50007, "message": "Cannot send messages to this user"}, status=403
            )
        return _json([])

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0, compress=False)
        await socket.prepare(request)
        line = Line(socket, request.query.get("compress") == "zlib-stream")
        await line.answer(10, {"heartbeat_interval": 41_250})
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            payload = orjson.loads(message.data)
            if payload["op"] == 1:
                await line.answer(11, None)
            elif payload["op"] == 2:
                await self._identified(line, payload["d"]["token"])
        return socket

    async def _identified(self, line: Line, token: str) -> None:
        ready = {
            "v": 10,
            "user": ME,
            "guilds": [{"id": str(traffic.GUILD), "unavailable": True}],
            "session_id": "bench",
            "resume_gateway_url": f"ws://127.0.0.1:{self.port}/gateway",
            "shard": [0, 1],
            "application": {"id": "1", "flags": 0},
            "private_channels": [],
        }
        guild = line.dispatch("READY", ready), line.dispatch("GUILD_CREATE", traffic.guild())
        await line.send(list(guild))
        self.lines[token] = line


def _json(answer: object) -> web.Response:
    # Discord names no charset, and discord.py compares the whole header.
    return web.Response(body=orjson.dumps(answer), headers={"Content-Type": "application/json"})
