"""Naming a reporter: they are asked first, two must agree, and each of the two sees it once (row M21)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.policy.authority import Act
from bot.policy.ids import CaseNumber, GuildId, PersonId, ReportCode


class Ground(StrEnum):
    """What a name is wanted on."""

    CONSENT = "consent"
    """The reporter agrees to it."""
    LAW = "law"
    """A court or an authority compels it."""
    DANGER = "danger"
    """Somebody's life or health is at stake now."""

    @property
    def approval(self) -> Act:
        """Return the right that the second person needs: without consent it takes an administrator."""
        return Act.DECIDE_CASE if self is Ground.CONSENT else Act.UNSEAL


class Consent(StrEnum):
    """What the reporter says to it."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    YES = "yes"
    NO = "no"


class UnsealingState(StrEnum):
    """Where it is; all but ``open`` stand for ever. No timer decides one."""

    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    NO_CONSENT = "no_consent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsealing:
    """One person's wish to learn who a reporter is, with what became of it; never who that is."""

    guild_id: GuildId
    number: int
    """Counts up from 1 within a server."""
    case: CaseNumber
    person: PersonId
    """Whom the case is about, under whose key the words are sealed."""
    report: ReportCode
    reporter_number: int
    ground: Ground
    reason: str
    """What for; the reporter reads it."""
    consent: Consent
    state: UnsealingState = UnsealingState.OPEN
    asked_by: PersonId
    asked_at: datetime
    decided_by: PersonId | None = None
    decided_at: datetime | None = None
    asker_saw_at: datetime | None = None
    approver_saw_at: datetime | None = None
    post_channel: int | None = None
    post_message: int | None = None

    @property
    def ready(self) -> bool:
        """Return whether a second person may agree now."""
        willing = self.ground is not Ground.CONSENT or self.consent is Consent.YES
        return self.state is UnsealingState.OPEN and willing

    def seat(self, who: PersonId) -> str | None:
        """Return as what somebody may see the name, ``asker`` or ``approver``; None for everybody else."""
        if self.state is not UnsealingState.APPROVED:
            return None
        return "asker" if who == self.asked_by else "approver" if who == self.decided_by else None

    def saw_at(self, seat: str) -> datetime | None:
        """Return when the name was shown to that seat."""
        return self.asker_saw_at if seat == "asker" else self.approver_saw_at
