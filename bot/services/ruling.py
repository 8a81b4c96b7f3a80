"""A decision inside one transaction: its statement of reasons, its sanction, and the acts that carry it out.

Nothing here calls Discord, and nothing opens or closes a case; ``deciding`` does.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.policy.actions import Json
from bot.policy.deeds import REMOVING, imposing
from bot.policy.hooks import HookEvent
from bot.policy.ids import SanctionId
from bot.policy.records import Case, Decision, Delivery, Trigger
from bot.policy.sanctions import Sanction, SanctionKind, SanctionState
from bot.services.deciding import Cause, write_journal
from bot.services.identifiers import opaque
from bot.services.planning import Plan
from bot.storage import cases, decisions, sanctions
from bot.storage.port import Tx

RECORD_TERM: Final = timedelta(days=365)
"""How far back a decision may rely on earlier ones, as the ladder's decay forgets older ones anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What is decided and why, before it is written down."""

    kind: SanctionKind
    ends_at: datetime | None
    scope: str
    trigger: Trigger
    machine_found: bool
    machine_decided: bool
    clause: str
    conduct_version: str
    reason: str
    facts: str
    deviation: str = ""
    since: datetime | None = None
    """For what was done before it was written down; None for now."""
    told: bool = True
    """Whether the person is to hear of it; not where it was over before."""
    heard: str = ""
    unheard: str = ""
    replaces: frozenset[str] = frozenset()
    """Sanctions that it takes the place of, and which count no more for what is to be done."""


async def rule(
    tx: Tx, cause: Cause, case: Case, ruling: Ruling, plan: Plan, *, done_already: bool = False
) -> Sanction:
    """Write a decision with its statement and sanction, and plan the acts and the notice; return the latter.

    ``done_already``: somebody changed Discord by hand, so that nothing is left to do but to tell.
    """
    before = await sanctions.of_person(tx, cause.guild_id, cause.person.code)
    # The plan may name the decision already, for acts that come before it, such as removing the message.
    plan.decision = plan.decision or new_decision()
    decision = _decision(cause, case, ruling, before, plan.decision)
    sanction = Sanction(
        id=SanctionId(opaque("s")),
        guild_id=cause.guild_id,
        case=case.number,
        person=cause.person.code,
        decision=decision.id,
        kind=ruling.kind,
        scope=ruling.scope,
        starts_at=ruling.since or cause.now,
        ends_at=ruling.ends_at,
        method=cause.settings.suspension_method if ruling.kind is SanctionKind.SUSPENSION else "",
    )
    words = {
        "reason": cause.person.seal(ruling.reason),
        "facts": cause.person.seal(ruling.facts),
        "deviation": cause.person.seal(ruling.deviation),
        "unheard": cause.person.seal(ruling.unheard),
    }
    await decisions.add(tx, decision, words)
    await sanctions.add(tx, sanction)
    await cases.add_note(
        tx,
        cause.guild_id,
        case.number,
        at=cause.now,
        actor=cause.actor,
        kind="decision",
        data={"decision": decision.id, "kind": ruling.kind.value},
        body=words["reason"],
    )
    about = f"decision:{decision.id}"
    entry: dict[str, Json] = {"case": case.number, "kind": ruling.kind.value, "clause": ruling.clause}
    await write_journal(tx, cause, "decision.made", about, entry)
    plan.tell(HookEvent.DECISION_MADE, decision=decision.id)
    if not done_already:
        _plan_acts(cause, plan, [each for each in before if each.id not in ruling.replaces], sanction)
    elif ruling.told:
        plan.notice("decision")
    return sanction


def _plan_acts(cause: Cause, plan: Plan, before: list[Sanction], sanction: Sanction) -> None:
    role = cause.settings.suspended_role
    steps = imposing(sanction, [*before, sanction], cause.now, suspended_role=role)
    # Nobody can be written to who has been removed: then the notice goes first (F13).
    removal = any(step.kind in REMOVING for step in steps)
    if removal:
        plan.notice("decision", before_removal=True)
    plan.act(steps, sanction.id)
    if not removal:
        plan.notice("decision")


def new_decision() -> str:
    """Return an id for a decision that is about to be written."""
    return opaque("d")


def _decision(cause: Cause, case: Case, ruling: Ruling, before: list[Sanction], decision_id: str) -> Decision:
    recent = [
        past.case
        for past in before
        if past.state is not SanctionState.VOID and past.starts_at > cause.now - RECORD_TERM
    ]
    return Decision(
        id=decision_id,
        guild_id=cause.guild_id,
        case=case.number,
        person=cause.person.code,
        actor=cause.actor,
        kind=ruling.kind.value,
        trigger=ruling.trigger,
        machine_found=ruling.machine_found,
        machine_decided=ruling.machine_decided,
        clause=ruling.clause,
        conduct_version=ruling.conduct_version,
        reason=ruling.reason,
        facts=ruling.facts,
        relied_on=tuple(dict.fromkeys(recent)),
        deviation=ruling.deviation,
        decided_at=cause.now,
        appeal_until=cause.now + timedelta(days=cause.settings.appeal_days),
        delivery=Delivery.PENDING if ruling.told else Delivery.NOT_NEEDED,
        heard=ruling.heard,
        unheard=ruling.unheard,
    )
