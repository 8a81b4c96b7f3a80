"""The part of a motion in the transaction that carries it out: it must still be open, and two must agree."""

from bot.policy.motions import Motion, MotionState
from bot.policy.sanctions import SanctionKind
from bot.services.deciding import Cause, write_journal
from bot.services.orders import Order, Unmoved
from bot.services.people import Person
from bot.services.planning import Plan
from bot.storage import appeals, motions
from bot.storage.port import Row, Tx


async def unready(tx: Tx, cause: Cause, order: Order) -> Unmoved | None:
    """Return why the motion that an order carries out can't be, or None."""
    number = order.motion or 0
    row = await motions.get(tx, cause.guild_id, number)
    if row is None or row["person"] != cause.person.code or SanctionKind(row["kind"]) is not order.kind:
        return Unmoved(key="no_such_motion", values={"number": number})
    if row["state"] != MotionState.OPEN:
        return Unmoved(key="motion_settled", values={"number": number})
    if row["proposed_by"] == cause.actor:
        return Unmoved(key="motion_own")
    return None


async def approve(tx: Tx, cause: Cause, number: int, plan: Plan) -> None:
    """Record that the actor approved it and who proposed it, beside the decision that was made."""
    row = await motions.get(tx, cause.guild_id, number)
    assert row is not None and plan.decision is not None  # noqa: PT018, S101 - ``unready`` looked
    decision = plan.decision
    await motions.settle(
        tx, cause.guild_id, number, MotionState.APPROVED, cause.actor, cause.now, decision=decision
    )
    await appeals.add_decider(tx, cause.guild_id, decision, row["proposed_by"], "proposer")
    await write_journal(tx, cause, "motion.approved", f"motion:{number}", {"decision": decision})
    plan.post_item("motion", number)


def open_row(row: Row, person: Person | None) -> Motion:
    """Return the motion of a raw row with its words opened."""
    words = {name: person.open(row[name]) if person else "" for name in motions.SEALED_COLUMNS}
    return motions.opened(row, words)
