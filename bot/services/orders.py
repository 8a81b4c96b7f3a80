"""What people and the machine ask of the moderation service, and what they get back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.policy.authority import Standing
from bot.policy.ids import ChannelId, GuildId, MessageId, PersonId
from bot.policy.phrase import Value
from bot.policy.records import Case, Decision, Evidence, StoredAction, Trigger
from bot.policy.sanctions import Sanction, SanctionKind
from bot.policy.verdict import Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRef:
    """A message by its place."""

    channel_id: ChannelId
    message_id: MessageId


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvidence:
    """Something to keep for a case."""

    kind: str
    """``message``, ``context``, ``attachment`` or ``screenshot``."""
    media_type: str
    body: bytes
    problem: str = ""
    """Why the bytes could not be had, as a catalogue key; empty when they are all there."""
    origin: str = "seen"
    """``seen`` by the bot itself, ``shown`` by somebody, or ``private``: shown, from a private message."""
    id: str = ""
    """The id it is to have; given for a file that is still on its way, else made when it is stored."""
    received: str = ""
    """SHA-256 of a picture as it came, before it was made anew."""
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Somebody wants a sanction imposed. The same value for command, button and automaton (F25)."""

    key: str
    """Natural key of the cause: ``cmd:<interaction>``, ``msg:<message>:<edit>``."""
    guild_id: GuildId
    actor: Standing
    target: Standing
    me: Standing
    kind: SanctionKind
    ends_at: datetime | None = None
    wished_at: datetime | None = None
    """When its length was said: a motion runs that long from its approval, whenever that is."""
    clause: str
    reason: str
    facts: str = ""
    scope: str = ""
    trigger: Trigger | None = None
    """How it came about; None for what opened the case that it decides."""
    case: int | None = None
    """The open case to decide; None joins the person's open case or opens one."""
    source: MessageRef | None = None
    """A message to remove and to name in the case."""
    deviation: str = ""
    evidence: tuple[NewEvidence, ...] = ()
    role_position: int | None = None
    """For what is about a role: where the highest of them stands."""
    say_in: int | None = None
    """A channel in which it is said as well, besides the private notice."""
    together: int | None = None
    """The case of the one with whom it is decided together (M11)."""
    motion: int | None = None
    """The motion that this carries out; who proposed it is recorded beside the actor (M41)."""
    unheard: str = ""
    """Why somebody can't be heard before a grave decision on them; part of the reasons they are given."""
    quiet: bool = False
    """Writes nothing to the queue and the log, as another message tells of it; the case is there still."""
    replaces: frozenset[str] = frozenset()
    """Sanctions whose place it takes: they are lifted with it, in one transaction."""
    apart: bool = False
    """Leaves an open case of the person as it is: what is decided gets a case of its own."""
    hold: bool = False
    """Keeps somebody out while a second person is asked; the case stays open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftOrder:
    """Somebody wants a sanction ended early."""

    key: str
    guild_id: GuildId
    actor: Standing
    target: Standing
    me: Standing
    kind: SanctionKind | None = None
    """Which kind to lift; None lifts everything that is in force."""
    case: int | None = None
    """Only what this case led to."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Rules matched a message; what the listener hands over."""

    guild_id: GuildId
    source: MessageRef | None
    """None for what is no message, such as a name; nothing can be removed then."""
    author: Standing
    me: Standing
    hits: tuple[Hit, ...]
    text: str
    """What was written, all parts; sealed at once."""
    parts: tuple[str, ...] = ()
    """The same part by part, as findings count them; empty where there is only one."""
    shown: str
    """The same with personal data masked: what the author and others may be shown (M18, F35)."""
    returnable: str = ""
    """What its author may post again, masked; empty when more than personal data was found in it."""
    posted_at: datetime
    edited_at: datetime | None = None
    key: str = ""
    """Natural key of the cause; empty for that of the message."""
    punishable: bool = True
    """False for what was found too late, after a gap: it is brought to people, nothing more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What became of an order, told from the recorded outcomes (F11)."""

    case: Case
    decision: Decision
    sanctions: tuple[Sanction, ...]
    actions: tuple[StoredAction, ...]
    repeated: bool = False
    """Whether this was a second delivery of the same cause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmoved:
    """Nothing was changed; ``key`` is a catalogue key under ``unmoved.`` with its values."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """A line of a case's history, opened."""

    at: datetime
    actor: PersonId
    kind: str
    data: dict[str, object]
    body: str
    case: int = 0
    """Of which case it is the history; another one than the file's where one was joined to it."""
    seq: int = 0
    """Its place there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A report as moderators see it: "Reporter 1", never who that is."""

    code: str
    reporter_number: int
    category: str
    state: str
    verified: bool
    words: str
    created_at: datetime
    case: int = 0
    """To which case it was made; another one than the file's where one was joined to it."""
    private: bool = False
    """Whether the reporter showed it from a private message."""

    @property
    def proof(self) -> str:
        """Return how far it is proved: ``verified``, ``unverified`` or ``shown_private``."""
        if self.private:
            return "shown_private"
        return "verified" if self.verified else "unverified"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """Everything a moderator may see of a case."""

    case: Case
    notes: tuple[NoteView, ...]
    decisions: tuple[Decision, ...]
    sanctions: tuple[Sanction, ...]
    actions: tuple[StoredAction, ...]
    reports: tuple[ReportView, ...]
    evidence: tuple[Evidence, ...]
    """What was kept; the bodies stay sealed."""
    said: tuple[str, ...]
    """The texts among the evidence as they were first, opened, oldest first."""
    edits: tuple[str, ...] = ()
    """What they were edited to after they were reported."""
    joined: tuple[Case, ...] = ()
    """Cases about the same person that were joined to this one; what they hold is part of the file."""
