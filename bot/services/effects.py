"""What an outcome means: delivery proof, sanctions that are over, what to remember, what people must see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.clock import from_ms
from bot.policy.actions import ONLY_AFTER, OVER, ActionKind, Done, Json, Outcome, Refused, Retry
from bot.policy.deeds import REMOVING
from bot.policy.desired import Step, heir
from bot.policy.ids import GuildId, PersonId
from bot.policy.records import MACHINE, Delivery, StoredAction
from bot.policy.sanctions import Sanction, SanctionState
from bot.services import hooks, late, telling
from bot.services.lifting import confirm
from bot.services.planning import RELEASE, SERVER_ORDER, Plan
from bot.storage import (
    appeals,
    cases,
    decisions,
    help_threads,
    motions,
    raids,
    sanctions,
    servers,
    unsealings,
)
from bot.storage.port import Tx

_ACTS: Final = frozenset(ActionKind) - {
    ActionKind.SEND_NOTICE,
    ActionKind.POST_CASE,
    ActionKind.POST_LOG,
    ActionKind.POST_ITEM,
    ActionKind.CALL_HOOK,
}

_MESSAGES: Final = frozenset({ActionKind.SEND_NOTICE, ActionKind.POST_CASE, ActionKind.POST_ITEM})


@dataclass(frozen=True, slots=True)
class Effects:
    """Writes the consequences of an outcome in the transaction that records it."""

    async def __call__(
        self, tx: Tx, action: StoredAction, outcome: Outcome, now: datetime
    ) -> list[tuple[GuildId, str]]:
        """Record what the outcome means; return the orders that have something new to do."""
        if action.kind is ActionKind.CALL_HOOK:
            await hooks.settle(tx, action, outcome, now)
            return [(action.guild_id, SERVER_ORDER)]
        if action.kind in _MESSAGES and action.case is not None and _is_dead(outcome):
            # Somebody has to look; the log's own lines can only be told of in the program's log.
            await _delivery(tx, action, outcome, now)
            return await _failed(tx, action, outcome, now)
        if action.kind is ActionKind.SEND_NOTICE:
            await _delivery(tx, action, outcome, now)
            return []
        if action.kind is ActionKind.POST_CASE and isinstance(outcome, Done) and action.case is not None:
            channel, message = int(str(outcome.detail["channel"])), int(str(outcome.detail["message"]))
            case = await cases.get(tx, action.guild_id, action.case)
            stood = (None, None) if case is None else (case.post_channel, case.post_message)
            await cases.set_post(tx, action.guild_id, action.case, channel, message)
            return await _cleared(tx, action, stood, channel, now)
        if action.kind is ActionKind.POST_ITEM and isinstance(outcome, Done):
            return await _posted(tx, action, outcome, now)
        if action.kind not in _ACTS or action.case is None:
            return []
        if isinstance(outcome, Done):
            return await _done(tx, action, outcome, now)
        return await _failed(tx, action, outcome, now)


async def _posted(tx: Tx, action: StoredAction, outcome: Done, now: datetime) -> list[tuple[GuildId, str]]:
    channel, message = int(str(outcome.detail["channel"])), int(str(outcome.detail["message"]))
    stood = await _stood(tx, action)
    if "raid" in action.payload:
        await raids.set_post(tx, action.guild_id, int(str(action.payload["raid"])), channel, message)
    if "appeal" in action.payload:
        await appeals.set_post(tx, action.guild_id, int(str(action.payload["appeal"])), channel, message)
    if "board" in action.payload:
        await servers.set_mark(tx, action.guild_id, "board_channel", channel)
        await servers.set_mark(tx, action.guild_id, "board_message", message)
    if "motion" in action.payload:
        await motions.set_post(tx, action.guild_id, int(str(action.payload["motion"])), channel, message)
    if "help" in action.payload:
        number = int(str(action.payload["help"]))
        await help_threads.set_post(tx, action.guild_id, number, channel, message)
    if "unsealing" in action.payload:
        number = int(str(action.payload["unsealing"]))
        await unsealings.set_post(tx, action.guild_id, number, channel, message)
    return await _cleared(tx, action, stood, channel, now)


async def _stood(tx: Tx, action: StoredAction) -> tuple[int | None, int | None]:
    """Return where a message that belongs to a case stood before it was written or renewed."""
    for kind, get in (("motion", motions.get), ("appeal", appeals.get), ("unsealing", unsealings.get)):
        if kind in action.payload:
            row = await get(tx, action.guild_id, int(str(action.payload[kind])))
            return (None, None) if row is None else (row["post_channel"], row["post_message"])
    return (None, None)


async def _cleared(
    tx: Tx, action: StoredAction, stood: tuple[int | None, int | None], channel: int, now: datetime
) -> list[tuple[GuildId, str]]:
    """Take a message away where it stood, once it stands in another channel: of the panel, or a new one.

    Who reads the old channel may not be meant to press on, and would read for ever that something waits.
    """
    before, message = stood
    if before is None or message is None or before == channel or action.case is None:
        return []
    plan = _plan(action, MACHINE)
    plan.clear(before, message)
    return [(action.guild_id, order) for order in await plan.write(tx, now)]


def _is_dead(outcome: Outcome) -> bool:
    """Return whether an outcome that is final means that the tries ran out."""
    return isinstance(outcome, Retry) or (isinstance(outcome, Refused) and outcome.reason == "attempts")


async def _delivery(tx: Tx, action: StoredAction, outcome: Outcome, now: datetime) -> None:
    if action.decision is None or action.payload.get("notice") != "decision":
        return
    if ONLY_AFTER in action.payload and outcome == Refused("gone"):
        # What they were told before still stands.
        return
    delivered = isinstance(outcome, Done)
    state = Delivery.DELIVERED if delivered else Delivery.NOT_DELIVERED
    # What is neither done nor refused has run out of tries; the table insists on a reason.
    detail = "" if delivered else outcome.reason if isinstance(outcome, Refused) else "attempts"
    await decisions.set_delivery(tx, action.guild_id, action.decision, state, detail, now)


async def _done(tx: Tx, action: StoredAction, outcome: Done, now: datetime) -> list[tuple[GuildId, str]]:
    sanction = await _of(tx, action)
    if sanction is None:
        return []
    if "before" in outcome.detail:
        # A repeat would find our own change; only the first look is what was there before.
        kept = await sanctions.memory(tx, sanction.guild_id, sanction.id)
        scope = str(action.payload.get("channel", action.payload.get("role", "")))
        found = {scope: outcome.detail["before"], **kept}
        await sanctions.remember(tx, sanction.guild_id, sanction.id, found)
    if "check_at" in outcome.detail:
        await _look_again(tx, sanction, outcome.detail["check_at"], now)
    plan = _plan(action, sanction.person)
    if action.payload.get("pin"):
        # What is shown again is a new message, so its pin is set anew as well.
        plan.act((Step(kind=ActionKind.PIN, payload=outcome.detail),), sanction.id)
    held = sanction.state in (SanctionState.ACTIVE, SanctionState.LIFTING)
    if RELEASE not in action.payload and held and await telling.let_go(tx, sanction):
        # The case said that they were not told.
        plan.post_case()
    await late.take_back(tx, action, sanction, now, plan)
    await confirm(tx, sanction, str(action.payload.get(RELEASE, "")), now, plan)
    again = await late.hold_again(tx, action, outcome, sanction, now)
    orders = [*await plan.write(tx, now), *(await again.write(tx, now) if again else ())]
    return [(action.guild_id, order) for order in dict.fromkeys(orders)]


async def _of(tx: Tx, action: StoredAction) -> Sanction | None:
    return None if action.sanction is None else await sanctions.get(tx, action.guild_id, action.sanction)


async def _look_again(tx: Tx, sanction: Sanction, check: Json, now: datetime) -> None:
    at = from_ms(check) if isinstance(check, int) else None
    if sanction.state is not SanctionState.ACTIVE:
        # Taking one away set the timeout of the next longest one, which is now the one to renew (F7).
        following = heir(sanction, await sanctions.of_person(tx, sanction.guild_id, sanction.person), now)
        if following is None:
            return
        sanction = following
    await sanctions.check_again(tx, sanction.guild_id, sanction.id, at)


async def _failed(tx: Tx, action: StoredAction, outcome: Outcome, now: datetime) -> list[tuple[GuildId, str]]:
    assert action.case is not None  # noqa: S101 - the caller looked
    reason = outcome.reason if not isinstance(outcome, Done) else ""
    case = await cases.get(tx, action.guild_id, action.case)
    if case is None:
        return []
    plan = _plan(action, case.person)
    if action.kind is not ActionKind.POST_CASE:
        # A post that died would be followed by another one for ever.
        plan.post_case()
    if reason != OVER:
        # Of what was lifted before it was done, nothing failed; the case's message shows it all the same.
        data: dict[str, Json] = {"act": action.kind.value, "reason": reason}
        await cases.add_note(
            tx, action.guild_id, action.case, at=now, actor=MACHINE, kind="act_failed", data=data
        )
        plan.log("act_failed")
    elif action.attempts > 1 and (sanction := await _of(tx, action)) is not None:
        # An earlier try may have done it, or may do so yet.
        await late.take_back(tx, action, sanction, now, plan)
    if action.kind in REMOVING and action.decision is not None:
        # They were told before the act, so they must be told that it did not happen (F13).
        plan.notice("correction")
    return [(action.guild_id, order) for order in await plan.write(tx, now)]


def _plan(action: StoredAction, person: PersonId) -> Plan:
    # The place in the order is in the key, so that an act that is tried again later can tell of itself anew.
    return Plan(
        guild_id=action.guild_id,
        cause=f"after:{action.id}:{action.seq}",
        person=person,
        case=action.case,
        decision=action.decision,
    )
