"""What people did in Discord's own interface, written down with who did it.

Discord was changed already, so nothing is planned but the words; what is taken back or replaced is settled,
so that no stale deadline acts later (F5).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.policy.conduct import FALLBACK_CLAUSE
from bot.policy.desired import FOREVER, in_force
from bot.policy.ids import GuildId, UserId
from bot.policy.reasons import Trigger
from bot.policy.records import CaseState
from bot.policy.sanctions import Sanction, SanctionKind, SuspensionMethod
from bot.services import deciding
from bot.services.deciding import Cause, Matter
from bot.services.planning import Plan
from bot.services.ruling import Ruling, rule
from bot.storage import cases, sanctions
from bot.storage.port import Tx

_SLACK: Final = timedelta(seconds=5)
"""By which our clock may differ from Discord's."""
_METHODS: Final = {
    SanctionKind.EXPULSION: SuspensionMethod.BAN,
    SanctionKind.MUTE: SuspensionMethod.TIMEOUT,
    SanctionKind.SUSPENSION: SuspensionMethod.ROLE,
}
"""As what an act by hand counts, with the suspensions that it is the same as: a ban, a timeout, a role."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualAct:
    """Something that a person did in Discord's own interface, as the audit log tells it."""

    key: str
    """``audit:<entry id>``."""
    guild_id: GuildId
    actor: UserId
    target: UserId
    kind: SanctionKind
    """``EXPULSION`` for a ban, ``MUTE`` for a timeout, ``SUSPENSION`` for the suspended role."""
    imposed: bool
    """False: it was taken back (unban, timeout or role removed)."""
    ends_at: datetime | None = None
    reason: str = ""
    missed_at: datetime | None = None
    """When it was done, for what was read only after a gap; None for what is told just now."""
    undone: bool = False
    """Whether somebody took it back before it was read."""


def in_order(acts: Sequence[ManualAct]) -> list[ManualAct]:
    """Return missed acts with what became of each: of one that was undone since, nobody needs to be told."""
    return [
        replace(act, undone=act.imposed and any(_undoes(later, act) for later in acts[place + 1 :]))
        for place, act in enumerate(acts)
    ]


def _undoes(later: ManualAct, act: ManualAct) -> bool:
    return not later.imposed and (later.target, later.kind) == (act.target, act.kind)


async def imposed(tx: Tx, cause: Cause, act: ManualAct, conduct_version: str) -> tuple[str, ...]:
    """Write down what was imposed as a decided case; return the orders with something to do."""
    before = await _meant(tx, cause, act)
    case = await deciding.open_or_join(tx, cause, Matter(clause=FALLBACK_CLAUSE, severity=2))
    plan = Plan(guild_id=act.guild_id, cause=act.key, person=cause.person.code, case=case.number)
    over = act.ends_at is not None and act.ends_at <= cause.now
    ruling = Ruling(
        kind=act.kind,
        ends_at=act.ends_at,
        scope="",
        trigger=Trigger.OWN_INITIATIVE,
        machine_found=False,
        machine_decided=False,
        clause=FALLBACK_CLAUSE,
        conduct_version=conduct_version,
        reason=act.reason,
        facts="",
        since=act.missed_at,
        told=not (over or act.undone),
    )
    sanction = await rule(tx, cause, case, ruling, plan, done_already=True)
    if over:
        await sanctions.end(tx, act.guild_id, sanction.id, cause.now)
    await cases.add_cause(tx, act.guild_id, act.key, case.number, plan.decision, cause.now)
    await deciding.settle_case(tx, cause, case, CaseState.DECIDED, plan, "action_taken")
    plan.post_case()
    plan.log("by_hand")
    orders = [*await plan.write(tx, cause.now)]
    if act.kind is SanctionKind.MUTE:
        # A member has one timeout only, so that a shorter one took the place of what was there.
        end = act.ends_at or FOREVER
        orders += await _settle(tx, cause, act, [each for each in before if (each.ends_at or FOREVER) > end])
    return tuple(dict.fromkeys(orders))


async def taken_back(tx: Tx, cause: Cause, act: ManualAct) -> tuple[str, ...]:
    """Settle what was taken back; return the orders with something to do."""
    settled = await _meant(tx, cause, act)
    orders = await _settle(tx, cause, act, settled)
    if settled:
        await cases.add_cause(tx, act.guild_id, act.key, settled[0].case, None, cause.now)
    return tuple(dict.fromkeys(orders))


async def _meant(tx: Tx, cause: Cause, act: ManualAct) -> list[Sanction]:
    """Return what stood when it was done: an act that was missed says nothing of what came after it."""
    everything = await sanctions.of_person(tx, act.guild_id, cause.person.code)
    until = None if act.missed_at is None else act.missed_at + _SLACK
    return [
        each
        for each in everything
        if in_force(each, cause.now)
        and _concerns(each, act.kind)
        and (until is None or each.starts_at <= until)
    ]


def _concerns(sanction: Sanction, kind: SanctionKind) -> bool:
    """Return whether what was done by hand is about this sanction's effect."""
    if sanction.kind is SanctionKind.SUSPENSION:
        return sanction.method == _METHODS[kind]
    return sanction.kind is kind


async def _settle(tx: Tx, cause: Cause, act: ManualAct, settled: Sequence[Sanction]) -> list[str]:
    orders: list[str] = []
    for sanction in settled:
        await sanctions.lift(tx, act.guild_id, sanction.id, cause.actor, "by_hand", cause.now)
        await sanctions.end(tx, act.guild_id, sanction.id, cause.now)
        await cases.add_note(
            tx,
            act.guild_id,
            sanction.case,
            at=cause.now,
            actor=cause.actor,
            kind="lifted",
            data={"sanction": sanction.id, "kind": sanction.kind.value, "why": "by_hand"},
        )
        await deciding.write_journal(
            tx, cause, "sanction.lifted", f"sanction:{sanction.id}", {"why": "by_hand"}
        )
        plan = Plan.of(sanction, f"{act.key}:{sanction.id}")
        plan.post_case()
        plan.log("by_hand")
        orders += await plan.write(tx, cause.now)
    return orders
