"""What happens when rules match a message: one transaction, then the acts.

The machine removes a message and warns, nothing more (M3). Care never ends in a sanction (F34); a nudge
reaches its author only, who hears that nothing was written down (M15); all else joins the person's one open
case, so that a raid makes one alert that counts up (F43).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.clock import Clock, to_ms
from bot.policy.actions import Json
from bot.policy.aim import Target
from bot.policy.conduct import Conduct
from bot.policy.ids import CaseNumber, PersonId, UserId
from bot.policy.records import MACHINE, Case, CaseRoute, CaseState, Origin, Trigger
from bot.policy.sanctions import SanctionKind
from bot.policy.verdict import Hit, Mode, Route
from bot.services import deciding, hit_words
from bot.services.bystanders import Bystanders, mark
from bot.services.causes import cause_now
from bot.services.deciding import Cause, Matter
from bot.services.enforcement import Enforcement
from bot.services.orders import Incident, MessageRef, NewEvidence
from bot.services.people import People
from bot.services.planning import Plan
from bot.services.ruling import Ruling, new_decision, rule
from bot.services.servers import Servers
from bot.storage import cases, decisions, returned
from bot.storage import hits as hit_store
from bot.storage.port import Database, Tx
from bot.storage.returned import Returned
from bot.storage.servers import lock

_ROUTES: Final = {
    Route.QUEUE: CaseRoute.QUEUE,
    Route.FACULTY: CaseRoute.FACULTY,
    Route.CARE: CaseRoute.CARE,
}


SETTLED_BY_WARNING: Final = 2
"""Up to this severity the machine's warning settles a case; above it people look at it as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """Who has to do with a message besides its author."""

    codes: Mapping[UserId, PersonId]
    """The codes of those whom words were aimed at."""
    inside: bool
    """Whether somebody who reads the moderators' channel is mentioned."""


@dataclass(slots=True)
class Incidents:
    """Writes down what the rules found and does what their modes allow."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    enforcement: Enforcement
    conduct: Conduct
    bystanders: Bystanders | None = None
    """Looks who took part; None where nobody is told of cases."""

    async def handle(self, incident: Incident) -> CaseNumber | None:
        """Deal with a message that rules matched; returns its case, None when there is none.

        A second delivery of the same message or edit changes nothing (F22).
        """
        person = await self.people.ensure(incident.author.user_id)
        cause = cause_now(self, incident.guild_id, incident_key(incident), person=person, actor=MACHINE)
        others = await self._others(incident)

        async def written(tx: Tx) -> tuple[CaseNumber | None, tuple[str, ...]]:
            await lock(tx, incident.guild_id)
            known = await cases.cause(tx, incident.guild_id, cause.key)
            if known is not None:
                return known[0], ()
            return await self._write(tx, cause, incident, others)

        number, orders = await self.database.write(written)
        await self.enforcement.drain(incident.guild_id, *orders)
        if others.inside and number is not None and self.bystanders is not None:
            await self.bystanders.look(incident.guild_id, number)
        return number

    async def _others(self, incident: Incident) -> Others:
        found = {aimed.who for hit in incident.hits if (aimed := hit.aim).at is Target.PERSON}
        codes = {who: (await self.people.ensure(who)).code for who in found if who is not None}
        inside = self.bystanders is not None and await self.bystanders.among(
            incident.guild_id, (_message(incident),), incident.author.user_id
        )
        return Others(codes=codes, inside=inside)

    async def _write(
        self, tx: Tx, cause: Cause, incident: Incident, others: Others
    ) -> tuple[CaseNumber | None, tuple[str, ...]]:
        hits = [hit for hit in incident.hits if hit.mode.rank >= Mode.FLAG.rank]
        nudges = [hit for hit in hits if hit.route is Route.AUTHOR]
        orders: list[str] = []
        number: CaseNumber | None = None
        for route in CaseRoute:
            of_route = [hit for hit in hits if _ROUTES.get(hit.route) is route]
            if of_route:
                number, more = await self._open(tx, cause, incident, route, of_route, others)
                orders += more
        # With a case something is written down, and whoever is in despair must not be told about swearing.
        if nudges and (number is None or any(hit.mode is Mode.ENFORCE for hit in nudges)):
            orders += await self._nudge(tx, cause, incident, nudges, noted=number is not None)
        if number is not None:
            await cases.add_cause(tx, cause.guild_id, cause.key, number, None, cause.now)
        return number, tuple(dict.fromkeys(orders))

    async def _nudge(
        self, tx: Tx, cause: Cause, incident: Incident, hits: list[Hit], *, noted: bool
    ) -> tuple[str, ...]:
        plan = Plan(guild_id=cause.guild_id, cause=f"{cause.key}:nudge", person=cause.person.code, case=None)
        if incident.punishable and any(hit.mode is Mode.ENFORCE for hit in hits):
            _remove(plan, incident)
        plan.notice("nudge", clause=hits[0].clause, noted=noted)
        return await plan.write(tx, cause.now)

    async def _open(
        self,
        tx: Tx,
        cause: Cause,
        incident: Incident,
        route: CaseRoute,
        hits: list[Hit],
        others: Others,
    ) -> tuple[CaseNumber, tuple[str, ...]]:
        worst = max(hits, key=lambda hit: (hit.mode.rank, hit.severity))
        matter = Matter(
            clause=worst.clause,
            severity=max(hit.severity for hit in hits),
            route=route,
            origin=Origin.AUTOMATIC,
            source=incident.source,
            about_team=incident.author.moderates,
        )
        case = await deciding.open_or_join(tx, cause, matter)
        if others.inside:
            await mark(tx, cause, case)
        await self._keep(tx, cause, incident, case, hits, others)
        plan = Plan(
            guild_id=cause.guild_id,
            cause=f"{cause.key}:{route}",
            person=cause.person.code,
            case=case.number,
        )
        if route is CaseRoute.CARE:
            plan.notice("care")
        elif incident.punishable and worst.mode is Mode.ENFORCE:
            await self._enforce(tx, cause, incident, case, worst, plan)
        plan.post_case()
        return case.number, await plan.write(tx, cause.now)

    async def _enforce(
        self, tx: Tx, cause: Cause, incident: Incident, case: Case, hit: Hit, plan: Plan
    ) -> None:
        _remove(plan, incident)
        before = await decisions.of_case(tx, cause.guild_id, case.number)
        again = hit.clause in {str(each["clause"]) for each in before}
        if incident.returnable and incident.source is not None:
            await _return(tx, cause, incident, incident.source, case, plan, with_decision=not again)
        if again:
            # Warned already within this case for this clause: more of the same is counted, not warned again.
            return
        ruling = Ruling(
            kind=SanctionKind.WARNING,
            ends_at=None,
            scope="",
            trigger=Trigger.AUTOMATIC,
            machine_found=True,
            machine_decided=True,
            clause=hit.clause,
            conduct_version=self.conduct.version,
            reason=hit.description,
            facts=incident.shown,
        )
        await rule(tx, cause, case, ruling, plan)
        if hit.severity <= SETTLED_BY_WARNING:
            await deciding.settle_case(tx, cause, case, CaseState.DECIDED, plan, "action_taken")
        plan.log("decision")

    async def _keep(
        self, tx: Tx, cause: Cause, incident: Incident, case: Case, hits: list[Hit], others: Others
    ) -> None:
        await deciding.keep_evidence(tx, cause, case, (_message(incident),))
        for hit in hits:
            await hit_store.add(tx, cause.guild_id, hit.rule_id, case.number, cause.now)
            await cases.add_note(
                tx,
                cause.guild_id,
                case.number,
                at=cause.now,
                actor=MACHINE,
                kind="hit",
                data=_told(hit, incident, others),
                body=cause.person.seal(hit_words.written(hit, incident)),
            )


def _message(incident: Incident) -> NewEvidence:
    body = incident.text.encode("utf-8", "replace")
    return NewEvidence(kind="message", media_type="text/plain", body=body)


def _remove(plan: Plan, incident: Incident) -> None:
    if incident.source is not None:
        plan.remove(incident.source.channel_id, incident.source.message_id)


async def _return(
    tx: Tx,
    cause: Cause,
    incident: Incident,
    source: MessageRef,
    case: Case,
    plan: Plan,
    *,
    with_decision: bool,
) -> None:
    """Keep the masked words for their author, and hand them back with the decision or by themselves."""
    if with_decision:
        plan.decision = new_decision()
    kept = Returned(
        guild_id=cause.guild_id,
        message_id=source.message_id,
        channel_id=source.channel_id,
        case=case.number,
        person=case.person,
        decision=plan.decision,
        words=cause.person.seal(incident.returnable),
        removed_at=cause.now,
    )
    await returned.add(tx, kept)
    if not with_decision:
        plan.notice("returned", message=str(source.message_id))


def _told(hit: Hit, incident: Incident, others: Others) -> dict[str, Json]:
    aimed = hit.aim
    return {
        "rule": hit.rule_id,
        "clause": hit.clause,
        "mode": hit.mode.value,
        "weakened": hit.weakened,
        "severity": hit.severity,
        "aimed": aimed.at.value,
        "way": aimed.way.value,
        "whom": others.codes.get(aimed.who) if aimed.who is not None and aimed.at is Target.PERSON else None,
        "channel": str(incident.source.channel_id) if incident.source else "",
        "message": str(incident.source.message_id) if incident.source else "",
        "findings": [
            {
                "detector": finding.detector,
                "view": finding.view.value,
                "part": finding.part.value,
                "score": round(finding.score, 3),
                "threshold": round(finding.threshold, 3),
                "matched": finding.matched,
                "start": finding.start,
                "end": finding.end,
            }
            for finding in hit.findings[:5]
        ],
    }


def incident_key(incident: Incident) -> str:
    """Return the natural key of a message under rules: a later edit is another cause, a redelivery is not."""
    if incident.key or incident.source is None:
        return incident.key
    return message_key(incident.source.message_id, incident.edited_at)


def message_key(message_id: int, edited_at: datetime | None) -> str:
    """Return the natural key of one state of a message."""
    return f"msg:{message_id}:{0 if edited_at is None else to_ms(edited_at)}"
