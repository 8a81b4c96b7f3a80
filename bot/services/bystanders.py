"""Whether somebody of the team took part in what a case keeps, and so must not read of it (mission row M41).

Moderators talk in the channels that they look after, so they often stand among the few messages that are kept
around a reported one. Then the case is not theirs to see, and its message in their channel is covered; who
made a report never counts here, as that would tell that it was one of the team.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from bot.clock import Clock
from bot.policy.ids import GuildId, UserId
from bot.policy.records import MACHINE, Case
from bot.services.deciding import Cause
from bot.services.orders import NewEvidence
from bot.services.recusal import taking_part
from bot.storage import cases
from bot.storage.port import Tx

INSIDE: Final = "team_inside"
"""The kind of the note by which a case is known in whose messages somebody of the team took part."""
FRESH: Final = timedelta(minutes=10)
"""For how long the team is taken to be who it was: a press must not wait for it each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Who moderates a server."""

    team: frozenset[UserId]
    """Those whose work it is: without the administrators, where there are others."""
    readers: frozenset[UserId]
    """All who read the moderators' channel."""


Roster: TypeAlias = Callable[[GuildId], Awaitable[Staff | None]]
"""Who moderates a server; None when it can't be told."""


@dataclass(frozen=True, slots=True)
class Team:
    """Knows who moderates, as it was at most ten minutes ago."""

    clock: Clock
    roster: Roster
    _known: dict[GuildId, tuple[datetime, Staff | None]] = field(default_factory=dict)

    async def of(self, guild_id: GuildId) -> Staff | None:
        """Return who moderates a server; None when it can't be told."""
        now = self.clock.now()
        asked, staff = self._known.get(guild_id, (None, None))
        if asked is None or now - asked > FRESH:
            staff = await self.roster(guild_id)
            self._known[guild_id] = (now, staff)
        return staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Bystanders:
    """Looks at what is about to be kept, and at whether anybody is left to decide."""

    team: Team
    look: Callable[[GuildId, int], Awaitable[bool]]
    """Hands a case to the outside panel where all of the team are involved."""

    async def among(self, guild_id: GuildId, kept: Iterable[NewEvidence], but: UserId) -> bool:
        """Return whether somebody who reads the moderators' channel, other than ``but``, took part.

        Discord is asked only where anybody else did at all.
        """
        found = {who for each in kept for who in taking_part(each.kind, _text(each))} - {but}
        staff = await self.team.of(guild_id) if found else None
        return staff is not None and not staff.readers.isdisjoint(found)


def _text(item: NewEvidence) -> str:
    return item.body.decode("utf-8", "replace") if item.kind in ("message", "context") else ""


async def mark(tx: Tx, cause: Cause, case: Case) -> None:
    """Note in a case that somebody of the team took part in what it keeps; once."""
    notes = await cases.notes(tx, cause.guild_id, case.number)
    if not any(note["kind"] == INSIDE for note in notes):
        await cases.add_note(tx, cause.guild_id, case.number, at=cause.now, actor=MACHINE, kind=INSIDE)


async def pass_on(tx: Tx, cause: Cause, case: Case, there: Case) -> None:
    """Mark the case to which a part of another one went, if that one is marked."""
    notes = await cases.notes(tx, cause.guild_id, case.number)
    if any(note["kind"] == INSIDE for note in notes):
        await mark(tx, cause, there)
