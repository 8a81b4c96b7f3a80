"""A performer that changes a picture of Discord in memory instead of Discord; a dry run is made with it.

It follows Discord's rules as far as acts need them: nothing can be set on somebody who is not here, a timeout
lapses by itself, a message with a known nonce is dropped. Troubles can be put in its way.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final, TypeAlias, assert_never

from bot.clock import Clock, from_ms, to_ms
from bot.policy.actions import (
    LOOK,
    ONLY_AFTER,
    OURS,
    OVER,
    ActionKind,
    Command,
    Done,
    Json,
    Outcome,
    Refused,
    Retry,
)
from bot.policy.card import Letter
from bot.policy.desired import is_ours, timeout_now
from bot.policy.ids import ActionId, GuildId, UserId
from bot.services.planning import RELEASE

DENIED: Final = "denied"
"""What our overwrite on a channel looks like in the picture."""
_NOT_HERE: Final = Refused("not_here", 10007)


class Trouble(Enum):
    """What can go wrong so that nobody knows what happened."""

    ANSWER_LOST = auto()
    """It was done, but we are told that the time ran out."""
    CRASH_BEFORE = auto()
    CRASH_AFTER = auto()


class Crash(BaseException):
    """The process ends here; no handler may catch it."""


Scripted: TypeAlias = Outcome | Trouble


@dataclass(slots=True)
class SimulatedMember:
    """One member of one server as Discord would show them."""

    present: bool = True
    banned: bool = False
    banned_for: str = ""
    """What the audit log says of the ban."""
    timeout_until: datetime | None = None
    voice_muted: bool = False
    roles: set[int] = field(default_factory=set)
    overwrites: dict[int, str] = field(default_factory=dict)
    """By channel; stays when the member leaves."""
    door_open: bool = True
    """Whether private messages are taken."""

    def leave(self) -> None:
        """Leave the server, by oneself or because of a ban: roles are lost, a timeout is kept."""
        self.present = False
        self.roles.clear()


@dataclass(slots=True)
class SimulatedPerformer:
    """Carries out commands on the picture; ``script`` holds what happens to the next ones instead."""

    clock: Clock
    script: deque[Scripted] = field(default_factory=deque)
    applied: list[Command] = field(default_factory=list)
    """Every command that took effect, in order, repeats included."""
    letters: dict[ActionId, tuple[int | None, Letter]] = field(default_factory=dict)
    """Messages by nonce, with the member or channel they went to."""
    removed: set[int] = field(default_factory=set)
    _members: dict[tuple[GuildId, UserId], SimulatedMember] = field(default_factory=dict)

    def member(self, guild_id: GuildId, user_id: UserId) -> SimulatedMember:
        """Return a member, who is here and free when never heard of."""
        return self._members.setdefault((guild_id, user_id), SimulatedMember())

    async def perform(self, command: Command) -> Outcome:
        """Do it on the picture, or what the script says."""
        match self.script.popleft() if self.script else None:
            case None | Done():
                return self._apply(command)
            case Trouble.ANSWER_LOST:
                self._apply(command)
                return Retry(timedelta(), "timeout")
            case Trouble.CRASH_BEFORE:
                raise Crash
            case Trouble.CRASH_AFTER:
                self._apply(command)
                raise Crash
            case outcome:
                return outcome

    def _apply(self, command: Command) -> Outcome:
        if LOOK in command.payload:
            until = command.payload.get("until")
            shown = self._whom(command).timeout_until
            held = isinstance(until, int) and is_ours(shown, from_ms(until), self.clock.now())
            return Done() if held else Refused(OVER)
        outcome = self._change(command)
        if isinstance(outcome, Done):
            self.applied.append(command)
        return outcome

    def _change(self, command: Command) -> Outcome:
        match command.kind:
            case (
                ActionKind.SEND_NOTICE
                | ActionKind.POST_CASE
                | ActionKind.POST_LOG
                | ActionKind.POST_ITEM
                | ActionKind.POST_PUBLIC
            ):
                return self._write(command)
            case ActionKind.DELETE_MESSAGE:
                message = int(str(command.payload["message"]))
                gone = message in self.removed
                self.removed.add(message)
                return Done({"gone": True}) if gone else Done()
            case ActionKind.BAN | ActionKind.UNBAN:
                return self._bar(command, banned=command.kind is ActionKind.BAN)
            case ActionKind.SET_OVERWRITE | ActionKind.RESTORE_OVERWRITE:
                return self._overwrite(command)
            case ActionKind.SET_TIMEOUT | ActionKind.SET_VOICE_MUTE:
                return self._silence(command)
            case ActionKind.ADD_ROLE | ActionKind.REMOVE_ROLE:
                return self._role(command)
            case ActionKind.KICK:
                self._whom(command).leave()
                return Done()
            case (
                ActionKind.MOVE_TO_AUDIENCE
                | ActionKind.MOVE_OUT
                | ActionKind.SET_NICKNAME
                | ActionKind.REMOVE_REACTION
                | ActionKind.UNPIN
                | ActionKind.PIN
                | ActionKind.CLOSE_THREAD
                | ActionKind.REOPEN_THREAD
                | ActionKind.DELETE_EVENT
                | ActionKind.CREATE_EVENT
                | ActionKind.DELETE_MESSAGES
                | ActionKind.CLOSE_CHANNEL
                | ActionKind.REOPEN_CHANNEL
                | ActionKind.SET_SLOWMODE
                | ActionKind.CALL_HOOK
            ):
                # Nothing in the picture shows these; that they were done is noted like all else.
                return Done()
            case _:
                assert_never(command.kind)

    def _whom(self, command: Command) -> SimulatedMember:
        return self.member(command.guild_id, command.user_id or UserId(0))

    def _write(self, command: Command) -> Outcome:
        assert command.letter is not None  # noqa: S101 - the scribe composes every message
        channel = command.letter.channel_id
        after = command.payload.get(ONLY_AFTER)
        if isinstance(after, int) and from_ms(after) not in {one.stamp for one in self.applied}:
            return Refused("gone")
        if channel is None and not self._whom(command).door_open:
            return Refused("door_closed", 50007)
        self.letters.setdefault(command.id, (channel or command.user_id, command.letter))
        return Done({"channel": str(channel or 0), "message": str(len(self.letters))})

    def _bar(self, command: Command, *, banned: bool) -> Outcome:
        member = self._whom(command)
        if OURS in command.payload and not (member.banned and member.banned_for == command.reason):
            return Done({"left": True})
        member.banned, member.banned_for = banned, command.reason if banned else ""
        if banned:
            member.leave()
        return Done()

    def _overwrite(self, command: Command) -> Outcome:
        member = self._whom(command)
        channel = int(str(command.payload["channel"]))
        if command.kind is ActionKind.SET_OVERWRITE:
            before: Json = member.overwrites.get(channel)
            member.overwrites[channel] = DENIED
            return Done({"before": None if before == DENIED else before})
        before = command.memory.get(str(channel))
        if isinstance(before, str):
            member.overwrites[channel] = before
        else:
            member.overwrites.pop(channel, None)
        return Done()

    def _silence(self, command: Command) -> Outcome:
        member = self._whom(command)
        until = command.payload.get("until")
        now = self.clock.now()
        end = from_ms(until) if isinstance(until, int) else None
        ours = command.payload.get(OURS)
        if isinstance(ours, int) and member.present and not is_ours(member.timeout_until, from_ms(ours), now):
            return Done({"left": True})
        frees = command.kind is ActionKind.SET_TIMEOUT and (end is None or end <= now)
        if not member.present:
            return Done({"gone": True}) if frees or RELEASE in command.payload else _NOT_HERE
        if command.kind is ActionKind.SET_VOICE_MUTE:
            member.voice_muted = bool(command.payload["muted"])
            return Done()
        if end is None or end <= now:
            member.timeout_until = None
            return Done({"check_at": None})
        member.timeout_until, again = timeout_now(end, now)
        return Done({"check_at": None if again is None else to_ms(again)})

    def _role(self, command: Command) -> Outcome:
        member, role = self._whom(command), int(str(command.payload["role"]))
        if not member.present:
            return Done({"gone": True}) if RELEASE in command.payload else _NOT_HERE
        if command.kind is ActionKind.REMOVE_ROLE:
            before = role in member.roles
            member.roles.discard(role)
            return Done({"before": before})
        if RELEASE not in command.payload or command.memory.get(str(role)) is True:
            member.roles.add(role)
        return Done()
