"""The web side: one page, its files, one socket for what is new, one address for acts.

All of it is JSON: ``POST /act`` takes ``{act, persona, …}`` and answers ``{ok, …}`` or ``{ok: false, why}``;
the socket takes ``{persona, channel}`` whenever the page shows something else.
"""

import secrets
from collections import OrderedDict
from pathlib import Path
from typing import Final
from urllib.parse import quote

import orjson
from aiohttp import WSMsgType, web

from bot.sandbox import simcord_private as inner
from bot.sandbox.access import guard, harden
from bot.sandbox.acts import perform
from bot.sandbox.asking import Ask
from bot.sandbox.push import Page, Pages
from bot.sandbox.stage import Stage

STATIC: Final = Path(__file__).with_name("static")
LARGEST_FILE: Final = 10 * 1024 * 1024
"""Discord's limit without Nitro: https://support.discord.com/hc/articles/25444343291031"""
FILES_WAITING: Final = 20


class Door:
    """The handlers; holds what the pages share."""

    def __init__(self, stage: Stage, pages: Pages) -> None:
        self._stage = stage
        self._pages = pages
        self._files: OrderedDict[str, tuple[str, bytes]] = OrderedDict()
        self.sockets: set[web.WebSocketResponse] = set()

    async def index(self, request: web.Request) -> web.StreamResponse:
        """Serve the page."""
        return web.FileResponse(STATIC / "index.html")

    async def act(self, request: web.Request) -> web.Response:
        """Perform one act."""
        try:
            fields = orjson.loads(await request.read())
            ask = Ask(act=fields.pop("act"), persona=fields.pop("persona"), fields=fields, files=self._files)
        except (orjson.JSONDecodeError, KeyError, AttributeError, TypeError):
            return _json({"ok": False, "why": "The sandbox did not understand this page."}, status=400)
        return _json(await perform(self._stage, ask))

    async def tour(self, request: web.Request) -> web.Response:
        """Begin the tour again."""
        self._pages.tour.restart()
        self._pages.ring()
        return _json({"ok": True})

    async def upload(self, request: web.Request) -> web.Response:
        """Keep a file until an act uses it; returns its token."""
        name = request.query.get("name", "file")[:200].replace("/", "_").replace("\\", "_")
        body = await request.read()
        token = secrets.token_urlsafe(9)
        self._files[token] = (name, body)
        while len(self._files) > FILES_WAITING:
            self._files.popitem(last=False)
        return _json({"ok": True, "file": token})

    async def file(self, request: web.Request) -> web.Response:
        """Serve an attachment."""
        url = request.query.get("url", "")
        found = inner.file_bytes(self._stage.env, url)
        if found is None:
            raise web.HTTPNotFound(text="That file is gone.")
        name = url.rsplit("/", 1)[-1]
        # Only images are shown; anything else (HTML, SVG) could run in the page and is for download.
        content_type = _image_type(found)
        if content_type is not None:
            return web.Response(body=found, content_type=content_type)
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
        return web.Response(body=found, content_type="application/octet-stream", headers=headers)

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        """Keep one page informed until it closes."""
        socket = web.WebSocketResponse(heartbeat=30, max_msg_size=64 * 1024)
        await socket.prepare(request)
        self.sockets.add(socket)
        page: Page | None = None
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    page = self._look(socket, page, message.data)
        finally:
            self.sockets.discard(socket)
            if page is not None:
                self._pages.leave(page)
        return socket

    def _look(self, socket: web.WebSocketResponse, page: Page | None, data: str) -> Page | None:
        try:
            asked = orjson.loads(data)
            persona, wanted = str(asked["persona"]), str(asked.get("channel") or "")
        except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
            return page
        whose = self._stage.world.people.get(persona)
        if whose is None:
            return page
        channel_id = int(wanted) if wanted.isdecimal() else self._place(page, whose.id)
        if page is None:
            page = Page(socket=socket, persona=persona, channel_id=channel_id)
            self._pages.enter(page)
        else:
            page.persona, page.channel_id = persona, channel_id
            self._pages.looks(page)
        return page

    def _place(self, page: Page | None, user_id: int) -> int:
        """Return where a persona begins: the channel on the screen or the first one they can read."""
        if page is not None and inner.sees(self._stage.env, page.channel_id, user_id):
            return page.channel_id
        listed = inner.channels(self._stage.env, self._stage.world.guild)
        seen = (
            each.id for each in listed if each.type == 0 and inner.sees(self._stage.env, each.id, user_id)
        )
        return next(seen, inner.private_channel(self._stage.env, user_id))


def _image_type(content: bytes) -> str | None:
    """Return the type of an image that a page may show, judged by its first bytes and not by its name."""
    starts = ((b"\x89PNG\r\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"))
    for start, kind in starts:
        if content.startswith(start):
            return kind
    return "image/webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else None


def _json(body: object, status: int = 200) -> web.Response:
    return web.Response(body=orjson.dumps(body), content_type="application/json", status=status)


def application(door: Door, key: str, port: int) -> web.Application:
    """Put the handlers behind the guard."""
    app = web.Application(middlewares=[guard(key, port)], client_max_size=LARGEST_FILE)
    app.on_response_prepare.append(harden)
    app.router.add_get("/", door.index)
    app.router.add_get("/socket", door.socket)
    app.router.add_get("/file", door.file)
    app.router.add_post("/act", door.act)
    app.router.add_post("/tour", door.tour)
    app.router.add_post("/upload", door.upload)
    app.router.add_static("/static", STATIC)
    return app
