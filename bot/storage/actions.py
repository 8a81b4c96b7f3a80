"""The outbox: intents to change Discord, claimed under a lease, finished under a fence.

The words ``todo``, ``doing`` and ``blocked`` stand as literals in each open-state test, because only then
do both engines use the partial indexes.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.clock import to_ms
from bot.policy.actions import ActionKind, ActionState, Json
from bot.policy.ids import ActionId, CaseNumber, GuildId, PersonId, SanctionId
from bot.policy.records import StoredAction
from bot.storage.port import Reader, Row, Tx
from bot.storage.rows import dump, load, optional_time, place

_INSERT = """
INSERT INTO actions (part, guild_id, id, seq, order_key, dedupe_key, kind, priority, blocking, person,
    case_number, decision, sanction, payload, state, next_at, created_at)
VALUES (:part, :guild, :id, :seq, :order_key, :dedupe_key, :kind, :priority, :blocking, :person,
    :number, :decision, :sanction, :payload, 'todo', :at, :at)
ON CONFLICT (part, guild_id, dedupe_key) DO NOTHING
"""
# A row may go when nothing before it in its order is still open; rows that must not hold others up
# (a notice whose member closed the door) are not waited for.
_CLAIM = """
UPDATE actions SET state = 'doing', attempts = attempts + 1, owner = :owner, fence = :fence,
    lease_until = :until
WHERE part = :part AND guild_id = :guild AND state IN ('todo', 'blocked') AND id = (
    SELECT a.id FROM actions a
    WHERE a.part = :part AND a.guild_id = :guild AND a.order_key = :order_key
        AND a.state IN ('todo', 'blocked') AND a.next_at <= :now
        AND NOT EXISTS (
            SELECT 1 FROM actions d WHERE d.part = :part AND d.guild_id = :guild
                AND d.order_key = :order_key AND d.state = 'doing')
        AND NOT EXISTS (
            SELECT 1 FROM actions b WHERE b.part = :part AND b.guild_id = :guild
                AND b.order_key = :order_key AND b.seq < a.seq AND b.blocking = 1
                AND b.state IN ('todo', 'doing', 'blocked'))
    ORDER BY a.seq LIMIT 1)
RETURNING *
"""
_FINISH = """
UPDATE actions SET state = :state, result = :result, next_at = :next_at, finished_at = :finished,
    lease_until = NULL, attempts = attempts - :forgive
WHERE part = :part AND guild_id = :guild AND id = :id AND state = 'doing' AND fence = :fence
"""
_RECLAIM = """
UPDATE actions SET state = 'todo', lease_until = NULL
WHERE state = 'doing' AND lease_until <= :now AND attempts < :most AND part BETWEEN :low AND :high
"""
_BURY = """
UPDATE actions SET state = 'dead', lease_until = NULL, finished_at = :now, result = :result
WHERE state = 'doing' AND lease_until <= :now AND attempts >= :most AND part BETWEEN :low AND :high
RETURNING *
"""
_DUE = """
SELECT guild_id, order_key, MIN(priority) AS priority, MIN(seq) AS seq FROM actions
WHERE state IN ('todo', 'blocked') AND next_at <= :now AND part BETWEEN :low AND :high
GROUP BY guild_id, order_key ORDER BY priority, seq LIMIT :most
"""
_NEXT = """
SELECT MIN(next_at) AS at FROM actions
WHERE state IN ('todo', 'blocked') AND part BETWEEN :low AND :high
"""
_OF_CASE = """
SELECT * FROM actions WHERE part = :part AND guild_id = :guild AND case_number = :number ORDER BY seq
"""
_OF_DECISION = """
SELECT * FROM actions WHERE part = :part AND guild_id = :guild AND decision = :decision ORDER BY seq
"""
_UNCONFIRMED_LIFTS = """
SELECT COUNT(*) AS open FROM actions a JOIN sanctions s
    ON s.part = a.part AND s.guild_id = a.guild_id AND s.id = a.sanction
WHERE a.part = :part AND a.guild_id = :guild AND a.sanction = :sanction AND a.state <> 'done'
    AND a.created_at >= s.lifted_at
"""
_WAKE = """
UPDATE actions SET state = 'todo', next_at = :now
WHERE part = :part AND guild_id = :guild AND state = 'blocked'
"""
_RETRY_REFUSED = """
UPDATE actions SET state = 'todo', next_at = :now, attempts = 0
WHERE part = :part AND guild_id = :guild AND state = 'refused' AND kind <> 'send_notice'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAction:
    """An action with everything that its row needs."""

    id: ActionId
    guild_id: GuildId
    seq: int
    order_key: str
    dedupe_key: str
    kind: ActionKind
    priority: str
    blocking: bool
    payload: dict[str, Json]
    person: PersonId | None = None
    case: CaseNumber | None = None
    decision: str | None = None
    sanction: SanctionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who claims, under which fence, and until when."""

    owner: str
    fence: int
    until: datetime


def _stored(row: Row) -> StoredAction:
    return StoredAction(
        id=ActionId(row["id"]),
        guild_id=GuildId(row["guild_id"]),
        seq=row["seq"],
        order_key=row["order_key"],
        dedupe_key=row["dedupe_key"],
        kind=ActionKind(row["kind"]),
        person=row["person"],
        case=row["case_number"],
        decision=row["decision"],
        sanction=row["sanction"],
        payload=load(row["payload"]),
        state=ActionState(row["state"]),
        attempts=row["attempts"],
        fence=row["fence"] or 0,
        result=load(row["result"]),
    )


async def add(tx: Tx, action: NewAction, at: datetime) -> bool:
    """Add an intent; False when its natural key is there already."""
    changed = await tx.execute(
        _INSERT,
        **place(action.guild_id),
        id=action.id,
        seq=action.seq,
        order_key=action.order_key,
        dedupe_key=action.dedupe_key,
        kind=action.kind.value,
        priority=action.priority,
        blocking=int(action.blocking),
        person=action.person,
        number=action.case,
        decision=action.decision,
        sanction=action.sanction,
        payload=dump(action.payload),
        at=to_ms(at),
    )
    return changed > 0


async def claim(
    tx: Tx, guild_id: GuildId, order_key: str, claim: Claim, now: datetime
) -> StoredAction | None:
    """Take the next row of an order that may go now; counts the attempt before it is made."""
    row = await tx.fetch_one(
        _CLAIM,
        **place(guild_id),
        order_key=order_key,
        owner=claim.owner,
        fence=claim.fence,
        until=to_ms(claim.until),
        now=to_ms(now),
    )
    return None if row is None else _stored(row)


async def finish(
    tx: Tx,
    action: StoredAction,
    state: ActionState,
    result: dict[str, Json],
    *,
    next_at: datetime,
    finished: bool,
    forgive: bool = False,
) -> bool:
    """Record what became of a claimed row; False when the claim was lost to another fence.

    ``forgive`` takes the attempt back: waiting for an outage is nobody's failed try.
    """
    changed = await tx.execute(
        _FINISH,
        **place(action.guild_id),
        id=action.id,
        fence=action.fence,
        state=state.value,
        result=dump(result),
        next_at=to_ms(next_at),
        finished=to_ms(next_at) if finished else None,
        forgive=int(forgive),
    )
    return changed > 0


async def reclaim(tx: Tx, now: datetime, parts: tuple[int, int], most_attempts: int) -> list[StoredAction]:
    """Put rows whose claim ran out back to work; return those that ran out of tries (now dead)."""
    low, high = parts
    buried = await tx.fetch(
        _BURY,
        now=to_ms(now),
        low=low,
        high=high,
        most=most_attempts,
        result=dump({"reason": "attempts"}),
    )
    await tx.execute(_RECLAIM, now=to_ms(now), low=low, high=high, most=most_attempts)
    return [_stored(row) for row in buried]


async def due(reader: Reader, now: datetime, parts: tuple[int, int], most: int) -> list[tuple[GuildId, str]]:
    """Return orders with something to do, by priority and then age."""
    rows = await reader.fetch(_DUE, now=to_ms(now), low=parts[0], high=parts[1], most=most)
    return [(GuildId(row["guild_id"]), row["order_key"]) for row in rows]


async def next_due(reader: Reader, parts: tuple[int, int]) -> datetime | None:
    """Return when the next row wants to go."""
    row = await reader.fetch_one(_NEXT, low=parts[0], high=parts[1])
    return None if row is None else optional_time(row["at"])


async def of_case(reader: Reader, guild_id: GuildId, number: int) -> list[StoredAction]:
    """Return everything a case made the bot do, in order."""
    return [_stored(row) for row in await reader.fetch(_OF_CASE, **place(guild_id), number=number)]


async def of_decision(reader: Reader, guild_id: GuildId, decision: str) -> list[StoredAction]:
    """Return everything a decision made the bot do, in order."""
    return [_stored(row) for row in await reader.fetch(_OF_DECISION, **place(guild_id), decision=decision)]


async def unconfirmed_lifts(reader: Reader, guild_id: GuildId, sanction: str) -> int:
    """Return how many acts that lift a sanction are not confirmed yet."""
    row = await reader.fetch_one(_UNCONFIRMED_LIFTS, **place(guild_id), sanction=sanction)
    return 0 if row is None else int(row["open"])


async def wake(tx: Tx, guild_id: GuildId, now: datetime) -> int:
    """Let rows go that waited for the server to come back."""
    return await tx.execute(_WAKE, **place(guild_id), now=to_ms(now))


async def retry_refused(tx: Tx, guild_id: GuildId, now: datetime) -> int:
    """Try again what Discord refused, after permissions changed; never a notice, whose refusal is final."""
    return await tx.execute(_RETRY_REFUSED, **place(guild_id), now=to_ms(now))
