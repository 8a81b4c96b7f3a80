"""What the ladder proposes for a person, from the record as it is stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.policy.conduct import FALLBACK_CLAUSE, Conduct
from bot.policy.ids import GuildId, PersonId
from bot.policy.ladder import Aggravation, Offence, PastSanction, Proposal, propose
from bot.policy.records import Case, CaseState
from bot.policy.sanctions import Sanction, SanctionKind, SanctionState
from bot.storage import cases, decisions, sanctions
from bot.storage.port import Reader

_FAR_ENOUGH = 200
STANDS: Final = timedelta(days=90)
"""How long a request to stop stands, unless it is lifted; as long as a past offence takes to weigh half."""


@dataclass(frozen=True, slots=True)
class Advice:
    """Reads a record and asks the ladder."""

    conduct: Conduct

    async def on(self, reader: Reader, case: Case, now: datetime) -> Proposal:
        """Return the proposal for an open case."""
        return await self.about(reader, case.guild_id, case.person, case.clause, case.severity, now)

    async def about(
        self,
        reader: Reader,
        guild_id: GuildId,
        person: PersonId,
        clause_id: str,
        severity: int | None,
        now: datetime,
    ) -> Proposal:
        """Return the proposal for an offence of a person against a clause."""
        past = await sanctions.of_person(reader, guild_id, person)
        known = {case.number: case for case in await cases.of_person(reader, guild_id, person, _FAR_ENOUGH)}
        clause = self.conduct.clause(clause_id) or self.conduct.clause(FALLBACK_CLAUSE)
        assert clause is not None  # noqa: S101 - every code has the clause "other", its loader sees to it
        under = await decisions.clauses(reader, guild_id, person)
        record = tuple(
            self._entry(each, known.get(each.case), under.get(each.decision, ""))
            for each in past
            if _counts(each, known.get(each.case))
        )
        ignored = any(
            _ignored(each, known.get(each.case), now)
            for each in past
            if under.get(each.decision) == clause.id
        )
        aggravating = (Aggravation.IGNORED_DIRECTION,) if ignored else ()
        return propose(Offence.against(clause, *aggravating, severity=severity), record, now)

    def _entry(self, sanction: Sanction, case: Case | None, under: str) -> PastSanction:
        """Return what stands, by the clause it was decided under: a report may have named a graver one."""
        clause = self.conduct.clause(under)
        severity = case.severity if case else 1
        if clause is not None and (case is None or case.clause != under):
            severity = clause.severity
        return PastSanction(
            kind=sanction.kind,
            severity=max(severity, 1),
            at=sanction.starts_at,
            clause=under or (case.clause if case else ""),
            case=sanction.case,
        )


def _ignored(sanction: Sanction, case: Case | None, now: datetime) -> bool:
    """Return whether they had been asked to stop, in a case before this one (M23)."""
    if sanction.kind is not SanctionKind.DIRECTION or sanction.state is not SanctionState.ACTIVE:
        return False
    decided = case is not None and case.state is CaseState.DECIDED
    return decided and sanction.starts_at > now - STANDS


def _counts(sanction: Sanction, case: Case | None) -> bool:
    if sanction.state is SanctionState.VOID:
        return False
    # What the machine did within a case that is still open is no earlier offence.
    return case is None or case.state is CaseState.DECIDED
