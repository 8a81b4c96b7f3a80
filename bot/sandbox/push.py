"""Telling each open page what changed, at once and no more than that.

Whatever rings the bell (a request of the bot, an event, the end of an act) makes every open page's view be
computed again a moment later; each page is sent the parts that differ from what it has.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Final

import orjson
from aiohttp import web

from bot.sandbox import simcord_private as inner
from bot.sandbox.people import person
from bot.sandbox.stage import Stage
from bot.sandbox.tour import Happening, Progress, Step
from bot.sandbox.view import Look, Reads, view

GATHER_SECONDS: Final = 0.015
"""Bells within this time are answered together; a bell may ring just before its change is made."""


@dataclass(slots=True, kw_only=True, eq=False)
class Page:
    """One open browser page."""

    socket: web.WebSocketResponse
    persona: str
    channel_id: int
    sent: dict[str, bytes] = field(default_factory=dict)
    sent_messages: dict[str, bytes] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)


class Pages:
    """All open pages and the one tour they share."""

    def __init__(self, stage: Stage, steps: tuple[Step, ...]) -> None:
        self._stage = stage
        self._open: set[Page] = set()
        self._bell = asyncio.Event()
        self._reads: Reads = {}
        self.tour = Progress(steps)
        stage.changed = self._bell.set
        stage.happened = self.happened

    def ring(self) -> None:
        """Have all pages looked after soon."""
        self._bell.set()

    def happened(self, happening: Happening) -> None:
        """Tell the tour what happened."""
        if self.tour.saw(happening):
            self._bell.set()

    def enter(self, page: Page) -> None:
        """Take in a page that was just opened."""
        self._open.add(page)
        self.looks(page)

    def leave(self, page: Page) -> None:
        """Forget a page that was closed."""
        self._open.discard(page)

    def looks(self, page: Page) -> None:
        """Note that a page now shows another persona or channel."""
        place = self._stage.teller.place(page.channel_id)
        self.happened({"kind": "view", "by": page.persona} | place)
        self._bell.set()

    async def run(self) -> None:
        """Serve the pages for ever."""
        while True:
            await self._bell.wait()
            self._bell.clear()
            await asyncio.sleep(GATHER_SECONDS)
            for page in tuple(self._open):
                await self._serve(page)

    async def _serve(self, page: Page) -> None:
        news = self._news(page)
        if not news:
            return
        try:
            await page.socket.send_bytes(orjson.dumps(news))
        except (ConnectionError, RuntimeError):
            self.leave(page)

    def _news(self, page: Page) -> inner.Json:
        who = person(self._stage, page.persona)
        self._mark_read(page, who.user.id)
        look = Look(stage=self._stage, person=who, channel_id=page.channel_id, reads=self._reads)
        parts: dict[str, object] = {**view(look), "tour": self.tour.json()}
        listed = parts.pop("messages")
        news: inner.Json = {}
        for name, part in parts.items():
            packed = orjson.dumps(part)
            if page.sent.get(name) != packed:
                page.sent[name] = packed
                news[name] = part
        return news | self._message_news(page, listed if isinstance(listed, list) else [])

    def _message_news(self, page: Page, listed: list[inner.Json]) -> inner.Json:
        packed = {each["id"]: orjson.dumps(each) for each in listed}
        changed = [each for each in listed if page.sent_messages.get(each["id"]) != packed[each["id"]]]
        order = list(packed)
        if not changed and order == page.order and page.sent.get("shows") == str(page.channel_id).encode():
            return {}
        page.sent_messages, page.order = packed, order
        page.sent["shows"] = str(page.channel_id).encode()
        return {"messages": {"channel": str(page.channel_id), "order": order, "changed": changed}}

    def _mark_read(self, page: Page, user_id: int) -> None:
        found = inner.stored_messages(self._stage.env, page.channel_id, user_id, 1)
        if found and inner.sees(self._stage.env, page.channel_id, user_id):
            self._reads[user_id, page.channel_id] = found[-1].id

    def read_all(self) -> None:
        """Take everything there is as read by everybody, so that only news is marked as new."""
        for user in inner.users(self._stage.env):
            for channel in inner.channels(self._stage.env, self._stage.world.guild):
                self._reads[user.id, channel.id] = channel.last_message_id or 0
