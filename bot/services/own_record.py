"""What members see of their own record: what stands, until when, and when each entry stops counting.

Open cases are left out: that somebody reported something is nobody's business until it is decided (M21).
"""

from dataclasses import dataclass
from datetime import datetime

from bot.policy.ids import GuildId, UserId
from bot.policy.ladder import PastSanction, fades_at
from bot.policy.records import Case, Decision
from bot.policy.sanctions import Sanction
from bot.services.casebook import Casebook, Record
from bot.storage import decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEntry:
    """One decision as the person concerned sees it."""

    decision: Decision
    sanction: Sanction
    fades_at: datetime
    """From then on it counts no more in later decisions."""


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """Reads a member's record for their own eyes."""

    casebook: Casebook

    async def of(self, guild_id: GuildId, user_id: UserId) -> tuple[OwnEntry, ...]:
        """Return the decisions about a member, newest first; none when there was never one."""
        found = entries(await self.casebook.record(guild_id, user_id))
        return tuple(sorted(found, key=lambda entry: entry.decision.decided_at, reverse=True))

    async def decided_in(self, user_id: UserId) -> frozenset[GuildId]:
        """Return where something was decided about somebody, also where they are no member any more."""
        person = await self.casebook.people.find(user_id)
        if person is None:
            return frozenset()
        async with self.casebook.database.reading() as reader:
            return await decisions.servers_about(reader, person.code)


def entries(record: Record) -> list[OwnEntry]:
    """Return what stands in a record, each with when it counts no more."""
    cases = {case.number: case for case in record.cases}
    imposed = {sanction.decision: sanction for sanction in record.sanctions}
    # A decision whose sanction was undone is as if it had never been.
    standing = [each for each in record.decisions if each.id in imposed]
    return [_entry(each, imposed[each.id], cases.get(each.case)) for each in standing]


def _entry(decision: Decision, sanction: Sanction, case: Case | None) -> OwnEntry:
    past = PastSanction(
        kind=sanction.kind,
        severity=case.severity if case else 1,
        at=sanction.starts_at,
        clause=decision.clause,
        case=decision.case,
    )
    return OwnEntry(decision=decision, sanction=sanction, fades_at=fades_at(past))
