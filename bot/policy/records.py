"""What is written down about cases, as values: storage reads and writes them, people are shown them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.policy.actions import ActionKind, ActionState, Json
from bot.policy.ids import ActionId, CaseNumber, GuildId, PersonId, ReportCode, SanctionId
from bot.policy.reasons import Delivery, Trigger


class CaseState(StrEnum):
    """A case is open until somebody decides; ``no_violation`` leaves no mark on the person's record."""

    OPEN = "open"
    DECIDED = "decided"
    NO_VIOLATION = "no_violation"
    VOID = "void"


class CaseRoute(StrEnum):
    """Which team a case is for."""

    QUEUE = "queue"
    FACULTY = "faculty"
    CARE = "care"


class Origin(StrEnum):
    """What opened a case."""

    COMMAND = "command"
    AUTOMATIC = "automatic"
    REPORT = "report"


__all__ = [
    "MACHINE",
    "Case",
    "CaseRoute",
    "CaseState",
    "Decision",
    "Delivery",
    "Evidence",
    "Note",
    "Origin",
    "Report",
    "StoredAction",
    "Trigger",
]

MACHINE = PersonId("machine")
"""The actor of everything that no person decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The moderators' unit of work about one person."""

    guild_id: GuildId
    number: CaseNumber
    person: PersonId
    state: CaseState
    route: CaseRoute
    origin: Origin
    clause: str
    severity: int
    hits: int
    version: int
    channel_id: int | None
    message_id: int | None
    post_channel: int | None = None
    """Where the moderators' message of this case stands."""
    post_message: int | None = None
    claimed_by: PersonId | None
    claimed_until: datetime | None
    created_at: datetime
    updated_at: datetime
    decided_at: datetime | None
    decided_by: PersonId | None
    hit_at: datetime | None = None
    """When something more came in last; None while there is only what opened it."""
    acknowledged_at: datetime | None = None
    """When a moderator first took it."""
    due_at: datetime | None = None
    """By when somebody should have done the next thing; nothing ever closes it by itself (F30)."""
    escalated: int = 0
    """How many of the steps of ``clocks.Step`` were taken because it waited too long."""
    escalate_at: datetime | None = None
    """When the next step is due; None when all were taken."""
    merged_into: CaseNumber | None = None
    """The case of the same person that this one was joined to; it keeps everything that it had."""
    panel_at: datetime | None = None
    """When it went to the outside panel, because too few of the team were free to decide it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One line of a case's history; never changed, never removed."""

    seq: int
    at: datetime
    actor: PersonId
    kind: str
    data: dict[str, Json] = field(default_factory=dict)
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided and why; the source of the statement of reasons."""

    id: str
    guild_id: GuildId
    case: CaseNumber
    person: PersonId
    actor: PersonId
    kind: str
    trigger: Trigger
    machine_found: bool
    machine_decided: bool
    clause: str
    conduct_version: str
    reason: str
    facts: str
    relied_on: tuple[int, ...]
    """Numbers of earlier cases that made the decision graver."""
    deviation: str
    """Why the moderator chose otherwise than the ladder proposed; empty when not."""
    decided_at: datetime
    appeal_until: datetime | None
    delivery: Delivery
    delivery_detail: str = ""
    delivered_at: datetime | None = None
    heard: str = ""
    """For a grave decision, whether the person had their say before: a value of ``Heard``."""
    unheard: str = ""
    """Why they were not heard or not waited for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAction:
    """An action as it stands in the outbox."""

    id: ActionId
    guild_id: GuildId
    seq: int
    order_key: str
    dedupe_key: str
    kind: ActionKind
    person: PersonId | None
    case: CaseNumber | None
    decision: str | None
    sanction: SanctionId | None
    payload: dict[str, Json]
    state: ActionState
    attempts: int
    fence: int
    result: dict[str, Json]
    created_at: datetime

    @property
    def stamp(self) -> datetime:
        """Return the time by which its message is found again, aware UTC and exact to the millisecond."""
        # The place in the server's order tells messages of the same second apart.
        return self.created_at.replace(microsecond=self.seq % 1000 * 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a member told; who told stands elsewhere, sealed."""

    guild_id: GuildId
    code: ReportCode
    case: CaseNumber
    person: PersonId
    reporter_number: int
    """Moderators see "Reporter 1"; counted within the case."""
    category: str
    state: str
    verified: bool
    channel_id: int | None
    message_id: int | None
    words: str
    created_at: datetime
    told_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A stored copy; ``body`` is None once its retention ended or its person was erased."""

    id: str
    case: CaseNumber
    report: ReportCode | None
    person: PersonId
    kind: str
    media_type: str
    size: int
    sha256: str
    body: bytes | None
    problem: str
    created_at: datetime
    origin: str = "seen"
    """``seen`` by the bot itself, ``shown`` by somebody, or ``private``: shown, from a private message."""
    version: int = 0
    """Counts the edits of a message that came after its first copy."""
    received: str = ""
    """SHA-256 of a picture as it came, before it was made anew from its pixels."""
    chunks: int = 0
    """Pieces of the body that stand apart; 0 when it is all in ``body``."""
    reading: bytes | None = None
    """The text read in a picture, sealed."""
    agreement: str = ""
    """How that text fits the linked message: ``same``, ``other`` or ``absent``; empty when not compared."""
