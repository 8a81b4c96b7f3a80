"""How a sanction comes to its end: begun in one transaction, over only when Discord confirmed it (F2)."""

from datetime import datetime

from bot.policy.actions import ActionState, Json
from bot.policy.deeds import REMOVING, imposing, withdrawing
from bot.policy.desired import Step, heir, in_force
from bot.policy.hooks import HookEvent
from bot.policy.sanctions import LASTING, Sanction, SanctionState
from bot.services import telling
from bot.services.deciding import Cause, write_journal
from bot.services.orders import LiftOrder
from bot.services.planning import RELEASE, Plan
from bot.storage import actions as outbox
from bot.storage import cases, leftovers, sanctions, servers
from bot.storage.port import Tx


def is_meant(sanction: Sanction, order: LiftOrder, now: datetime) -> bool:
    """Return whether an order to lift means this sanction, as it stands."""
    kind = order.kind
    if order.case not in (None, sanction.case):
        return False
    if sanction.state is not SanctionState.LIFTING and not in_force(sanction, now):
        return False
    # A warning holds nobody back; it is lifted only when it is asked for by name.
    return sanction.kind in LASTING if kind is None else sanction.kind is kind


async def release(tx: Tx, cause: Cause, sanction: Sanction, why: str, how: str) -> Plan | None:
    """Begin to lift a sanction and return the plan of it, not yet written; None when it is lifted already.

    ``how`` is ``lifted`` or ``ended``, which is also what the member is told once it is over, or one of
    ``shortened`` and ``undone`` (which leaves nothing on the record), told by whoever heard an appeal. What
    Discord need not be told of is over at once (F4).
    """
    if not await sanctions.lift(tx, cause.guild_id, sanction.id, cause.actor, how, cause.now):
        return None
    plan = Plan.of(sanction, f"{cause.key}:{sanction.id}")
    everything = await sanctions.of_person(tx, cause.guild_id, cause.person.code)
    await _pass_memory_on(tx, sanction, heir(sanction, everything, cause.now))
    steps = withdrawing(sanction, everything, cause.now, suspended_role=cause.settings.suspended_role)
    plan.release(steps, sanction.id, how)
    if not steps:
        await _over(tx, sanction, cause.now, plan, how)
    await cases.add_note(
        tx,
        cause.guild_id,
        sanction.case,
        at=cause.now,
        actor=cause.actor,
        kind="lifted",
        data={"sanction": sanction.id, "kind": sanction.kind.value, "how": how},
        body=cause.person.seal(why),
    )
    entry: dict[str, Json] = {"case": sanction.case, "kind": sanction.kind.value, "how": how}
    await write_journal(tx, cause, "sanction.lifted", f"sanction:{sanction.id}", entry)
    return plan


async def make_room(tx: Tx, cause: Cause, ids: frozenset[str], why: str) -> tuple[str, ...]:
    """Begin to lift what another sanction has just taken the place of; return the orders that are new."""
    orders: list[str] = []
    for sanction in await sanctions.of_person(tx, cause.guild_id, cause.person.code) if ids else ():
        plan = await release(tx, cause, sanction, why, "lifted") if sanction.id in ids else None
        orders += () if plan is None else await plan.write(tx, cause.now)
    return tuple(dict.fromkeys(orders))


async def confirm(tx: Tx, sanction: Sanction, how: str, now: datetime, plan: Plan) -> None:
    """Call a sanction over if every act that takes it away was confirmed."""
    if sanction.state is not SanctionState.LIFTING:
        return
    acts = await outbox.of_sanction(tx, sanction.guild_id, sanction.case, sanction.id)
    if all(act.state is ActionState.DONE for act in acts if RELEASE in act.payload):
        await _over(tx, sanction, now, plan, how)


async def set_again(
    tx: Tx, sanction: Sanction, now: datetime, plan: Plan, suspended_role: int | None
) -> tuple[str, ...]:
    """Let the failed acts of a sanction go once more, with what is right by now; return their orders."""
    everything = await sanctions.of_person(tx, sanction.guild_id, sanction.person)
    lifting = sanction.state is SanctionState.LIFTING
    if not lifting and not in_force(sanction, now):
        return ()
    compute = withdrawing if lifting else imposing
    wanted = {_same(step): step for step in compute(sanction, everything, now, suspended_role=suspended_role)}
    orders: list[str] = []
    acts = await outbox.of_sanction(tx, sanction.guild_id, sanction.case, sanction.id)
    ours = [act for act in acts if (RELEASE in act.payload) is lifting and act.state in telling.FAILED]
    found = [(act, wanted.get(_same(Step(kind=act.kind, payload=act.payload)))) for act in ours]
    failed = [(act, step) for act, step in found if step is not None]
    if any(step.kind in REMOVING for _, step in failed):
        orders += await telling.before_removal(tx, sanction, now)
    for act, step in failed:
        seq = await servers.count_up(tx, sanction.guild_id, "action")
        if await leftovers.rearm(tx, act, step.kind, {**act.payload, **step.payload}, seq):
            orders.append(act.order_key)
    if lifting and not wanted:
        # Another sanction holds the member alike by now, so that nothing is left to take away.
        await _over(tx, sanction, now, plan, "")
    return tuple(dict.fromkeys(orders))


def _same(step: Step) -> tuple[str, str]:
    return step.kind.value, step.scope


async def _over(tx: Tx, sanction: Sanction, now: datetime, plan: Plan, how: str) -> None:
    await sanctions.end(tx, sanction.guild_id, sanction.id, now)
    plan.post_case()
    plan.tell(HookEvent.SANCTION_ENDED, sanction=sanction.id)
    if how == "lifted":
        plan.log(how)
    everything = await sanctions.of_person(tx, sanction.guild_id, sanction.person)
    silent = how == "ended" and sanction.kind not in LASTING
    # "You can take part again" would be a lie while another sanction holds them alike (F8), and a riddle to
    # those who know of none.
    told = how in ("lifted", "ended") and not silent
    if told and heir(sanction, everything, now) is None and await telling.is_believed(tx, sanction):
        plan.notice(how, sanction=sanction.id)


async def _pass_memory_on(tx: Tx, sanction: Sanction, to: Sanction | None) -> None:
    """Let the last of several restore what was there before the first of them."""
    kept = await sanctions.memory(tx, sanction.guild_id, sanction.id)
    if to is None or not kept:
        return
    theirs = await sanctions.memory(tx, to.guild_id, to.id)
    earlier = (sanction.starts_at, sanction.case) < (to.starts_at, to.case)
    merged = {**theirs, **kept} if earlier else {**kept, **theirs}
    await sanctions.remember(tx, to.guild_id, to.id, merged)
