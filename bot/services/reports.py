"""Reports: heard at once, joined to the person's open case, and followed by the one who made them.

Who reported is sealed apart from the report; moderators see "Reporter 1".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import orjson

from bot.clock import Clock
from bot.policy.actions import Json
from bot.policy.authority import Standing
from bot.policy.conduct import FALLBACK_CLAUSE, Category, Conduct
from bot.policy.durations import stamp_moment
from bot.policy.ids import GuildId, PersonId, ReportCode, UserId
from bot.policy.pacing import REPORTS, free_at, longest
from bot.policy.records import MACHINE, Case, CaseRoute, Origin, Report
from bot.policy.reputation import Hold, may_hold
from bot.services import deciding
from bot.services.bystanders import Bystanders, mark
from bot.services.causes import cause_now
from bot.services.contacts import Contacts
from bot.services.deciding import Cause, Matter
from bot.services.enforcement import Enforcement
from bot.services.identifiers import report_code
from bot.services.orders import MessageRef, NewEvidence, Unmoved
from bot.services.people import People
from bot.services.planning import Plan
from bot.services.reporters import Reporters
from bot.services.servers import Servers
from bot.services.vault import Vault, sha256
from bot.storage import cases, evidence, reports
from bot.storage import reporters as standings
from bot.storage.port import Database, Row, Tx
from bot.storage.servers import lock

REPORTER: Final = PersonId("reporter")
"""The actor of what reporters do: the journal and the notes never hold a code of theirs."""
_SHOWN: Final = 10
_ROUTES: Final = {Category.INTEGRITY: CaseRoute.FACULTY, Category.CARE: CaseRoute.CARE}
_URGENT: Final = frozenset({Category.DANGER, Category.CARE})
"""Threats, exposure, despair: no limit ever stands in the way of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """What a member wants to tell."""

    key: str
    guild_id: GuildId
    reporter: Standing
    target: Standing
    clause: str
    words: str
    source: MessageRef | None = None
    private: bool = False
    """Whether the message stands in a private conversation, whose place would name who takes part."""
    verified: bool = False
    """Whether the message was found where the link says."""
    evidence: tuple[NewEvidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A report that was taken in."""

    code: ReportCode
    case: Case
    added_to_earlier: bool
    """Whether the same member had reported the same message, so that this adds to that report."""
    repeated: bool = False
    """Whether this was a second delivery of the same interaction."""


@dataclass(slots=True)
class Reports:
    """Takes reports in and tells reporters how they stand."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    enforcement: Enforcement
    conduct: Conduct
    vault: Vault
    contacts: Contacts | None = None
    """Is told who reported whom; None where nobody watches what comes after."""
    bystanders: Bystanders | None = None
    """Looks who took part; set once it is known who moderates."""

    @property
    def pauses(self) -> Reporters:
        """Return the second look at pauses."""
        return Reporters(self.database, self.clock, self.people, self.vault, self.enforcement)

    async def file(self, new: NewReport) -> Filed | Unmoved:
        """Take a report in: seal who made it, keep the evidence, open or join the case."""
        if refusal := _unfit(new) or await self._too_many(new) or await self._paused(new):
            return refusal
        person = await self.people.ensure(new.target.user_id)
        cause = cause_now(self, new.guild_id, new.key, person=person, actor=REPORTER)
        inside = self.bystanders is not None and await self.bystanders.among(
            new.guild_id, new.evidence, new.target.user_id
        )
        async with self.database.transaction() as tx:
            await lock(tx, new.guild_id)
            if filed := await self._known(tx, new):
                return filed
            filed, orders = await self._write(tx, cause, new, inside=inside)
        await self.enforcement.drain(new.guild_id, *orders)
        if inside and self.bystanders is not None:
            await self.bystanders.look(new.guild_id, filed.case.number)
        await self._watch(new)
        return filed

    async def _watch(self, new: NewReport) -> None:
        if self.contacts is None:
            return
        reporter = self.digest(new.guild_id, new.reporter.user_id)
        if new.source is None:
            await self.contacts.again(new.guild_id, new.target.user_id, reporter)
        self.contacts.reported(new.guild_id, new.target.user_id, reporter)

    async def _write(
        self, tx: Tx, cause: Cause, new: NewReport, *, inside: bool
    ) -> tuple[Filed, tuple[str, ...]]:
        digest = self.digest(new.guild_id, new.reporter.user_id)
        earlier = await self._earlier(tx, cause, new, digest)
        clause = self.conduct.clause(new.clause)
        matter = Matter(
            clause=new.clause,
            severity=max(clause.severity, 1) if clause else 1,
            route=await self._route(tx, new, earlier),
            origin=Origin.REPORT,
            source=None if new.private else new.source,
            about_team=new.target.moderates,
        )
        case = await deciding.open_or_join(tx, cause, matter)
        if inside:
            await mark(tx, cause, case)
        code = ReportCode(earlier["code"]) if earlier else report_code()
        await deciding.keep_evidence(tx, cause, case, await _fresh(tx, case, new.evidence), code)
        if earlier is None:
            number = await reports.reporter_number(tx, new.guild_id, case.number, digest)
            report = self._report(cause, new, case, code, number)
            identity = self.vault.seal(orjson.dumps({"user": new.reporter.user_id}))
            words = cause.person.seal(new.words)
            await reports.add(tx, report, words=words, reporter=digest, identity=identity)
        await cases.add_note(
            tx,
            new.guild_id,
            case.number,
            at=cause.now,
            actor=REPORTER,
            kind="report" if earlier is None else "report_more",
            data={"report": code, "clause": new.clause},
            body=cause.person.seal(new.words),
        )
        await cases.add_cause(tx, new.guild_id, new.key, case.number, code, cause.now)
        await deciding.write_journal(tx, cause, "report.filed", f"report:{code}", {"case": case.number})
        plan = Plan(guild_id=new.guild_id, cause=new.key, person=cause.person.code, case=case.number)
        await self._hold(tx, cause, new, case, plan)
        plan.post_case()
        return Filed(code=code, case=case, added_to_earlier=earlier is not None), await plan.write(
            tx, cause.now
        )

    async def _hold(self, tx: Tx, cause: Cause, new: NewReport, case: Case, plan: Plan) -> None:
        """Hide a message that enough reporters agree on, until people have looked; or only note that."""
        hold, source = cause.settings.report_hold, new.source
        if hold is Hold.OFF or source is None or not new.verified:
            return
        kind = "held" if hold is Hold.ON else "would_hold"
        notes = await cases.notes(tx, new.guild_id, case.number)
        weighed = await standings.of_message(tx, new.guild_id, case.number, source.message_id)
        data: dict[str, Json] = {"message": str(source.message_id)}
        if any(note["kind"] == kind and note["data"] == data for note in notes) or not may_hold(weighed):
            return
        await cases.add_note(tx, new.guild_id, case.number, at=cause.now, actor=MACHINE, kind=kind, data=data)
        if hold is Hold.ON:
            plan.remove(source.channel_id, source.message_id)
            plan.notice("held")

    async def own(self, guild_id: GuildId, reporter: UserId) -> list[Report]:
        """Return a member's own reports, newest first, without the words (they know them)."""
        digest = self.digest(guild_id, reporter)
        async with self.database.reading() as reader:
            rows = await reports.own(reader, guild_id, digest, _SHOWN)
        return [reports.opened(row, "") for row in rows]

    async def reported_in(self, among: Iterable[GuildId], reporter: UserId) -> frozenset[GuildId]:
        """Return in which of some servers somebody reported something, also where they are gone from."""
        digests = {guild_id: self.digest(guild_id, reporter) for guild_id in among}
        async with self.database.reading() as reader:
            found = [each for each, digest in digests.items() if await reports.own(reader, each, digest, 1)]
        return frozenset(found)

    async def _known(self, tx: Tx, new: NewReport) -> Filed | None:
        # The same interaction, delivered twice (F22).
        known = await cases.cause(tx, new.guild_id, new.key)
        case = None if known is None else await cases.get(tx, new.guild_id, known[0])
        if known is None or case is None:
            return None
        return Filed(code=ReportCode(known[1] or ""), case=case, added_to_earlier=False, repeated=True)

    async def _earlier(self, tx: Tx, cause: Cause, new: NewReport, digest: str) -> Row | None:
        if new.source is None:
            return None
        return await reports.same(tx, new.guild_id, digest, new.source.message_id, cause.person.code)

    async def _route(self, tx: Tx, new: NewReport, earlier: Row | None) -> CaseRoute:
        known = None if earlier is None else await cases.get(tx, new.guild_id, earlier["case_number"])
        if known is not None:
            # An addition stays with the report that it adds to, also under another clause.
            return known.route
        clause = self.conduct.clause(new.clause)
        return CaseRoute.QUEUE if clause is None else _ROUTES.get(clause.category, CaseRoute.QUEUE)

    async def _too_many(self, new: NewReport) -> Unmoved | None:
        clause = self.conduct.clause(new.clause)
        if clause is not None and clause.category in _URGENT:
            return None
        now = self.clock.now()
        digest = self.digest(new.guild_id, new.reporter.user_id)
        async with self.database.reading() as reader:
            if await cases.cause(reader, new.guild_id, new.key) is not None:
                return None
            made = await reports.times(reader, new.guild_id, digest, now - longest(REPORTS))
        again = free_at(made, now, REPORTS)
        return None if again is None else Unmoved(key="report_pace", values={"moment": stamp_moment(again)})

    async def _paused(self, new: NewReport) -> Unmoved | None:
        """Say until when somebody can make no ordinary report; what is about danger always passes."""
        clause = self.conduct.clause(new.clause)
        if clause is not None and clause.category in _URGENT:
            return None
        digest = self.digest(new.guild_id, new.reporter.user_id)
        async with self.database.reading() as reader:
            until = (await standings.get(reader, new.guild_id, digest)).paused_until
        if until is None or until <= self.clock.now():
            return None
        return Unmoved(key="report_paused", values={"moment": stamp_moment(until)})

    def _report(self, cause: Cause, new: NewReport, case: Case, code: ReportCode, number: int) -> Report:
        return Report(
            guild_id=new.guild_id,
            code=code,
            case=case.number,
            person=cause.person.code,
            reporter_number=number,
            category=new.clause,
            state="open",
            verified=new.verified,
            channel_id=new.source.channel_id if new.source and not new.private else None,
            message_id=new.source.message_id if new.source else None,
            words=new.words,
            created_at=cause.now,
            told_at=None,
        )

    def digest(self, guild_id: GuildId, reporter: UserId) -> str:
        """Return the keyed digest by which a member's own reports are found."""
        return self.vault.digest("reporter", guild_id, reporter)


async def _fresh(tx: Tx, case: Case, items: tuple[NewEvidence, ...]) -> tuple[NewEvidence, ...]:
    """Return what the case does not hold yet: ten reports of one film are not ten films to keep."""
    held = await evidence.known(tx, case.guild_id, case.number)
    return tuple(each for each in items if (each.kind, sha256(each.body)) not in held)


def _unfit(new: NewReport) -> Unmoved | None:
    if new.target.user_id == new.reporter.user_id:
        return Unmoved(key="report_self")
    if new.target.is_me:
        return Unmoved(key="report_me")
    told = new.words.strip() or new.evidence or new.source or new.clause != FALLBACK_CLAUSE
    if not told:
        return Unmoved(key="report_empty")
    return None
