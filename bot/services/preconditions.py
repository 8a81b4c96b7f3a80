"""What an order must have before anything is written: asked at the one door, whoever orders (F33)."""

from datetime import datetime
from typing import Final

from bot.policy.authority import HOLD, Act, needs_second
from bot.policy.conduct import FALLBACK_CLAUSE, Conduct
from bot.policy.desired import in_force
from bot.policy.ids import PersonId
from bot.policy.phrase import phrase
from bot.policy.reasons import Redress, StatementOfReasons, missing
from bot.policy.sanctions import SanctionKind, SuspensionMethod
from bot.policy.server import ServerSettings
from bot.policy.withheld import Withheld
from bot.services.orders import Order, Unmoved
from bot.storage import sanctions
from bot.storage.port import Reader

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

_HOLDS: Final = frozenset({SanctionKind.MUTE, SanctionKind.SUSPENSION})


def unmet(order: Order, settings: ServerSettings, now: datetime, conduct: Conduct) -> Unmoved | None:
    """Return what stands against an order besides rank and rights, None when nothing does."""
    if order.ends_at is not None and order.ends_at <= now:
        return Unmoved(key="over_already")
    suspension = order.kind is SanctionKind.SUSPENSION
    if suspension and settings.suspension_method is SuspensionMethod.ROLE and settings.suspended_role is None:
        # Without the role the suspension would hold nobody back, and would be told as done.
        return Unmoved(key="no_suspended_role")
    if order.kind in _SCOPED and not order.scope:
        return Unmoved(key="no_scope")
    return _incomplete(order, now, conduct) or _alone(order, settings, now)


async def withheld_already(reader: Reader, order: Order, person: PersonId, now: datetime) -> Unmoved | None:
    """Return that just this is withheld already: lifting one of two would show it while the other stands."""
    if order.kind is not SanctionKind.TAKEDOWN or Withheld.of(order.scope) is None:
        return None
    for each in await sanctions.of_person(reader, order.guild_id, person):
        if each.kind is order.kind and each.scope == order.scope and in_force(each, now):
            return Unmoved(key="withheld_already", values={"number": str(each.case)})
    return None


def _incomplete(order: Order, now: datetime, conduct: Conduct) -> Unmoved | None:
    """Return what the statement of reasons would lack, the first thing only, as one question (M39)."""
    clause = conduct.clause(order.clause) or conduct.clause(FALLBACK_CLAUSE)
    statement = StatementOfReasons(
        # The case gives the number, the settings the days; neither can be forgotten.
        reference=order.key,
        redress=Redress(until=now),
        kind=order.kind,
        starts_at=now,
        ends_at=order.ends_at,
        until_lifted=order.ends_at is None,
        # One text may say both: what happened, and why it breaks the code.
        facts=order.facts or order.reason,
        facts_at=now,
        clause_id=clause.id if clause else "",
        clause_title=clause.title if clause else "",
        conduct_version=conduct.version,
        why=order.reason,
    )
    lacks = missing(statement)
    return (
        Unmoved(key="incomplete", values={"what": phrase(f"reasons.missing.{lacks[0]}")}) if lacks else None
    )


def _alone(order: Order, settings: ServerSettings, now: datetime) -> Unmoved | None:
    """Return why one person alone can't do this (M41)."""
    length = None if order.ends_at is None else order.ends_at - now
    if order.hold:
        fine = order.kind in _HOLDS and length is not None and length <= HOLD
        return None if fine else Unmoved(key="hold_too_long")
    if order.motion is None and needs_second(Act.impose(order.kind), length, settings.longest_alone):
        return Unmoved(key="needs_second")
    return None
