"""The page behind a personal link: the statement of reasons, the form of an appeal, and how it stands.

Whoever has the link is let in, as with a letter. There is no account, no list and no search; a link that we
did not make gets the same answer as one whose person was erased.
"""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from itertools import zip_longest
from typing import Final

from aiohttp import web

from bot.app import Services
from bot.policy.appeals import LONGEST_ANSWER, Answer, Appeal
from bot.policy.card import Card
from bot.policy.pacing import Limit, free_at
from bot.policy.phrase import Value
from bot.services.appeal_links import PATH, Visit
from bot.services.orders import Unmoved
from bot.services.words_appeals import questions, standing
from bot.web.html import POLICY, article, form, page

_log = logging.getLogger("steward")
LONGEST_BODY: Final = 64 * 1024
"""Bytes; four answers of a thousand characters, each up to twelve bytes when it is sent."""
_KNOWN: Final = (Limit(30, timedelta(minutes=1)), Limit(300, timedelta(hours=1)))
"""How often one link may be opened."""
_UNKNOWN: Final = (Limit(120, timedelta(minutes=1)),)
"""How often links may be tried that we did not make, by anybody: behind a proxy all have one address."""
_GUESSES: Final = ""
_KEPT: Final = 2000


@dataclass(slots=True)
class AppealPages:
    """Answers requests for personal links."""

    services: Services
    locale: str
    """The language of pages that belong to no server."""
    _times: OrderedDict[str, list[datetime]] = field(default_factory=OrderedDict)

    def application(self) -> web.Application:
        """Return the pages as an application; everything else on this address does not exist."""
        app = web.Application(middlewares=[self._guard], client_max_size=LONGEST_BODY)
        app.router.add_get(f"{PATH}{{token}}", self.show)
        app.router.add_post(f"{PATH}{{token}}", self.take)
        return app

    async def show(self, request: web.Request) -> web.Response:
        """Show what a link leads to."""
        visit = await self.services.appeal_links.open(request.match_info["token"])
        return self._gone() if visit is None else await self._page(visit)

    async def take(self, request: web.Request) -> web.Response:
        """Take an appeal and show it, or say what it lacks."""
        token = request.match_info["token"]
        visit = await self.services.appeal_links.open(token)
        if visit is None:
            return self._gone()
        sent = await request.post()
        asked = self._questions(visit)
        given = [str(sent.get(f"answer{place}", ""))[:LONGEST_ANSWER] for place in range(len(asked))]
        answers = tuple(Answer(question=each, text=text) for each, text in zip(asked, given, strict=True))
        made = await self.services.appeal_links.send(token, answers)
        if made is None:
            return self._gone()
        if isinstance(made, Unmoved):
            return await self._page(visit, made, given)
        # A reload of the page must not ask whether to send it all again; relative, as a proxy may add a path.
        return web.Response(status=303, headers={"Location": token})

    @web.middleware
    async def _guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        token = request.path.removeprefix(PATH)
        mine = self.services.appeal_links.made_here(token)
        key, limits = (token, _KNOWN) if mine else (_GUESSES, _UNKNOWN)
        if self._too_often(key, limits):
            answer: web.StreamResponse = self._say("page.busy", 429)
        elif not mine:
            answer = self._gone()
        else:
            answer = await self._answer(request, handler)
        answer.headers.update(_HEADERS)
        return answer

    async def _answer(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as error:
            return self._say("page.not_understood", error.status)
        except Exception:
            # An outermost handler: the link is a secret, so neither it nor the request is logged.
            _log.exception("A page could not be shown.")
            return self._say("page.fault", 500)

    def _too_often(self, key: str, limits: tuple[Limit, ...]) -> bool:
        now = self.services.clock.now()
        times = self._times.setdefault(key, [])
        self._times.move_to_end(key)
        while len(self._times) > _KEPT:
            self._times.popitem(last=False)
        if free_at(times, now, limits) is not None:
            return True
        times.append(now)
        del times[: -max(limit.most for limit in limits)]
        return False

    async def _page(
        self, visit: Visit, problem: Unmoved | None = None, given: Sequence[str] = ()
    ) -> web.Response:
        """Show the statement with what can be done about it; ``given`` is what was sent and did not do."""
        locale = self.services.servers.of(visit.guild_id).locale
        can_ask = visit.made is None and visit.matter.hindrance is None
        pieces = []
        if problem is not None:
            pieces.append(self._why("page.not_yet" if can_ask else "page.not_sent", problem, locale))
            if not can_ask:
                pieces.append(self._given_back(given, locale))
        if visit.made is not None:
            pieces.append(self._standing(visit, visit.made, locale))
        elif visit.matter.hindrance is not None and problem is None:
            pieces.append(self._why("page.closed", visit.matter.hindrance, locale))
        how = "page" if can_ask else None
        pieces.append(article(await self.services.scribe.statement(visit.matter.decision, how=how)))
        if can_ask:
            pieces.append(self._form(visit, locale, given))
        return _html(page(locale, self._text("page.title", locale), *pieces))

    def _why(self, title: str, negative: Unmoved, locale: str) -> str:
        says = self._text(f"unmoved.{negative.key}", locale, **negative.values)
        return article(Card(title=self._text(title, locale), text=says))

    def _given_back(self, given: Sequence[str], locale: str) -> str:
        """Return what was written and can not be taken; no browser keeps the form of an unstored page."""
        written = "\n\n".join(filter(None, given))
        return article(Card(title=self._text("page.written", locale), text=written))

    def _standing(self, visit: Visit, made: Appeal, locale: str) -> str:
        shown = article(standing(self.services.catalogue, locale, made))
        if visit.again is None:
            return shown
        again = self._text("page.again", locale)
        return f'{shown}<p><a class=act href="{escape(visit.again)}">{escape(again)}</a></p>'

    def _form(self, visit: Visit, locale: str, given: Sequence[str]) -> str:
        return form(
            self._text("appeal.form.title", locale),
            self._text("appeal.form.notice", locale),
            tuple(zip_longest(self._questions(visit), given, fillvalue="")),
            self._text("page.send", locale),
            LONGEST_ANSWER,
        )

    def _questions(self, visit: Visit) -> list[str]:
        settings = self.services.servers.of(visit.guild_id)
        return questions(self.services.catalogue, settings.locale, settings)

    def _gone(self) -> web.Response:
        return self._say("page.gone", 404)

    def _say(self, key: str, status: int) -> web.Response:
        card = Card(
            title=self._text(f"{key}.title", self.locale), text=self._text(f"{key}.text", self.locale)
        )
        return _html(page(self.locale, card.title, article(card)), status)

    def _text(self, key: str, locale: str, **values: Value) -> str:
        return self.services.catalogue.text(key, locale, **values)


_HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    # Nothing waits between two requests, and an end does not have to wait for anybody's browser.
    "Connection": "close",
}


def _html(body: str, status: int = 200) -> web.Response:
    return web.Response(text=body, content_type="text/html", status=status)
