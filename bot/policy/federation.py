"""Servers that tell each other of decisions (mission row M36): what they share, as values.

An offer is a word among neighbours. It opens a case at the other server, which its own people decide by their
own rules; nothing follows from it by itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.policy.ids import CaseNumber, GuildId, PersonId

INVITATION: Final = timedelta(days=7)
"""How long a code lets a server in; it is used up by the first."""
LONGEST_NAME: Final = 60
LONGEST_SUMMARY: Final = 600
MOST_SERVERS: Final = 50
"""In one federation, so that an offer stays a handful of messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A server's place in a federation; a server has at most one."""

    guild_id: GuildId
    federation: str
    name: str


class OfferState(StrEnum):
    """Where an offer is."""

    TODO = "todo"
    DELIVERED = "delivered"
    """It stands as a case, or in one, at the other server."""
    UNDONE = "undone"
    """The decision was undone here after all, and the other server was told."""
    WITHDRAWN = "withdrawn"
    """The other server had left, or the person was erased, before it was told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A decision offered to one other server."""

    guild_id: GuildId
    id: str
    target: GuildId
    case: CaseNumber
    decision: str
    person: PersonId
    summary: str
    offered_by: PersonId
    offered_at: datetime
    state: OfferState = OfferState.TODO
