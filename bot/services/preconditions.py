"""What an order must have before anything is written: asked at the one door, whoever orders (F33)."""

from datetime import datetime
from typing import Final

from bot.policy.sanctions import SanctionKind, SuspensionMethod
from bot.policy.server import ServerSettings
from bot.services.orders import Order, Unmoved

_SCOPED: Final = frozenset(
    {
        SanctionKind.CHANNEL_BAN,
        SanctionKind.NO_CONTACT,
        SanctionKind.ROLE_BAR,
        SanctionKind.ROLE_REMOVAL,
        SanctionKind.STAFF_REMOVAL,
        SanctionKind.TAKEDOWN,
    }
)
"""Kinds that are about a place, a role, a post or another person, and nothing without it."""


def unmet(order: Order, settings: ServerSettings, now: datetime) -> Unmoved | None:
    """Return what stands against an order besides rank and rights, None when nothing does."""
    if order.ends_at is not None and order.ends_at <= now:
        return Unmoved(key="over_already")
    suspension = order.kind is SanctionKind.SUSPENSION
    if suspension and settings.suspension_method is SuspensionMethod.ROLE and settings.suspended_role is None:
        # Without the role the suspension would hold nobody back, and would be told as done.
        return Unmoved(key="no_suspended_role")
    if order.kind in _SCOPED and not order.scope:
        return Unmoved(key="no_scope")
    return None
