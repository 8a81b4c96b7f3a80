"""Telling a member late: of what was done after all, although its act had failed at first.

Of an act that failed nobody is told that it was done (F11): the notice is held back or, where it had to go
before the act, taken back by a correction (F13). Once the act is done, the member must know of it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.clock import to_ms
from bot.policy.actions import ONLY_AFTER, OVER, ActionKind, ActionState, Json
from bot.policy.desired import Step
from bot.policy.records import StoredAction
from bot.policy.sanctions import Sanction
from bot.services.planning import RELEASE, Plan
from bot.storage import actions as outbox
from bot.storage import decisions, leftovers, servers
from bot.storage.port import Tx

HELD_BACK: Final = "act_failed"
"""Why a notice was not sent: of an act that failed, and may be done yet."""
SUPERSEDED: Final = "superseded"
"""Why a notice was not sent: of what was lifted before any of it was in place."""
FAILED: Final = frozenset({ActionState.REFUSED, ActionState.DEAD})
_WORDS: Final = frozenset({"decision", "correction"})
_NEVER_ARRIVED: Final = frozenset({"rate_limited", "refused_too_often", "unavailable"})
"""What became of a try that certainly changed nothing."""


def not_done(acts: Sequence[StoredAction], decision: str) -> list[StoredAction]:
    """Return what a decision imposes and Discord has not confirmed; ``acts`` are all of its case, in order.

    What was done once counts as done, also while it is put back, as after a start or a return.
    """
    ours = {act.sanction for act in acts if act.decision == decision and act.sanction is not None}
    imposing = [act for act in acts if act.sanction in ours and RELEASE not in act.payload]
    done = {_what(act) for act in imposing if act.state is ActionState.DONE}
    return [act for act in imposing if _what(act) not in done]


def may_have_arrived(act: StoredAction) -> bool:
    """Return whether one of an act's earlier tries may have changed something, though nobody confirmed it."""
    earlier = act.attempts - 1
    return earlier > 1 or (earlier == 1 and _reason(act) not in _NEVER_ARRIVED)


def why_untold(undone: Sequence[StoredAction]) -> str:
    """Return why a decision's notice is held back, by those of its acts that are not done."""
    over = all(act.state in FAILED and _reason(act) == OVER for act in undone)
    return SUPERSEDED if over else HELD_BACK


def last_word(acts: Sequence[StoredAction]) -> StoredAction | None:
    """Return the last that the member got, or may have got, to read of a decision, by its acts in order."""
    said = [act for act in acts if act.payload.get("notice") in _WORDS and act.state not in FAILED]
    return said[-1] if said else None


async def let_go(tx: Tx, sanction: Sanction) -> tuple[str, ...]:
    """Let the notice of a sanction go that was held back; return its order, nothing where none was."""
    decision = await decisions.get(tx, sanction.guild_id, sanction.decision)
    if decision is None or decision["delivery_detail"] != HELD_BACK:
        return ()
    act = _held_back(await outbox.of_decision(tx, sanction.guild_id, sanction.case, sanction.decision))
    if act is None:
        return ()
    seq = await servers.count_up(tx, sanction.guild_id, "action")
    await leftovers.rearm(tx, act, act.kind, act.payload, seq)
    return (act.order_key,)


async def is_believed(tx: Tx, sanction: Sanction) -> bool:
    """Return whether the member may think that a sanction holds them: it was neither held nor taken back."""
    acts = await outbox.of_decision(tx, sanction.guild_id, sanction.case, sanction.decision)
    last = last_word(acts)
    corrected = last is not None and last.payload["notice"] == "correction"
    return not corrected and _held_back(acts) is None


async def before_removal(tx: Tx, sanction: Sanction, now: datetime) -> tuple[str, ...]:
    """Let the member hear once more of a removal that is tried again, before it; return the orders.

    Nobody is told twice: only of what was held back, or taken back by a correction.
    """
    if orders := await let_go(tx, sanction):
        return orders
    last = last_word(await outbox.of_decision(tx, sanction.guild_id, sanction.case, sanction.decision))
    if last is None or last.payload["notice"] != "correction":
        return ()
    plan = Plan.of(sanction, f"after:{last.id}")
    plan.decision = sanction.decision
    # Of one whose answer was lost Discord knows whether it arrived; if not, it is not sent any more.
    doubt: dict[str, Json] = {} if last.state is ActionState.DONE else {ONLY_AFTER: to_ms(last.stamp)}
    plan.notice("decision", before_removal=True, **doubt)
    return await plan.write(tx, now)


def _what(act: StoredAction) -> tuple[str | None, ActionKind, str]:
    return act.sanction, act.kind, Step(kind=act.kind, payload=act.payload).scope


def _reason(act: StoredAction) -> Json:
    return act.result.get("reason")


def _held_back(acts: Sequence[StoredAction]) -> StoredAction | None:
    notices = [act for act in acts if act.payload.get("notice") == "decision"]
    held = [each for each in notices if each.state is ActionState.REFUSED]
    return next((each for each in held if _reason(each) in (HELD_BACK, SUPERSEDED)), None)
