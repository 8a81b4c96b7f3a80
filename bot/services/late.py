"""Acts that land after what they were for is over, because somebody acted by hand at the same moment (F5).

A ban can be on its way while a moderator takes one back: theirs is heard first, ours stays. So once the
answer is known, Discord is made to match what is written: the word of the person holds.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.policy.actions import OURS, ActionKind, Done, Json
from bot.policy.deeds import HOLDING, withdrawing
from bot.policy.desired import Step, enforcing, heir
from bot.policy.records import StoredAction
from bot.policy.sanctions import Sanction, SanctionState
from bot.services.planning import RELEASE, Plan
from bot.storage import actions as outbox
from bot.storage import sanctions
from bot.storage.port import Tx

LATE: Final = "late"
"""How a sanction is released that was over before its act landed; nothing more is told of it."""
_OVER: Final = frozenset({SanctionState.ENDED, SanctionState.VOID})
_OPPOSITE: Final = {
    ActionKind.BAN: ActionKind.UNBAN,
    ActionKind.SET_TIMEOUT: ActionKind.SET_TIMEOUT,
    ActionKind.SET_VOICE_MUTE: ActionKind.SET_VOICE_MUTE,
    ActionKind.SET_OVERWRITE: ActionKind.RESTORE_OVERWRITE,
    ActionKind.ADD_ROLE: ActionKind.REMOVE_ROLE,
    ActionKind.REMOVE_ROLE: ActionKind.ADD_ROLE,
}
_IMPOSING: Final = {freeing: imposing for imposing, freeing in _OPPOSITE.items()}
_UNCHANGED: Final = frozenset({"gone", "left", "later"})
"""Marks in a result: Discord had nothing to change."""


async def take_back(tx: Tx, action: StoredAction, sanction: Sanction, now: datetime, plan: Plan) -> None:
    """Plan to free of what an act put in place, or may have, although its sanction is over by now.

    The sanction is being lifted again until Discord has confirmed that nothing of it is left (F2).
    """
    if action.kind not in HOLDING or RELEASE in action.payload or sanction.state not in _OVER:
        return
    everything = await sanctions.of_person(tx, sanction.guild_id, sanction.person)
    wanted = withdrawing(sanction, everything, now, suspended_role=_role(action))
    steps = _about(action, _OPPOSITE[action.kind], wanted)
    if steps and await sanctions.reopen(tx, sanction.guild_id, sanction.id):
        ours: Json = action.payload.get("until", True)
        plan.release(
            (replace(step, payload={**step.payload, OURS: ours}) for step in steps), sanction.id, LATE
        )
        plan.post_case()


async def hold_again(
    tx: Tx, action: StoredAction, outcome: Done, sanction: Sanction, now: datetime
) -> Plan | None:
    """Return the plan, not yet written, to put back what a release took away that somebody imposed meanwhile.

    Only what was done by hand: all else has an act of its own, which comes after this one.
    """
    if RELEASE not in action.payload or action.kind not in _IMPOSING or _UNCHANGED & outcome.detail.keys():
        return None
    everything = await sanctions.of_person(tx, sanction.guild_id, sanction.person)
    following = heir(sanction, everything, now)
    if following is None or await outbox.of_sanction(tx, following.guild_id, following.case, following.id):
        return None
    wanted = enforcing(following, everything, now, suspended_role=_role(action))
    steps = [step for step in _about(action, _IMPOSING[action.kind], wanted) if not _same_end(step, action)]
    plan = Plan.of(following, f"after:{action.id}:{action.seq}")
    plan.act(steps, following.id)
    if steps:
        plan.log("upheld")
    return plan


def _about(action: StoredAction, kind: ActionKind, steps: Iterable[Step]) -> list[Step]:
    scope = Step(kind=action.kind, payload=action.payload).scope
    return [step for step in steps if (step.kind, step.scope) == (kind, scope)]


def _same_end(step: Step, action: StoredAction) -> bool:
    timed = step.kind is ActionKind.SET_TIMEOUT
    return timed and step.payload.get("until") == action.payload.get("until")


def _role(action: StoredAction) -> int | None:
    role = action.payload.get("role")
    return None if role is None else int(str(role))
