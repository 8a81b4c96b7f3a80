"""Sanctions as values: what was imposed on whom, how far, from when until when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.policy.ids import CaseNumber, GuildId, PersonId, SanctionId


class SanctionKind(StrEnum):
    """Every consequence the code of conduct names (mission rows M25–M37)."""

    WARNING = "warning"
    DIRECTION = "direction"
    MUTE = "mute"
    VOICE_MUTE = "voice_mute"
    NO_CONTACT = "no_contact"
    CHANNEL_BAN = "channel_ban"
    TAKEDOWN = "takedown"
    ROLE_REMOVAL = "role_removal"
    ROLE_BAR = "role_bar"
    SUSPENSION = "suspension"
    KICK = "kick"
    """Put out of the door, which stays open."""
    EXPULSION = "expulsion"
    STAFF_REMOVAL = "staff_removal"


LASTING: Final = frozenset(SanctionKind) - {
    SanctionKind.WARNING,
    SanctionKind.DIRECTION,
    SanctionKind.TAKEDOWN,
    SanctionKind.KICK,
}
"""Kinds that keep a member from something; the others are over with having been said or done."""


class SuspensionMethod(StrEnum):
    """How a server carries out a suspension; set once per server."""

    TIMEOUT = "timeout"
    ROLE = "role"
    BAN = "ban"


class SanctionState(StrEnum):
    """Where a sanction is in its life. It is *ended* only once Discord agreed that nothing of it is left."""

    ACTIVE = "active"
    LIFTING = "lifting"
    ENDED = "ended"
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sanction:
    """One sanction; ``ends_at`` None means until lifted."""

    id: SanctionId
    guild_id: GuildId
    case: CaseNumber
    person: PersonId
    decision: str = ""
    """The decision that imposed it."""
    kind: SanctionKind
    scope: str = ""
    """What it is about: a channel id, a role id, another person's code; empty for the whole server."""
    starts_at: datetime
    ends_at: datetime | None = None
    lifted_at: datetime | None = None
    """When somebody wished it away, or another took its place; Discord may agree only later."""
    ended_at: datetime | None = None
    """When Discord agreed that nothing of it was left; sooner than ``ends_at`` for what was lifted."""
    state: SanctionState = SanctionState.ACTIVE
    method: str = ""
    """For a suspension the server's ``SuspensionMethod`` at the time, else empty."""
