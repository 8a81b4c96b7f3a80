"""Files become evidence: sealed piece by piece as they arrive, pictures made anew on the way (F17).

No file is ever held in memory whole. Its row says *pending* from the moment the report is filed, so that a
file is complete, or it is recorded why not, whatever happens in between.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final, TypeAlias

from bot.clock import Clock, to_ms
from bot.pictures.signatures import image_type
from bot.pictures.workshop import PIECE, Workshop, WorkshopFault
from bot.policy.ids import GuildId
from bot.policy.records import Case, Evidence
from bot.services.orders import NewEvidence
from bot.services.people import People
from bot.services.vault import PersonKey
from bot.storage import evidence as store
from bot.storage import evidence_files as files
from bot.storage.port import Database

LARGEST: Final = 25 * 1024 * 1024
"""Bytes; what Discord lets ordinary members upload is less."""
PICTURE_SECONDS: Final = 10.0
"""For one picture, from its first byte to its last."""
AT_ONCE: Final = 3
"""Files; each holds a piece or two in memory."""
LATEST: Final = timedelta(minutes=15)
"""What has not arrived by then never will: the program was ended in between."""

Supply: TypeAlias = Callable[[], AbstractAsyncContextManager[AsyncIterator[bytes]]]
"""Opens a file and gives its bytes; raises ``SupplyFault`` when it can't be had (any more)."""


class SupplyFault(Exception):
    """A file could not be fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A file on its way."""

    new: NewEvidence
    """The evidence it is to become, with its id."""
    name: str
    supply: Supply
    picture: bool = False
    """Whether nothing but a picture will do, as for a screenshot."""


@dataclass(slots=True)
class Keeping:
    """Takes files in, and gives them back."""

    database: Database
    clock: Clock
    people: People
    workshop: Workshop
    _gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def take(self, case: Case, file: Incoming) -> str:
        """Fetch a file and store it sealed; return what went wrong as the end of a key, empty for nothing."""
        async with self._gate:
            return await self._take(case, file)

    async def _take(self, case: Case, file: Incoming) -> str:
        person = await self.people.get(case.person)
        if person is None or person.key is None:
            return await self._failed(case, file, "interrupted")
        writer = _Writer(self.database, self.clock, case.guild_id, file.new.id, person.key)
        problem = ""
        try:
            async with file.supply() as pieces:
                problem = await self._pass_on(file, _bounded(pieces, writer.received), writer)
        except _FAULTS as fault:
            problem = _problem(fault)
        if problem:
            return await self._failed(case, file, problem, writer.received.hexdigest())
        await self._complete(case, file, writer)
        return ""

    async def remake(self, file: Incoming) -> NewEvidence | str:
        """Return a picture made anew, in memory, for what is stored in one step; or what went wrong."""
        received = hashlib.sha256()
        try:
            async with file.supply() as pieces:
                counted = _bounded(pieces, received)
                first = await anext(counted, b"")
                if image_type(first) is None:
                    return "no_image"
                async with self.workshop.job("recode", _from(first, counted), PICTURE_SECONDS) as made:
                    if problem := made.told.get("problem"):
                        return str(problem)
                    body = b"".join([piece async for piece in made.pieces])
        except _FAULTS as fault:
            return _problem(fault)
        media_type = str(made.told["media_type"])
        return replace(file.new, problem="", media_type=media_type, body=body, received=received.hexdigest())

    async def open(self, guild_id: GuildId, item: Evidence) -> AsyncIterator[bytes]:
        """Give the bytes of a piece of evidence; none when its term is over or its person was erased."""
        person = await self.people.get(item.person)
        if person is None or person.key is None:
            return
        if item.body is not None:
            yield person.key.open(item.body)
        for seq in range(item.chunks):
            async with self.database.reading() as reader:
                sealed = await files.chunk(reader, guild_id, item.id, seq)
            if sealed is None:
                return
            yield person.key.open(sealed)

    async def tend(self) -> None:
        """Record what was on its way when the program ended."""
        before = to_ms(self.clock.now() - LATEST)
        async with self.database.transaction() as tx:
            await files.give_up(tx, before)

    async def _pass_on(self, file: Incoming, pieces: AsyncIterator[bytes], writer: "_Writer") -> str:
        first = await anext(pieces, b"")
        kind = image_type(first)
        if kind is None:
            if file.picture:
                return "no_image"
            await writer.write_all(_from(first, pieces))
            return ""
        async with self.workshop.job("recode", _from(first, pieces), PICTURE_SECONDS) as made:
            if problem := made.told.get("problem"):
                return str(problem)
            writer.media_type = str(made.told["media_type"])
            writer.remade = True
            await writer.write_all(made.pieces)
        return ""

    async def _complete(self, case: Case, file: Incoming, writer: "_Writer") -> None:
        sha256 = writer.stored.hexdigest()
        async with self.database.transaction() as tx:
            known = await store.known(tx, case.guild_id, case.number)
            if (file.new.kind, sha256) in known:
                # Ten reports of one film are not ten films to keep.
                await files.drop(tx, case.guild_id, file.new.id)
                return
            await files.complete(
                tx,
                case.guild_id,
                file.new.id,
                media_type=writer.media_type or file.new.media_type,
                size=writer.size,
                sha256=sha256,
                received=writer.received.hexdigest() if writer.remade else "",
                chunks=writer.chunks,
            )

    async def _failed(self, case: Case, file: Incoming, problem: str, received: str = "") -> str:
        async with self.database.transaction() as tx:
            await files.fail(tx, case.guild_id, file.new.id, problem, received)
        return problem


class _TooLarge(Exception):
    """There is more than was said, or more than we take."""


class _Writer:
    """Seals pieces and stores each in a transaction of its own, so that nobody waits for a whole file."""

    def __init__(
        self, database: Database, clock: Clock, guild_id: GuildId, item: str, key: PersonKey
    ) -> None:
        self._database, self._clock, self._guild, self._item, self._key = (
            database, clock, guild_id, item, key,
        )  # fmt: skip
        self.received = hashlib.sha256()
        self.stored = hashlib.sha256()
        self.size = self.chunks = 0
        self.media_type = ""
        self.remade = False

    async def write_all(self, pieces: AsyncIterator[bytes]) -> None:
        """Store pieces in chunks of one size."""
        buffer = bytearray()
        async for piece in pieces:
            buffer += piece
            while len(buffer) >= PIECE:
                await self._write(bytes(buffer[:PIECE]))
                del buffer[:PIECE]
        if buffer:
            await self._write(bytes(buffer))

    async def _write(self, piece: bytes) -> None:
        self.stored.update(piece)
        self.size += len(piece)
        async with self._database.transaction() as tx:
            at = to_ms(self._clock.now())
            sealed = self._key.seal(piece)
            await files.add_chunk(tx, self._guild, self._item, self.chunks, sealed, at)
        self.chunks += 1


_FAULTS: Final = (SupplyFault, WorkshopFault, _TooLarge)


def _problem(fault: Exception) -> str:
    if isinstance(fault, WorkshopFault):
        return "bomb" if fault.reason in ("slow", "ended") else "unprocessed"
    return "too_large" if isinstance(fault, _TooLarge) else "unreadable"


async def _bounded(pieces: AsyncIterator[bytes], received: "hashlib._Hash") -> AsyncIterator[bytes]:
    size = 0
    async for piece in pieces:
        size += len(piece)
        if size > LARGEST:
            raise _TooLarge
        received.update(piece)
        yield piece


async def _from(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    if first:
        yield first
    async for piece in rest:
        yield piece
