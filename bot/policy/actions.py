"""Actions: one call to Discord each, or one message to send, as values that can be stored and replayed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol, TypeAlias

from bot.policy.card import Letter
from bot.policy.ids import ActionId, GuildId, UserId

ONLY_AFTER: Final = "only_after"
"""In a payload: the stamp, in milliseconds, of an earlier message to the same person of which nobody knows
whether it arrived; unless that one is there, this one says nothing new and is not sent."""
LOOK: Final = "look"
"""In a payload: change nothing, but say whether Discord holds what an earlier try was to put in place."""
OVER: Final = "over"
"""Why an act was not done: what it would have put in place was lifted before."""
OURS: Final = "ours"
"""In the payload of what frees: only where Discord still holds what we put in place; for a timeout our end in
milliseconds, else true."""
Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"
"""What a payload may hold: JSON and nothing else, so that a stored action can be run by any later process."""


class ActionKind(StrEnum):
    """Everything the bot does after a decision."""

    DELETE_MESSAGE = "delete_message"
    SET_TIMEOUT = "set_timeout"
    BAN = "ban"
    UNBAN = "unban"
    SET_VOICE_MUTE = "set_voice_mute"
    MOVE_TO_AUDIENCE = "move_to_audience"
    """Takes the floor from a speaker on a stage; they may stay and listen."""
    MOVE_OUT = "move_out"
    """Puts somebody out of the voice channel that they are in; the door stays open."""
    ADD_ROLE = "add_role"
    REMOVE_ROLE = "remove_role"
    SET_OVERWRITE = "set_overwrite"
    RESTORE_OVERWRITE = "restore_overwrite"
    SEND_NOTICE = "send_notice"
    """A private message to a person; a refusal is final ("not delivered")."""
    POST_CASE = "post_case"
    """The moderators' queue message of a case: created once, edited from then on."""
    POST_LOG = "post_log"
    POST_ITEM = "post_item"
    """A message to moderators about what waits for them beside a case, such as an appeal; edited too."""
    KICK = "kick"
    SET_NICKNAME = "set_nickname"
    REMOVE_REACTION = "remove_reaction"
    POST_PUBLIC = "post_public"
    """A word in a channel: a warning given there, or what was withheld and is shown again."""
    UNPIN = "unpin"
    PIN = "pin"
    CLOSE_THREAD = "close_thread"
    """Locks a thread or forum post and puts it into the archive."""
    REOPEN_THREAD = "reopen_thread"
    DELETE_EVENT = "delete_event"
    """Takes a scheduled event from the calendar; its fields were kept before."""
    CREATE_EVENT = "create_event"
    DELETE_MESSAGES = "delete_messages"
    """Up to a hundred at once."""
    CLOSE_CHANNEL = "close_channel"
    """Keeps a role from writing, for a lockdown."""
    REOPEN_CHANNEL = "reopen_channel"
    SET_SLOWMODE = "set_slowmode"
    CALL_HOOK = "call_hook"
    """A signed message to an outside system, the only act that does not go to Discord."""


ABOUT_A_PERSON: Final = frozenset(ActionKind) - {
    ActionKind.DELETE_MESSAGE,
    ActionKind.POST_CASE,
    ActionKind.POST_LOG,
    ActionKind.POST_ITEM,
    ActionKind.POST_PUBLIC,
    ActionKind.UNPIN,
    ActionKind.PIN,
    ActionKind.CLOSE_THREAD,
    ActionKind.REOPEN_THREAD,
    ActionKind.DELETE_EVENT,
    ActionKind.CREATE_EVENT,
    ActionKind.DELETE_MESSAGES,
    ActionKind.CLOSE_CHANNEL,
    ActionKind.REOPEN_CHANNEL,
    ActionKind.SET_SLOWMODE,
    ActionKind.CALL_HOOK,
}
"""Kinds that can't be done without an account."""


class ActionState(StrEnum):
    """Where a stored action is: ``refused`` waits for people, ``blocked`` for Discord, ``dead`` alarms."""

    TODO = "todo"
    DOING = "doing"
    DONE = "done"
    REFUSED = "refused"
    BLOCKED = "blocked"
    DEAD = "dead"


class Priority(StrEnum):
    """Who goes first when calls are scarce, as DESIGN's budget says."""

    ACT = "1-act"
    LOG = "2-log"
    NOTICE = "3-notice"
    CATCH_UP = "4-catch-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """An intent, not yet stored. ``dedupe_key`` is natural: the same cause gives the same key."""

    kind: ActionKind
    dedupe_key: str
    payload: dict[str, Json] = field(default_factory=dict)
    """What the performer needs besides the person: ids, absolute times in milliseconds, catalogue keys."""
    priority: Priority = Priority.ACT


@dataclass(frozen=True, slots=True)
class Done:
    """Discord confirmed it; ``detail`` holds what came back (a message id, an earlier overwrite)."""

    detail: dict[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """Discord will not do it as things are; ``reason`` is a catalogue key under ``refused.``."""

    reason: str
    code: int = 0
    """Discord's JSON error code, 0 where there was none."""


@dataclass(frozen=True, slots=True)
class Retry:
    """The outcome is unknown or the time is wrong: do it again after a while."""

    after: timedelta
    reason: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """The server is out of reach (an outage): wait for it to come back, without counting attempts."""

    reason: str


Outcome: TypeAlias = Done | Refused | Retry | Blocked


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A stored action with everything filled in that performing it needs."""

    id: ActionId
    """Also the nonce of a message, so that Discord drops a second copy."""
    guild_id: GuildId
    kind: ActionKind
    user_id: UserId | None = None
    payload: dict[str, Json] = field(default_factory=dict)
    letter: Letter | None = None
    memory: dict[str, Json] = field(default_factory=dict)
    """What was there before the sanction, by scope; needed to restore it exactly."""
    reason: str = ""
    """For Discord's audit log: the case and who decided, never who reported nor what was written."""
    stamp: datetime | None = None
    """Shown with a message and its own in that place; by it a message is found again."""
    tried: bool = False
    """Whether an earlier try may have done it."""


class Performer(Protocol):
    """Carries out one command; the real one calls Discord, a simulated one only notes it."""

    async def perform(self, command: Command) -> Outcome:
        """Do it once and say what became of it; never raises for what Discord may answer."""
        ...
