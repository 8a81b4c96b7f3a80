"""The moderators' queue: what waits, in which order, and for whom it is not (mission rows M20, M41)."""

from dataclasses import dataclass
from typing import Final

from bot.clock import Clock
from bot.policy.ids import GuildId, UserId
from bot.policy.queue import QueueState, Show
from bot.policy.records import Case, CaseRoute
from bot.services.people import People
from bot.services.recusal import Recusal
from bot.storage import queue
from bot.storage.port import Database
from bot.storage.queue import View

PAGE: Final = 10
"""Cases on one page, which leaves room for every line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which part of the queue somebody wants to see."""

    show: Show = Show.ALL
    route: CaseRoute | None = None
    offset: int = 0
    """How many are passed over; taken from the page before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A part of the queue."""

    cases: tuple[Case, ...]
    total: int
    """Of all pages."""
    wanted: Wanted
    following: int | None
    """The offset of the next page; None when this is the last."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Reads what waits; writes nothing."""

    database: Database
    clock: Clock
    people: People
    recusal: Recusal

    async def page(self, guild_id: GuildId, who: UserId, wanted: Wanted) -> Page:
        """Return a page of the open cases that this person may see: neither their own nor one they are in."""
        view = await self._view(guild_id, who, wanted)
        shown: list[Case] = []
        hidden, offset = 0, wanted.offset
        now = self.clock.now()
        async with self.database.reading() as reader:
            total = await queue.count(reader, view, now)
            while len(shown) < PAGE and (found := await queue.page(reader, view, now, PAGE, offset)):
                for case in found[: PAGE - len(shown)]:
                    offset += 1
                    if await self.recusal.captured(reader, case, who):
                        hidden += 1
                    else:
                        shown.append(case)
        following = offset if offset < total else None
        return Page(cases=tuple(shown), total=total - hidden, wanted=wanted, following=following)

    async def next_free(self, guild_id: GuildId, who: UserId) -> Case | None:
        """Return the first case that nobody has and that this person may decide."""
        page = await self.page(guild_id, who, Wanted(show=Show.FREE))
        return page.cases[0] if page.cases else None

    async def state(self, guild_id: GuildId) -> QueueState:
        """Return how the queue stands as a whole."""
        async with self.database.reading() as reader:
            return await queue.standing(reader, guild_id, self.clock.now())

    async def _view(self, guild_id: GuildId, who: UserId, wanted: Wanted) -> View:
        known = await self.people.find(who)
        return View(
            guild_id=guild_id,
            person="" if known is None else known.code,
            reporter=self.recusal.reporter(guild_id, who),
            show=wanted.show,
            route=wanted.route,
        )
