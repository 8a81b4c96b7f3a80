"""What was kept for a case, opened for one moderator; that somebody looked is in the journal (M44)."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from bot.policy.ids import GuildId, UserId
from bot.policy.records import Evidence
from bot.services.casebook import Casebook
from bot.services.conversation import conversation
from bot.services.people import People, Person
from bot.storage import cases, evidence
from bot.storage.port import Database

PICTURES: Final = 10
"""As many files as Discord takes with one message."""
_BYTES: Final = 24 * 1024 * 1024
_LINES: Final = 11
_SAID: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message of what was around the one in question."""

    author: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What was kept, opened."""

    said: tuple[str, ...]
    """The messages in question, each as it was first and as it was edited to."""
    context: tuple[Line, ...]
    pictures: tuple[tuple[str, bytes], ...]
    """Media type and bytes."""
    left_out: int
    """Pictures that did not fit, are on their way, or could not be had."""


Opened: TypeAlias = Callable[[GuildId, Evidence], AsyncIterator[bytes]]
"""Gives the bytes of a piece of evidence, however it is stored."""


@dataclass(frozen=True, slots=True)
class Showing:
    """Opens evidence; the caller has asked whether the person may see the case."""

    database: Database
    people: People
    casebook: Casebook
    open: Opened

    async def look(self, guild_id: GuildId, number: int, by: UserId) -> Shown:
        """Return what a case keeps, and write down who looked."""
        async with self.database.reading() as reader:
            case = await cases.get(reader, guild_id, number)
            kept = await evidence.of_case(reader, guild_id, number)
        person = None if case is None else await self.people.get(case.person)
        await self.casebook.looked_into(guild_id, number, by, verb="case.evidence_seen")
        if person is None or person.key is None:
            return Shown(said=(), context=(), pictures=(), left_out=0)
        images = [item for item in kept if item.media_type.startswith("image/")]
        pictures = await self._fitting(guild_id, images)
        messages = [item for item in kept if item.kind == "message" and item.body is not None]
        return Shown(
            said=tuple(person.open(item.body) for item in messages[-_SAID:]),
            context=_context(kept, person),
            pictures=pictures,
            left_out=len(images) - len(pictures),
        )

    async def _fitting(self, guild_id: GuildId, images: list[Evidence]) -> tuple[tuple[str, bytes], ...]:
        found: list[tuple[str, bytes]] = []
        total = 0
        for item in images:
            if item.problem or len(found) == PICTURES or total + item.size > _BYTES:
                continue
            body = b"".join([piece async for piece in self.open(guild_id, item)])
            if body:
                found.append((item.media_type, body))
                total += item.size
        return tuple(found)


def _context(kept: list[Evidence], person: Person) -> tuple[Line, ...]:
    around = [conversation(person.open(item.body)) for item in kept if item.kind == "context" and item.body]
    lines = next((lines for lines in reversed(around) if lines), [])
    return tuple(Line(author=int(line["author"]), text=line["text"]) for line in lines[-_LINES:])
