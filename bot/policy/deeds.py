"""The steps of a sanction: what brings the member's state where it belongs, and what is done once.

A kick, a nickname or a post that was withheld is no state that could be computed again; it is done when it is
decided and, where that can be, undone when it is lifted.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from bot.clock import to_ms
from bot.policy.actions import ActionKind
from bot.policy.desired import OFF_THE_STAGE, Step, enforcing, releasing
from bot.policy.sanctions import Sanction, SanctionKind
from bot.policy.withheld import Withheld

MOVED_OUT: Final = "moved_out"
"""The scope of a voice mute that also puts the member out of the voice channel, once."""
NICKNAME: Final = "nickname"
"""The scope of a takedown that is about how somebody calls themselves here."""
HOLDING: Final = frozenset(
    {
        ActionKind.BAN,
        ActionKind.SET_TIMEOUT,
        ActionKind.SET_VOICE_MUTE,
        ActionKind.SET_OVERWRITE,
        ActionKind.ADD_ROLE,
        ActionKind.REMOVE_ROLE,
    }
)
"""What holds a member until it is taken away."""
REMOVING: Final = frozenset({ActionKind.BAN, ActionKind.KICK})
"""After these nobody can be written to any more, so that the notice goes first (F13)."""


def imposing(
    sanction: Sanction, everything: Iterable[Sanction], now: datetime, *, suspended_role: int | None = None
) -> tuple[Step, ...]:
    """Return all that puts a sanction in place, ``everything`` being all that the member has with it."""
    steps = enforcing(sanction, everything, now, suspended_role=suspended_role)
    return (*_done_once(sanction), *steps, *_done_last(sanction))


def withdrawing(
    sanction: Sanction, everything: Iterable[Sanction], now: datetime, *, suspended_role: int | None = None
) -> tuple[Step, ...]:
    """Return all that takes a sanction away."""
    steps = releasing(sanction, everything, now, suspended_role=suspended_role)
    if sanction.kind is SanctionKind.ROLE_BAR:
        # A bar that ends lets the role be given again; it gives nobody a role (M32).
        steps = tuple(step for step in steps if step.kind is not ActionKind.ADD_ROLE)
    return (*steps, *_undone(sanction))


def _done_once(sanction: Sanction) -> tuple[Step, ...]:
    if sanction.kind is SanctionKind.KICK:
        return (Step(kind=ActionKind.KICK, payload={"joined_before": to_ms(sanction.starts_at)}),)
    if sanction.kind is SanctionKind.TAKEDOWN and sanction.scope == NICKNAME:
        return (Step(kind=ActionKind.SET_NICKNAME, payload={"nick": None}),)
    if sanction.kind is SanctionKind.VOICE_MUTE:
        return (OFF_THE_STAGE,)
    withheld = Withheld.of(sanction.scope) if sanction.kind is SanctionKind.TAKEDOWN else None
    return () if withheld is None else withheld.withholding()


def _done_last(sanction: Sanction) -> tuple[Step, ...]:
    # Who was put out already can't be muted any more until they come back.
    out = sanction.kind is SanctionKind.VOICE_MUTE and sanction.scope == MOVED_OUT
    return (Step(kind=ActionKind.MOVE_OUT, payload={}),) if out else ()


def _undone(sanction: Sanction) -> tuple[Step, ...]:
    if sanction.kind is not SanctionKind.TAKEDOWN:
        return ()
    if sanction.scope == NICKNAME:
        return (Step(kind=ActionKind.SET_NICKNAME, payload={"nick": None}),)
    withheld = Withheld.of(sanction.scope)
    return () if withheld is None else withheld.restoring()
