"""The steps of a decision inside one transaction: case, statement, sanction, intents, journal.

Nothing here calls Discord. Reading, deciding and writing stand in the same transaction, so that two
moderators at once can't work from the same picture (F20).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.clock import to_ms
from bot.policy import clocks
from bot.policy.actions import Json
from bot.policy.deeds import REMOVING, imposing
from bot.policy.hooks import HookEvent
from bot.policy.ids import CaseNumber, GuildId, PersonId, ReportCode, SanctionId
from bot.policy.records import (
    MACHINE,
    Case,
    CaseRoute,
    CaseState,
    Decision,
    Delivery,
    Evidence,
    Origin,
    Trigger,
)
from bot.policy.sanctions import Sanction, SanctionKind, SanctionState
from bot.policy.server import ServerSettings
from bot.services import reporters
from bot.services.identifiers import opaque
from bot.services.orders import MessageRef, NewEvidence
from bot.services.people import Person
from bot.services.planning import Plan
from bot.services.vault import sha256
from bot.storage import cases, decisions, evidence, journal, questions, reports, sanctions, servers
from bot.storage.port import Tx

RECORD_TERM: Final = timedelta(days=365)
"""How far back a decision may rely on earlier ones, as the ladder's decay forgets older ones anyway."""

ABOUT_TEAM: Final = "about_team"
"""The kind of the note by which a case about somebody who moderates is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What all steps of one transaction share."""

    guild_id: GuildId
    key: str
    person: Person
    actor: PersonId
    now: datetime
    settings: ServerSettings


TRIGGERS: Final = {
    Origin.AUTOMATIC: Trigger.AUTOMATIC,
    Origin.REPORT: Trigger.REPORT,
    Origin.COMMAND: Trigger.OWN_INITIATIVE,
}
"""What the person is told of how a case came about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a case is about."""

    clause: str
    severity: int
    route: CaseRoute = CaseRoute.QUEUE
    origin: Origin = Origin.COMMAND
    source: MessageRef | None = None
    about_team: bool = False
    """Whether the person moderates, and so reads what moderators write to each other."""


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


async def open_or_join(tx: Tx, cause: Cause, matter: Matter) -> Case:
    """Return the person's open case of this route with the matter added, opening one where there is none."""
    source = matter.source
    known = await cases.open_of(tx, cause.guild_id, cause.person.code, matter.route)
    number = known.number if known else await servers.count_up(tx, cause.guild_id, "case")
    case = Case(
        guild_id=cause.guild_id,
        number=CaseNumber(number),
        person=cause.person.code,
        state=CaseState.OPEN,
        route=matter.route,
        origin=known.origin if known else matter.origin,
        clause=matter.clause,
        severity=matter.severity,
        hits=0,
        version=1,
        channel_id=source.channel_id if source else None,
        message_id=source.message_id if source else None,
        claimed_by=None,
        claimed_until=None,
        created_at=cause.now,
        updated_at=cause.now,
        decided_at=None,
        decided_by=None,
        due_at=_due(cause, matter),
    )
    if known:
        await cases.join(tx, case, cause.now)
    else:
        await cases.add(tx, case)
        await write_journal(tx, cause, "case.opened", f"case:{number}", {"origin": matter.origin.value})
    await _mark(tx, cause, case, about_team=matter.about_team)
    return case


async def _mark(tx: Tx, cause: Cause, case: Case, *, about_team: bool) -> None:
    """Note in a case that the team must not read it in its channel; all open ones of a person are alike."""
    marked = await cases.marked(tx, cause.guild_id, cause.person.code, ABOUT_TEAM)
    if (about_team or marked) and case.number not in marked:
        await cases.add_note(tx, cause.guild_id, case.number, at=cause.now, actor=MACHINE, kind=ABOUT_TEAM)


def _due(cause: Cause, matter: Matter) -> datetime:
    reported = cause.now if matter.origin is Origin.REPORT else None
    return clocks.due(clocks.Waiting(opened_at=cause.now, reported_at=reported), cause.settings)[1]


async def keep_evidence(
    tx: Tx, cause: Cause, case: Case, items: tuple[NewEvidence, ...], report: ReportCode | None = None
) -> None:
    """Store copies with their SHA-256; the bytes are sealed under the person's key."""
    for item in items:
        stored = Evidence(
            id=item.id or opaque("e"),
            case=case.number,
            report=report,
            person=cause.person.code,
            kind=item.kind,
            media_type=item.media_type,
            size=len(item.body),
            sha256=sha256(item.body),
            body=None,
            problem=item.problem,
            created_at=cause.now,
            origin=item.origin,
            version=item.version,
            received=item.received,
        )
        key = cause.person.key
        await evidence.add(tx, cause.guild_id, stored, None if key is None else key.seal(item.body))


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
        _plan_acts(cause, plan, before, sanction)
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


async def note_together(tx: Tx, cause: Cause, case: Case, other: int) -> None:
    """Note in a case with which other one it was decided, so that a pile-on can be read as one (M11)."""
    data: dict[str, Json] = {"case": other}
    await cases.add_note(
        tx, cause.guild_id, case.number, at=cause.now, actor=cause.actor, kind="together", data=data
    )


async def settle_case(tx: Tx, cause: Cause, case: Case, state: CaseState, plan: Plan, outcome: str) -> bool:
    """Close a case and tell its reporters; False when somebody was faster (F24).

    ``unfounded`` is *no violation* with a word, or a pause, for those who reported without any ground.
    """
    if not await cases.settle(tx, cause.guild_id, case.number, state, cause.actor, cause.now):
        return False
    stored = "no_violation" if outcome == "unfounded" else outcome
    codes = await reports.settle(tx, cause.guild_id, case.number, stored, to_ms(cause.now))
    await reporters.tell(tx, cause, case, codes, plan, outcome)
    # Nothing more needs an answer; who comes late is told so kindly.
    await questions.close(tx, cause.guild_id, case.number)
    return True


async def write_journal(tx: Tx, cause: Cause, verb: str, about: str, data: dict[str, Json]) -> None:
    """Append to the journal who did what, in codes."""
    await journal.append(
        tx, cause.guild_id, at=cause.now, actor=cause.actor, verb=verb, about=about, data=data
    )
