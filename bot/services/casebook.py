"""Reading cases: for moderators the whole file, for a member their own record and nothing else (F26)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.policy.ids import GuildId, PersonId, UserId
from bot.policy.ladder import Proposal
from bot.policy.records import Case, CaseRoute, CaseState, Decision, Evidence
from bot.policy.sanctions import Sanction, SanctionState
from bot.services import citing
from bot.services.advice import Advice
from bot.services.deciding import Cause, write_journal
from bot.services.escalation import rearm
from bot.services.orders import CaseFile, MessageRef, NoteView, ReportView, Unmoved
from bot.services.people import People, Person
from bot.services.planning import Plan, case_orders
from bot.services.servers import Servers
from bot.storage import case_files, cases, decisions, health, journal, reports, sanctions
from bot.storage.health import Trouble
from bot.storage.port import Database, Reader, Row, Tx
from bot.storage.servers import lock

__all__ = ["CLAIM", "Casebook", "Record", "Trouble"]

CLAIM: Final = timedelta(minutes=15)
"""How long a moderator holds a case before others may take it."""
_SHOWN: Final = 25


async def _nobody(guild_id: GuildId, *orders: str) -> None:
    """Leave the renewal of the case's message to the next sweep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What stands about a person in a server, newest first."""

    cases: tuple[Case, ...]
    sanctions: tuple[Sanction, ...]
    decisions: tuple[Decision, ...]


@dataclass(slots=True)
class Casebook:
    """Looks things up; writes nothing but claims, and that somebody looked."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    advice: Advice
    drain: Callable[..., Awaitable[None]] = _nobody
    """Carries planned acts out; set once enforcement stands, which itself reads the casebook."""

    async def proposal(self, case: Case) -> Proposal:
        """Return what the ladder proposes for a case now."""
        now = self.clock.now()
        return await self.database.read(lambda reader: self.advice.on(reader, case, now))

    async def proposal_about(self, guild_id: GuildId, user_id: UserId, clause: str) -> Proposal:
        """Return what the ladder proposes for an offence that has no case yet."""
        person = await self.people.find(user_id)
        code = PersonId("") if person is None else person.code
        async with self.database.reading() as reader:
            return await self.advice.about(reader, guild_id, code, clause, None, self.clock.now())

    async def open_case(self, guild_id: GuildId, user_id: UserId) -> Case | None:
        """Return the open case that a decision on somebody would join; None without one."""
        person = await self.people.find(user_id)
        if person is None:
            return None
        async with self.database.reading() as reader:
            return await cases.open_of(reader, guild_id, person.code, CaseRoute.QUEUE)

    async def cited(self, case: Case, message: MessageRef | None = None) -> str:
        """Return the clause that a decision on a case cites when whoever decides names none."""
        conduct = self.advice.conduct
        return await self.database.read(lambda reader: citing.cited(reader, case, conduct, message))

    async def file(self, guild_id: GuildId, number: int) -> CaseFile | None:
        """Return everything about a case, opened for people who may see it."""
        folder = await self.database.read(lambda reader: case_files.of_case(reader, guild_id, number))
        if folder is None:
            return None
        person, kept = await self.people.get(folder.case.person), folder.evidence
        return CaseFile(
            case=folder.case,
            notes=tuple(_note(row, person) for row in sorted(folder.notes, key=lambda row: row["at"])),
            decisions=tuple(_decision(row, person) for row in folder.decisions),
            sanctions=tuple(folder.sanctions),
            actions=tuple(folder.actions),
            reports=tuple(_report(row, person, kept) for row in folder.reports),
            evidence=tuple(kept),
            said=_texts(kept, person, first=True),
            edits=_texts(kept, person, first=False),
            joined=tuple(folder.joined),
        )

    async def looked_into(
        self, guild_id: GuildId, number: int, by: UserId, *, verb: str = "case.viewed"
    ) -> None:
        """Write into the journal that somebody read what is sealed in a case (mission row M44)."""
        reader = await self.people.ensure(by)
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            now, about = self.clock.now(), f"case:{number}"
            await journal.append(tx, guild_id, at=now, actor=reader.code, verb=verb, about=about)

    async def record(self, guild_id: GuildId, user_id: UserId) -> Record:
        """Return a person's record; empty for somebody who was never in a case.

        Cases that ended as *no violation* leave no mark and are not part of it (M25).
        """
        person = await self.people.find(user_id)
        if person is None:
            return Record(cases=(), sanctions=(), decisions=())
        async with self.database.reading() as reader:
            everything = await cases.of_person(reader, guild_id, person.code, _SHOWN)
            imposed = await sanctions.of_person(reader, guild_id, person.code)
            shown = [case for case in everything if _stands(case, everything)]
            rulings = await self._rulings(reader, guild_id, shown)
        return Record(
            cases=tuple(shown),
            sanctions=tuple(each for each in reversed(imposed) if each.state is not SanctionState.VOID),
            decisions=tuple(_decision(row, person) for row in rulings),
        )

    async def _rulings(self, reader: Reader, guild_id: GuildId, shown: list[Case]) -> list[Row]:
        rows: list[Row] = []
        for case in shown:
            rows += await decisions.of_case(reader, guild_id, case.number)
        return rows

    async def claim(self, guild_id: GuildId, number: int, by: UserId, key: str) -> Case | Unmoved:
        """Take a case for 15 minutes; the second to try learns who was first (F24).

        The moderators' message of the case is renewed, so that everybody sees who has it.
        """
        moderator = await self.people.ensure(by)
        now = self.clock.now()
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            case = await cases.get(tx, guild_id, number)
            # Nobody works on a case about themselves, or learns by this that there is one.
            if case is None or case.person == moderator.code:
                return Unmoved(key="no_such_case", values={"number": str(number)})
            if _holds(case, moderator.code, now):
                return case
            taken = await cases.claim(tx, guild_id, number, moderator.code, now + CLAIM, now)
            if taken:
                await self._write_claim(tx, case, moderator, now, key)
            after = await cases.get(tx, guild_id, number)
        if not taken:
            return await self._taken(after or case)
        await self.drain(guild_id, *case_orders(number))
        return after or case

    async def troubles(self, guild_id: GuildId, since: datetime) -> list[Trouble]:
        """Return what Discord refused or what ran out of tries since an instant, the most frequent first."""
        async with self.database.reading() as reader:
            return await health.troubles(reader, guild_id, since)

    async def refusal(self, case: Case, by: UserId) -> Unmoved | None:
        """Return why somebody can't work on a case now: it is decided, or somebody else has it."""
        moderator = await self.people.find(by)
        held = case.claimed_until is not None and case.claimed_until > self.clock.now()
        if case.state is CaseState.OPEN and not (
            held and (moderator is None or case.claimed_by != moderator.code)
        ):
            return None
        return await self._taken(case)

    async def _write_claim(self, tx: Tx, case: Case, moderator: Person, now: datetime, key: str) -> None:
        guild_id, number = case.guild_id, case.number
        await cases.add_note(tx, guild_id, number, at=now, actor=moderator.code, kind="claimed")
        await rearm(
            tx, replace(case, acknowledged_at=case.acknowledged_at or now), self.servers.of(guild_id), now
        )
        cause = Cause(
            guild_id=guild_id,
            key=key,
            person=moderator,
            actor=moderator.code,
            now=now,
            settings=self.servers.of(guild_id),
        )
        await write_journal(tx, cause, "case.claimed", f"case:{number}", {})
        plan = Plan(guild_id=guild_id, cause=key, person=case.person, case=number)
        plan.post_case()
        await plan.write(tx, now)

    async def _taken(self, case: Case) -> Unmoved:
        if case.merged_into is not None or case.state is not CaseState.OPEN:
            return await why_closed(self.people, case)
        return Unmoved(key="already_claimed", values=await _by(self.people, case, case.claimed_by))


async def why_closed(people: People, case: Case) -> Unmoved:
    """Return why a case can't be decided any more: it was joined to another one, or who decided it."""
    if case.merged_into is None:
        return await already_decided(people, case)
    return Unmoved(key="case_joined", values={"number": str(case.number), "other": str(case.merged_into)})


async def already_decided(people: People, case: Case) -> Unmoved:
    """Return who decided a case."""
    return Unmoved(key="already_decided", values=await _by(people, case, case.decided_by))


async def _by(people: People, case: Case, code: PersonId | None) -> dict[str, str]:
    user_id = await people.user_id(code)
    return {"number": str(case.number), "by": f"<@{user_id}>" if user_id else "Steward"}


def _stands(case: Case, everything: list[Case]) -> bool:
    """Return whether a case is part of the record; one that was joined to another stands as that one does."""
    states = {each.number: each.state for each in everything}
    state = case.state if case.merged_into is None else states.get(case.merged_into)
    return state in (CaseState.OPEN, CaseState.DECIDED)


def _holds(case: Case, who: PersonId, now: datetime) -> bool:
    """Return whether somebody holds a case for so long still that taking it again would say nothing new."""
    until = case.claimed_until
    return case.claimed_by == who and until is not None and until - now > CLAIM / 2


def _texts(kept: list[Evidence], person: Person | None, *, first: bool) -> tuple[str, ...]:
    """Return the texts that were kept, opened: as they were first, or what they were edited to later."""
    return tuple(
        person.open(item.body)
        for item in kept
        if person and item.kind == "message" and (item.version == 0) == first
    )


def _note(row: Row, person: Person | None) -> NoteView:
    return NoteView(
        at=row["at"],
        actor=PersonId(row["actor"]),
        kind=row["kind"],
        data=row["data"],
        body=person.open(row["body"]) if person else "",
        case=row["case_number"],
        seq=row["seq"],
    )


def _decision(row: Row, person: Person | None) -> Decision:
    words = {name: person.open(row[name]) if person else "" for name in decisions.SEALED_COLUMNS}
    return decisions.opened(row, words)


def _report(row: Row, person: Person | None, kept: list[Evidence]) -> ReportView:
    report = reports.opened(row, person.open(row["words"]) if person else "")
    return ReportView(
        code=report.code,
        reporter_number=report.reporter_number,
        category=report.category,
        state=report.state,
        verified=report.verified,
        words=report.words,
        created_at=report.created_at,
        case=report.case,
        private=any(each.report == report.code and each.origin == "private" for each in kept),
    )
