"""The part of a motion in the transaction that carries it out: it must still be open, and two must agree.

For a grave step the member must have been heard, or there must be a reason why not (mission row M22).
"""

from bot.policy.authority import Act
from bot.policy.motions import Motion, MotionState
from bot.policy.questions import Heard, heard, is_grave
from bot.policy.sanctions import SanctionKind
from bot.services.deciding import Cause, write_journal
from bot.services.orders import Order, Unmoved
from bot.services.people import Person
from bot.services.planning import Plan
from bot.storage import appeals, motions, questions
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
    state = await hearing(tx, cause, order)
    if state is None or state.enough or order.unheard:
        return None
    return Unmoved(key=f"not_heard_{state.value}")


async def hearing(tx: Tx, cause: Cause, order: Order) -> Heard | None:
    """Return how far the member was heard before this order, None where nobody has to be."""
    row = None if order.motion is None else await motions.get(tx, cause.guild_id, order.motion)
    length = None if order.ends_at is None else order.ends_at - cause.now
    if row is None or not is_grave(Act.impose(order.kind), length, cause.settings.longest_alone):
        return None
    return heard(await questions.of_case(tx, cause.guild_id, row["case_number"]), cause.now)


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
