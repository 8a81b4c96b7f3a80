"""Private talks with the moderators, without a case: help before there is trouble (mission row M23)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.policy.ids import GuildId, PersonId

STALLED: Final = timedelta(minutes=2)
"""How long making a thread may take; one that was not made by then was lost on the way."""


class HelpState(StrEnum):
    """``opening`` from the wish until Discord has made the thread."""

    OPENING = "opening"
    OPEN = "open"
    CLOSED = "closed"


class Invited(StrEnum):
    """Whether the other person takes part."""

    NOBODY = "nobody"
    ASKED = "asked"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpThread:
    """One talk; what is said in it stands in Discord and nowhere here."""

    guild_id: GuildId
    number: int
    """Counts up from 1 within a server."""
    person: PersonId
    """Who asked for it."""
    thread_id: int | None = None
    state: HelpState = HelpState.OPENING
    opened_at: datetime
    closed_at: datetime | None = None
    partner_person: PersonId | None = None
    """With whom they would like to talk, who is asked first."""
    partner: Invited = Invited.NOBODY
    post_channel: int | None = None
    post_message: int | None = None

    def lost(self, now: datetime) -> bool:
        """Return whether its thread was never made, as the bot stopped in between."""
        return self.state is HelpState.OPENING and self.opened_at + STALLED < now
