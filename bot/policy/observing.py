"""What was seen of a member in Discord, held against what is wanted: only our own business counts.

A timeout or a role that people gave by hand and that no sanction speaks of is theirs, and stays. So the state
that is compared holds what sanctions want and Discord has, and nothing else.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.policy.desired import OFF_THE_STAGE, TIMEOUT_CAP, MemberState, Step, diff

_SLACK: Final = timedelta(seconds=5)
"""Discord rounds; a few seconds are no difference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A member as Discord shows them; None for what the event did not tell."""

    present: bool = True
    banned: bool | None = None
    timeout_until: datetime | None = None
    voice_muted: bool | None = None
    has_floor: bool = False
    """Whether they are a speaker on a stage."""
    roles: frozenset[int] = frozenset()
    channels_denied: frozenset[int] | None = None
    """Channels that hold our overwrite for the member."""


def compare(wanted: MemberState, seen: Seen, now: datetime) -> tuple[Step, ...]:
    """Return the steps that put back what sanctions want and Discord lacks; never one that frees."""
    if seen.banned or (wanted.banned and seen.banned is None and not seen.present):
        # Nothing can be set on somebody who is not here; it is set when they come back (F6).
        return ()
    ours = replace(
        wanted,
        banned=False,
        timeout_until=wanted.timeout_until if _covers(wanted, seen, now) else None,
        voice_muted=wanted.voice_muted and seen.voice_muted is not False,
        roles_given=wanted.roles_given & seen.roles,
        roles_barred=wanted.roles_barred - seen.roles,
        channels_denied=wanted.channels_denied
        if seen.channels_denied is None
        else wanted.channels_denied & seen.channels_denied,
    )
    if not seen.present:
        ours = replace(wanted, banned=False, channels_denied=ours.channels_denied)
    steps = diff(wanted, ours)
    return (*steps, OFF_THE_STAGE) if seen.has_floor and wanted.voice_muted else steps


def _covers(wanted: MemberState, seen: Seen, now: datetime) -> bool:
    if wanted.timeout_until is None:
        return True
    if seen.timeout_until is None:
        return False
    # Beyond Discord's cap a shorter timeout is as much as can be had; the sweep renews it.
    needed = min(wanted.timeout_until, now + TIMEOUT_CAP - timedelta(days=2))
    return seen.timeout_until >= needed - _SLACK
