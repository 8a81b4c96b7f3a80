"""What an outcome means: delivery proof, sanctions that are over, what to remember, what people must see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.clock import from_ms
from bot.policy.actions import ActionKind, Done, Json, Outcome, Refused
from bot.policy.ids import GuildId
from bot.policy.records import MACHINE, Delivery, StoredAction
from bot.policy.sanctions import SanctionState
from bot.services.planning import Plan
from bot.storage import actions as outbox
from bot.storage import cases, decisions, sanctions
from bot.storage.port import Tx

_ACTS: Final = frozenset(ActionKind) - {ActionKind.SEND_NOTICE, ActionKind.POST_CASE, ActionKind.POST_LOG}


@dataclass(frozen=True, slots=True)
class Effects:
    """Writes the consequences of an outcome in the transaction that records it."""

    async def __call__(
        self, tx: Tx, action: StoredAction, outcome: Outcome, now: datetime
    ) -> list[tuple[GuildId, str]]:
        """Record what the outcome means; return the orders that have something new to do."""
        if action.kind is ActionKind.SEND_NOTICE:
            await _delivery(tx, action, outcome, now)
            return []
        if action.kind is ActionKind.POST_CASE and isinstance(outcome, Done) and action.case is not None:
            channel, message = int(str(outcome.detail["channel"])), int(str(outcome.detail["message"]))
            await cases.set_post(tx, action.guild_id, action.case, channel, message)
            return []
        if action.kind not in _ACTS or action.case is None:
            return []
        if isinstance(outcome, Done):
            return await _done(tx, action, outcome, now)
        return await _failed(tx, action, outcome, now)


async def _delivery(tx: Tx, action: StoredAction, outcome: Outcome, now: datetime) -> None:
    if action.decision is None or action.payload.get("notice") != "decision":
        return
    delivered = isinstance(outcome, Done)
    state = Delivery.DELIVERED if delivered else Delivery.NOT_DELIVERED
    detail = outcome.reason if isinstance(outcome, Refused) else ""
    await decisions.set_delivery(tx, action.guild_id, action.decision, state, detail, now)


async def _done(tx: Tx, action: StoredAction, outcome: Done, now: datetime) -> list[tuple[GuildId, str]]:
    if action.sanction is None:
        return []
    if "before" in outcome.detail:
        # A repeat would find our own change; only the first look is what was there before.
        kept = await sanctions.memory(tx, action.guild_id, action.sanction)
        scope = str(action.payload.get("channel", ""))
        await sanctions.remember(
            tx, action.guild_id, action.sanction, {scope: outcome.detail["before"], **kept}
        )
    if "check_at" in outcome.detail:
        check = outcome.detail["check_at"]
        at = from_ms(check) if isinstance(check, int) else None
        await sanctions.check_again(tx, action.guild_id, action.sanction, at)
    sanction = await sanctions.get(tx, action.guild_id, action.sanction)
    if sanction is None or sanction.state is not SanctionState.LIFTING:
        return []
    if await outbox.unconfirmed_lifts(tx, action.guild_id, action.sanction) == 0:
        await sanctions.end(tx, action.guild_id, action.sanction, now)
    return []


async def _failed(tx: Tx, action: StoredAction, outcome: Outcome, now: datetime) -> list[tuple[GuildId, str]]:
    assert action.case is not None  # noqa: S101 - the caller looked
    reason = outcome.reason if not isinstance(outcome, Done) else ""
    data: dict[str, Json] = {"act": action.kind.value, "reason": reason}
    await cases.add_note(
        tx, action.guild_id, action.case, at=now, actor=MACHINE, kind="act_failed", data=data
    )
    case = await cases.get(tx, action.guild_id, action.case)
    if case is None:
        return []
    plan = Plan(
        guild_id=action.guild_id,
        cause=f"failed:{action.id}",
        person=case.person,
        case=case.number,
        decision=action.decision,
    )
    plan.post_case()
    plan.log("act_failed")
    if action.kind is ActionKind.BAN and action.decision is not None:
        # They were told before the act, so they must be told that it did not happen (F13).
        plan.notice("correction")
    return [(action.guild_id, order) for order in await plan.write(tx, now)]
