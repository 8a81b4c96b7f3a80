"""Everything that is stored about one case, read together."""

from dataclasses import dataclass, field

from bot.policy.ids import GuildId
from bot.policy.records import Case, Evidence, StoredAction
from bot.policy.sanctions import Sanction
from bot.storage import actions as outbox
from bot.storage import case_links, cases, decisions, evidence, reports, sanctions
from bot.storage.port import Reader, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A case as it is stored: what was written about people is still sealed in its rows."""

    case: Case
    notes: list[Row]
    decisions: list[Row]
    sanctions: list[Sanction]
    actions: list[StoredAction]
    reports: list[Row]
    evidence: list[Evidence]
    joined: list[Case]
    """Cases that were joined to this one; their notes, decisions and sanctions are among those above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """What a cause, such as a command, led to; the decision's words are still sealed."""

    case: Case
    decision: Row | None = None
    sanctions: list[Sanction] = field(default_factory=list)
    """All of the case."""
    actions: list[StoredAction] = field(default_factory=list)
    """Those of the decision."""


async def of_case(reader: Reader, guild_id: GuildId, number: int) -> Folder | None:
    """Return what is stored about a case, or None where there is no such case."""
    case = await cases.get(reader, guild_id, number)
    if case is None:
        return None
    folder = Folder(
        case=case,
        notes=await cases.notes(reader, guild_id, number),
        decisions=await decisions.of_case(reader, guild_id, number),
        sanctions=await sanctions.of_case(reader, guild_id, number),
        actions=await outbox.of_case(reader, guild_id, number),
        reports=await reports.of_case(reader, guild_id, number),
        evidence=await evidence.of_case(reader, guild_id, number),
        joined=await case_links.children(reader, guild_id, number),
    )
    for each in folder.joined:
        folder.notes.extend(await cases.notes(reader, guild_id, each.number))
        folder.decisions.extend(await decisions.of_case(reader, guild_id, each.number))
        folder.sanctions.extend(await sanctions.of_case(reader, guild_id, each.number))
    return folder


async def of_cause(reader: Reader, guild_id: GuildId, key: str) -> Consequence | None:
    """Return what a cause led to, or None where it led to no case."""
    known = await cases.cause(reader, guild_id, key)
    case = None if known is None else await cases.get(reader, guild_id, known[0])
    if known is None or case is None:
        return None
    row = None if known[1] is None else await decisions.get(reader, guild_id, known[1])
    if row is None or known[1] is None:
        return Consequence(case=case)
    return Consequence(
        case=case,
        decision=row,
        sanctions=await sanctions.of_case(reader, guild_id, case.number),
        actions=await outbox.of_decision(reader, guild_id, case.number, known[1]),
    )
