"""Motions: grave steps that take two people, one who proposes and one who approves (mission row M41)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.policy.ids import CaseNumber, GuildId, PersonId
from bot.policy.sanctions import SanctionKind


class MotionState(StrEnum):
    """Where a motion is; all but ``open`` stand for ever. No timer decides one."""

    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """What one person proposes about a member, waiting for a second."""

    guild_id: GuildId
    number: int
    """Counts up from 1 within a server."""
    case: CaseNumber
    person: PersonId
    kind: SanctionKind
    length: timedelta | None
    """Counted from the approval; None until lifted."""
    scope: str = ""
    clause: str
    reason: str
    facts: str = ""
    unheard: str = ""
    """Why the member can't be heard before, where that is so (mission row M22)."""
    channel_id: int | None = None
    message_id: int | None = None
    """The message that goes with it, removed once it is approved."""
    state: MotionState
    proposed_by: PersonId
    proposed_at: datetime
    decided_by: PersonId | None = None
    decided_at: datetime | None = None
    answer: str = ""
    decision: str | None = None
    post_channel: int | None = None
    post_message: int | None = None
