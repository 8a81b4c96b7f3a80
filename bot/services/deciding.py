"""The steps of a decision inside one transaction: case, statement, sanction, intents, journal.

Nothing here calls Discord. Reading, deciding and writing stand in the same transaction, so that two
moderators at once can't work from the same picture (F20).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.clock import to_ms
from bot.policy import clocks
from bot.policy.actions import Json
from bot.policy.ids import CaseNumber, GuildId, PersonId, ReportCode
from bot.policy.records import (
    MACHINE,
    Case,
    CaseRoute,
    CaseState,
    Evidence,
    Origin,
    Trigger,
)
from bot.policy.server import ServerSettings
from bot.services import reporters
from bot.services.identifiers import opaque
from bot.services.orders import MessageRef, NewEvidence
from bot.services.people import Person
from bot.services.planning import Plan
from bot.services.vault import sha256
from bot.storage import cases, evidence, journal, questions, reports, servers
from bot.storage.port import Tx

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


async def open_or_join(tx: Tx, cause: Cause, matter: Matter) -> Case:
    """Return the person's open case of this route with the matter added, opening one where there is none."""
    known = await cases.open_of(tx, cause.guild_id, cause.person.code, matter.route)
    number = known.number if known else await servers.count_up(tx, cause.guild_id, "case")
    case = _case(cause, matter, number, known.origin if known else matter.origin)
    if known:
        await cases.join(tx, case, cause.now)
    else:
        await cases.add(tx, case)
        await write_journal(tx, cause, "case.opened", f"case:{number}", {"origin": matter.origin.value})
    await _mark(tx, cause, case, about_team=matter.about_team)
    return case


async def open_apart(tx: Tx, cause: Cause, matter: Matter) -> Case:
    """Return a case of its own for what is decided at once, whatever else is open about the person.

    As a person has one open case of a route only, it is closed from the first; who gets it decides it.
    """
    number = await servers.count_up(tx, cause.guild_id, "case")
    case = _case(cause, matter, number, matter.origin)
    await cases.add(tx, case, decided_by=cause.actor)
    await write_journal(tx, cause, "case.opened", f"case:{number}", {"origin": matter.origin.value})
    await _mark(tx, cause, case, about_team=matter.about_team)
    return case


def _case(cause: Cause, matter: Matter, number: int, origin: Origin) -> Case:
    source = matter.source
    return Case(
        guild_id=cause.guild_id,
        number=CaseNumber(number),
        person=cause.person.code,
        state=CaseState.OPEN,
        route=matter.route,
        origin=origin,
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
