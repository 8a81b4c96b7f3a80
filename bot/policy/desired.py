"""What a member may do, computed from all sanctions in force; and the steps that make Discord agree.

Apply, lift, expire, rejoin, tampering, restart: each is the same computation. A timer never undoes anything;
it only makes us compute again, so an old deadline can't lift a newer, harsher sanction (F4).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import Final

from bot.clock import to_ms
from bot.policy.actions import ActionKind, Json
from bot.policy.sanctions import Sanction, SanctionKind, SanctionState, SuspensionMethod

FOREVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""An end that never comes; timeouts are renewed towards it."""

TIMEOUT_CAP: Final = timedelta(days=28)
"""The longest timeout Discord takes:
https://discord.com/developers/docs/resources/guild#modify-guild-member (``communication_disabled_until``)."""

RENEW_BEFORE: Final = timedelta(days=1)
"""How long before a capped timeout lapses it is renewed (F7)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberState:
    """What is in force for a member; both the wish (``desired``) and what was seen in Discord."""

    banned: bool = False
    timeout_until: datetime | None = None
    """Aware UTC; ``FOREVER`` for no end."""
    voice_muted: bool = False
    roles_given: frozenset[int] = frozenset()
    """Roles the member must hold (the suspended role)."""
    roles_barred: frozenset[int] = frozenset()
    """Roles the member must not hold."""
    channels_denied: frozenset[int] = frozenset()
    """Channels the member must neither see nor write in."""


FREE: Final = MemberState()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One change that brings Discord closer to the wish."""

    kind: ActionKind
    payload: dict[str, Json]

    @property
    def scope(self) -> str:
        """Return what tells this step from others of its kind, for natural keys."""
        return str(self.payload.get("role", self.payload.get("channel", "")))


OFF_THE_STAGE: Final = Step(kind=ActionKind.MOVE_TO_AUDIENCE, payload={})
"""Takes the floor from who is muted in voice; Discord gives it to speakers whatever their mute."""


def in_force(sanction: Sanction, now: datetime) -> bool:
    """Return whether a sanction binds the member at ``now``."""
    if sanction.state is not SanctionState.ACTIVE:
        return False
    return sanction.ends_at is None or sanction.ends_at > now


def is_past(sanction: Sanction, now: datetime, *, tried: bool) -> bool:
    """Return whether a sanction must not be put in place any more.

    What has ended never, as nothing would free of it (F5); nor what is being lifted or about to be. But if an
    earlier try may have put it in place (``tried``), that is found out by one more before it is taken away:
    the member has to hear of what took effect (F11).
    """
    over = sanction.state in (SanctionState.ENDED, SanctionState.VOID)
    return over or not (tried or in_force(sanction, now))


class _Effect(Enum):
    BAN = auto()
    TIMEOUT = auto()
    SUSPENDED_ROLE = auto()
    VOICE = auto()
    CHANNEL = auto()
    ROLES = auto()


_EFFECTS: Final = {
    SanctionKind.EXPULSION: _Effect.BAN,
    SanctionKind.MUTE: _Effect.TIMEOUT,
    SanctionKind.VOICE_MUTE: _Effect.VOICE,
    SanctionKind.CHANNEL_BAN: _Effect.CHANNEL,
    SanctionKind.ROLE_REMOVAL: _Effect.ROLES,
    SanctionKind.ROLE_BAR: _Effect.ROLES,
    SanctionKind.STAFF_REMOVAL: _Effect.ROLES,
}
_SUSPENSIONS: Final = {
    SuspensionMethod.BAN: _Effect.BAN,
    SuspensionMethod.ROLE: _Effect.SUSPENDED_ROLE,
    SuspensionMethod.TIMEOUT: _Effect.TIMEOUT,
}


def _effect(sanction: Sanction) -> _Effect | None:
    if sanction.kind is SanctionKind.SUSPENSION:
        return _SUSPENSIONS[SuspensionMethod(sanction.method)]
    return _EFFECTS.get(sanction.kind)


def desired(
    sanctions: Iterable[Sanction], now: datetime, *, suspended_role: int | None = None
) -> MemberState:
    """Compute a member's state from every sanction they have; the harsher and the longer one rules (F8)."""
    active = [(_effect(sanction), sanction) for sanction in sanctions if in_force(sanction, now)]

    def those(effect: _Effect) -> list[Sanction]:
        return [sanction for found, sanction in active if found is effect]

    given = () if suspended_role is None or not those(_Effect.SUSPENDED_ROLE) else (suspended_role,)
    return MemberState(
        banned=bool(those(_Effect.BAN)),
        timeout_until=max((each.ends_at or FOREVER for each in those(_Effect.TIMEOUT)), default=None),
        voice_muted=bool(those(_Effect.VOICE)),
        roles_given=frozenset(given),
        roles_barred=frozenset(
            int(role) for each in those(_Effect.ROLES) for role in each.scope.split(",") if role
        ),
        channels_denied=frozenset(
            int(place) for each in those(_Effect.CHANNEL) for place in each.scope.split(",") if place
        ),
    )


def enforcing(
    sanction: Sanction, everything: Iterable[Sanction], now: datetime, *, suspended_role: int | None = None
) -> tuple[Step, ...]:
    """Return the steps that put a sanction in place, ``everything`` being all that the member has with it.

    They are given even where an earlier sanction should hold the member already: that one may never have
    been carried out, and only a confirmed step may be reported as done (F11).
    """
    members = list(everything)
    others = [each for each in members if not _same_effect(each, sanction)]
    return diff(
        desired(members, now, suspended_role=suspended_role),
        desired(others, now, suspended_role=suspended_role),
    )


def releasing(
    sanction: Sanction, everything: Iterable[Sanction], now: datetime, *, suspended_role: int | None = None
) -> tuple[Step, ...]:
    """Return the steps that take a sanction away; none where others in force hold the member alike (F4)."""
    left = [each for each in everything if each.id != sanction.id]
    ends_at = sanction.ends_at
    if ends_at is not None and ends_at <= now:
        # Discord still holds what has just run out.
        ends_at = now + timedelta(milliseconds=1)
    held = [*left, replace(sanction, state=SanctionState.ACTIVE, ends_at=ends_at)]
    return diff(
        desired(left, now, suspended_role=suspended_role), desired(held, now, suspended_role=suspended_role)
    )


def heir(sanction: Sanction, everything: Iterable[Sanction], now: datetime) -> Sanction | None:
    """Return another sanction in force with the same effect, the longest; None when this one stands alone."""
    others = [
        each
        for each in everything
        if each.id != sanction.id and in_force(each, now) and _same_effect(each, sanction)
    ]
    return max(others, key=lambda each: (each.ends_at or FOREVER, each.id), default=None)


def _same_effect(one: Sanction, other: Sanction) -> bool:
    effect = _effect(one)
    if effect is None or effect is not _effect(other):
        return False
    return effect not in (_Effect.CHANNEL, _Effect.ROLES) or bool(_scopes(one) & _scopes(other))


def _scopes(sanction: Sanction) -> set[str]:
    return set(filter(None, sanction.scope.split(",")))


def diff(wanted: MemberState, actual: MemberState) -> tuple[Step, ...]:
    """Return the steps from ``actual`` to ``wanted``, in the order in which they must be done.

    What stands on channels can be changed for everybody. What stands on the member can't be set while they
    are banned, nor just after, as nobody is there; it is set when they come back. It is taken back all the
    same, so that it is known what they would still carry then.
    """
    steps = _channels(wanted, actual)
    if wanted.banned != actual.banned:
        steps.append(Step(kind=ActionKind.BAN if wanted.banned else ActionKind.UNBAN, payload={}))
    away = wanted.banned or actual.banned
    if wanted.timeout_until != actual.timeout_until and not (away and wanted.timeout_until):
        until = None if wanted.timeout_until is None else to_ms(wanted.timeout_until)
        steps.append(Step(kind=ActionKind.SET_TIMEOUT, payload={"until": until}))
    if wanted.voice_muted != actual.voice_muted and not (away and wanted.voice_muted):
        steps.append(Step(kind=ActionKind.SET_VOICE_MUTE, payload={"muted": wanted.voice_muted}))
    return tuple(steps) if away else (*steps, *_roles(wanted, actual))


def _channels(wanted: MemberState, actual: MemberState) -> list[Step]:
    denied = sorted(wanted.channels_denied - actual.channels_denied)
    freed = sorted(actual.channels_denied - wanted.channels_denied)
    return [
        *(Step(kind=ActionKind.SET_OVERWRITE, payload={"channel": str(channel)}) for channel in denied),
        *(Step(kind=ActionKind.RESTORE_OVERWRITE, payload={"channel": str(channel)}) for channel in freed),
    ]


def _roles(wanted: MemberState, actual: MemberState) -> list[Step]:
    barred = wanted.roles_barred
    added = (wanted.roles_given - actual.roles_given) | (actual.roles_barred - barred)
    removed = (barred - actual.roles_barred) | (actual.roles_given - wanted.roles_given)
    # A role that is both given and barred is barred: nobody gets rights by being sanctioned.
    return [
        *(Step(kind=ActionKind.REMOVE_ROLE, payload={"role": str(role)}) for role in sorted(removed)),
        *(
            Step(kind=ActionKind.ADD_ROLE, payload={"role": str(role)})
            for role in sorted(added - barred - removed)
        ),
    ]


def timeout_now(until: datetime, now: datetime) -> tuple[datetime, datetime | None]:
    """Return the end to set today and, when Discord's cap cuts it short, when to look again (F7)."""
    cap = now + TIMEOUT_CAP
    if until <= cap:
        return until, None
    return cap - timedelta(minutes=1), cap - RENEW_BEFORE


def is_ours(actual: datetime | None, until: datetime, now: datetime) -> bool:
    """Return whether the timeout that Discord shows was set until ``until``, or cut to the cap on the way."""
    if actual is None:
        return False
    return abs(actual - until) < timedelta(seconds=1) or until > actual > now + TIMEOUT_CAP - RENEW_BEFORE
