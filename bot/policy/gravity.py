"""Which steps are shown before they are taken, and which need a reason as the ladder proposes another."""

from datetime import timedelta
from typing import Final

from bot.policy.ladder import Proposal
from bot.policy.sanctions import SanctionKind

LONG_MUTE: Final = timedelta(days=7)
"""A mute of more than this is shown before it is given; a shorter one has to be quick."""
_GRAVE: Final = frozenset(
    {
        SanctionKind.CHANNEL_BAN,
        SanctionKind.ROLE_REMOVAL,
        SanctionKind.ROLE_BAR,
        SanctionKind.SUSPENSION,
        SanctionKind.KICK,
        SanctionKind.EXPULSION,
        SanctionKind.STAFF_REMOVAL,
    }
)
_MEASURED: Final = frozenset(
    {
        SanctionKind.MUTE,
        SanctionKind.CHANNEL_BAN,
        SanctionKind.SUSPENSION,
        SanctionKind.KICK,
        SanctionKind.EXPULSION,
    }
)
"""Kinds that answer an offence, as the ladder's steps do; others put something right and stand beside it."""
_ABOUT_THE_SAME: Final = 0.25
"""Share by which a length may differ from the proposed one: nobody argues about "until Friday"."""


def asks_first(kind: SanctionKind, length: timedelta | None) -> bool:
    """Return whether a step is shown before it is taken; ``length`` None is until lifted."""
    if kind is SanctionKind.MUTE:
        return length is None or length > LONG_MUTE
    return kind in _GRAVE


def deviates(proposal: Proposal, kind: SanctionKind, length: timedelta | None) -> bool:
    """Return whether a step is another one than the ladder proposes, so that a reason is due (M38)."""
    if kind not in _MEASURED:
        return False
    if kind is not proposal.kind:
        return True
    if proposal.duration is None or length is None:
        return proposal.duration is not length
    return abs(length - proposal.duration) > proposal.duration * _ABOUT_THE_SAME
