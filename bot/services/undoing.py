"""Taking back what a decision imposed, so that nothing of it stays on the record."""

from bot.policy.ids import CaseNumber
from bot.policy.sanctions import Sanction, SanctionState
from bot.services import lifting
from bot.services.deciding import Cause
from bot.storage import cases, sanctions
from bot.storage.port import Tx


async def undo(
    tx: Tx, cause: Cause, case: CaseNumber, decision: str, ours: list[Sanction], why: str
) -> list[str]:
    """Take a decision's sanctions back and off the record; what Discord holds goes first.

    ``ours`` are the sanctions that the decision imposed. Returns the orders that have something to do.
    """
    orders: list[str] = []
    for sanction in ours:
        plan = await lifting.release(tx, cause, sanction, why, "undone")
        if plan is not None:
            orders += await plan.write(tx, cause.now)
        else:
            await sanctions.annul(tx, cause.guild_id, sanction.id, cause.actor)
    imposed = await sanctions.of_case(tx, cause.guild_id, case)
    standing = {each.decision for each in imposed if each.state is not SanctionState.VOID}
    if not standing - {decision}:
        await cases.annul(tx, cause.guild_id, case, cause.now)
    return orders
