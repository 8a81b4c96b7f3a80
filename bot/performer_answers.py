"""What Discord's answers mean for an act: done, refused, or to be tried again."""

from datetime import timedelta
from typing import Final

import discord

from bot.policy.actions import ActionKind, Command, Done, Outcome, Refused, Retry

_GONE: Final = frozenset({10003, 10008, 10026, 10070})
"""Unknown channel, message, ban or event: what should be removed is not there any more.
https://discord.com/developers/docs/topics/opcodes-and-status-codes#json"""
_UNKNOWN_MEMBER: Final = 10007
_NOT_IN_VOICE: Final = 40032
_VOICE_MOVES: Final = frozenset({ActionKind.MOVE_TO_AUDIENCE, ActionKind.MOVE_OUT})
_REFUSALS: Final = {
    10003: "channel_gone",
    _UNKNOWN_MEMBER: "not_here",
    10008: "message_gone",
    10011: "role_gone",
    10013: "account_gone",
    40002: "not_here",
    _NOT_IN_VOICE: "not_in_voice",
    50001: "no_access",
    50007: "door_closed",
    50013: "missing_permission",
    50278: "door_closed",
}
_REMOVING: Final = frozenset(
    {
        ActionKind.DELETE_MESSAGE,
        ActionKind.UNBAN,
        ActionKind.RESTORE_OVERWRITE,
        ActionKind.REMOVE_REACTION,
        ActionKind.UNPIN,
        ActionKind.CLOSE_THREAD,
        ActionKind.DELETE_EVENT,
        ActionKind.DELETE_MESSAGES,
        ActionKind.REOPEN_CHANNEL,
        ActionKind.SET_SLOWMODE,
    }
)
_BRINGING_BACK: Final = frozenset({ActionKind.PIN, ActionKind.REOPEN_THREAD})
_AWAY: Final = {
    401: "status_401",
    408: "status_408",
    429: "status_429",
    502: "status_502",
    503: "status_503",
    504: "status_504",
}
"""What to say of a status that is tried again; any other fault of Discord or on the way is a 500."""


def outcome_of(command: Command, error: discord.HTTPException) -> Outcome:
    """Return what an answer of Discord means for an act."""
    if error.code in _GONE and command.kind in _REMOVING:
        return Done({"gone": True})
    if error.code in _GONE and command.kind in _BRINGING_BACK:
        return Done({"idle": "vanished"})
    if error.code == _NOT_IN_VOICE and command.kind is ActionKind.SET_VOICE_MUTE:
        # Discord takes it only for people who are in voice; it is set, or taken back, when they enter.
        return Done({"later": True}) if command.payload["muted"] else Done({"gone": True})
    if error.code in (_NOT_IN_VOICE, _UNKNOWN_MEMBER) and command.kind in _VOICE_MOVES:
        return Done({"idle": "no_voice"})
    if error.code == _UNKNOWN_MEMBER and _frees(command):
        # Nothing of it is left on somebody who is not here.
        return Done({"gone": True})
    if error.status == 429 or error.status >= 500 or error.status in (401, 408):
        return Retry(timedelta(), _AWAY.get(error.status, "status_500"))
    return Refused(_REFUSALS.get(error.code, "rejected"), error.code or error.status)


def _frees(command: Command) -> bool:
    if command.kind is ActionKind.KICK:
        # They are out, which a try before this one may have done.
        return True
    timeless = command.kind is ActionKind.SET_TIMEOUT and command.payload.get("until") is None
    return timeless or "release" in command.payload
