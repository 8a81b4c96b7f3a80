"""The outbox: intents to change Discord, claimed under a lease, finished under a fence.

The words ``todo``, ``doing`` and ``blocked`` stand as literals in each open-state test, because only then
do both engines use the partial indexes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import from_ms, to_ms
from bot.policy.actions import ActionKind, ActionState, Json
from bot.policy.ids import ActionId, CaseNumber, GuildId, PersonId, SanctionId
from bot.policy.records import StoredAction
from bot.storage.port import Reader, Row, Tx, Value
from bot.storage.rows import dump, load, optional_time, place

# Due at once, whatever the clock says: one that was set back a little must not hold a fresh row up (F10).
_INSERT = """
INSERT INTO actions (part, guild_id, id, seq, order_key, dedupe_key, kind, priority, blocking, person,
    case_number, decision, sanction, payload, state, next_at, created_at)
VALUES (:part, :guild, :id, :seq, :order_key, :dedupe_key, :kind, :priority, :blocking, :person,
    :number, :decision, :sanction, :payload, 'todo', 0, :at)
ON CONFLICT (part, guild_id, dedupe_key) DO NOTHING
"""
# A row may go when nothing of its order is under way and nothing before it is still open; rows that must not
# hold others up (a notice whose member closed the door) are not waited for.
_FREE = """
    a.state IN ('todo', 'doing', 'blocked') AND a.state <> 'doing'
    AND NOT EXISTS (
        SELECT 1 FROM actions d WHERE d.part = a.part AND d.guild_id = a.guild_id
            AND d.order_key = a.order_key AND d.state = 'doing')
    AND NOT EXISTS (
        SELECT 1 FROM actions b WHERE b.part = a.part AND b.guild_id = a.guild_id
            AND b.order_key = a.order_key AND b.seq < a.seq AND b.blocking = 1
            AND b.state IN ('todo', 'doing', 'blocked'))
"""
_CLAIM = f"""
UPDATE actions SET state = 'doing', attempts = attempts + 1, owner = :owner, fence = :fence,
    lease_until = :until
WHERE part = :part AND guild_id = :guild AND state IN ('todo', 'blocked') AND id = (
    SELECT a.id FROM actions a
    WHERE a.part = :part AND a.guild_id = :guild AND a.order_key = :order_key AND a.next_at <= :now
        AND {_FREE}
    ORDER BY a.seq LIMIT 1)
RETURNING *
"""  # noqa: S608 - made of our own constants
# The number of the attempt tells this claim from a later one of the same owner, after the lease ran out.
_FINISH = """
UPDATE actions SET state = :state, result = :result, next_at = :next_at, finished_at = :finished,
    lease_until = NULL, attempts = attempts - :forgive
WHERE part = :part AND guild_id = :guild AND id = :id AND state = 'doing' AND fence = :fence
    AND attempts = :attempts
"""
# First the most urgent order of each server, then the second of each, and so on. What was tried already comes
# before what was not, as a message of unknown fate is best repeated while Discord remembers it.
_DUE = f"""
SELECT guild_id, order_key FROM (
    SELECT found.*, ROW_NUMBER() OVER (
        PARTITION BY guild_id ORDER BY priority, tried DESC, since) AS place
    FROM (
        SELECT a.guild_id, a.order_key, MIN(a.priority) AS priority, MIN(a.created_at) AS since,
            MAX(CASE WHEN a.attempts > 0 THEN 1 ELSE 0 END) AS tried
        FROM actions a
        WHERE a.next_at <= :now AND a.part BETWEEN :low AND :high AND {_FREE}
        GROUP BY a.guild_id, a.order_key) AS found) AS placed
ORDER BY place, priority, since LIMIT :most
"""  # noqa: S608 - made of our own constants
_NEXT = f"""
SELECT MIN(at) AS at FROM (
    SELECT MIN(a.next_at) AS at FROM actions a WHERE a.part BETWEEN :low AND :high AND {_FREE}
    UNION ALL
    SELECT MIN(lease_until) AS at FROM actions WHERE state = 'doing' AND part BETWEEN :low AND :high
) AS nearest
"""  # noqa: S608 - made of our own constants
_OF_CASE = """
SELECT * FROM actions WHERE part = :part AND guild_id = :guild AND case_number = :number ORDER BY seq
"""
_OF_DECISION = """
SELECT * FROM actions
WHERE part = :part AND guild_id = :guild AND case_number = :number AND decision = :decision ORDER BY seq
"""
_OF_SANCTION = """
SELECT * FROM actions
WHERE part = :part AND guild_id = :guild AND case_number = :number AND sanction = :sanction ORDER BY seq
"""
# A range instead of LIKE, so that both engines use the unique index on the keys.
_OF_CAUSE = """
SELECT * FROM actions
WHERE part = :part AND guild_id = :guild AND dedupe_key >= :low AND dedupe_key < :high ORDER BY seq
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


def stored(row: Row) -> StoredAction:
    """Return the action of a raw row."""
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
        created_at=from_ms(row["created_at"]),
    )


async def add(tx: Tx, several: Sequence[NewAction], at: datetime) -> None:
    """Add intents in one go; those whose natural key is there already are left out."""
    await tx.execute_many(_INSERT, [_values(action, to_ms(at)) for action in several])


def _values(action: NewAction, at: int) -> dict[str, Value]:
    return {
        **place(action.guild_id),
        "id": action.id,
        "seq": action.seq,
        "order_key": action.order_key,
        "dedupe_key": action.dedupe_key,
        "kind": action.kind.value,
        "priority": action.priority,
        "blocking": int(action.blocking),
        "person": action.person,
        "number": action.case,
        "decision": action.decision,
        "sanction": action.sanction,
        "payload": dump(action.payload),
        "at": at,
    }


async def claim(
    tx: Tx, guild_id: GuildId, order_key: str, claim: Claim, now: datetime
) -> StoredAction | None:
    """Take the next row of an order that may go now; the attempt is counted before it is made."""
    row = await tx.fetch_one(
        _CLAIM,
        **place(guild_id),
        order_key=order_key,
        owner=claim.owner,
        fence=claim.fence,
        until=to_ms(claim.until),
        now=to_ms(now),
    )
    return None if row is None else stored(row)


async def finish(
    tx: Tx,
    action: StoredAction,
    state: ActionState,
    result: dict[str, Json],
    *,
    at: datetime,
    wait: timedelta,
) -> bool:
    """Record what became of a claimed row; False when the claim was lost to another.

    A row that goes on waits for ``wait``. Waiting for an outage (``blocked``) is nobody's failed try, so the
    attempt is taken back.
    """
    open_ = state in (ActionState.TODO, ActionState.BLOCKED)
    changed = await tx.execute(
        _FINISH,
        **place(action.guild_id),
        id=action.id,
        fence=action.fence,
        attempts=action.attempts,
        state=state.value,
        result=dump(result),
        next_at=to_ms(at + wait),
        finished=None if open_ else to_ms(at),
        forgive=int(state is ActionState.BLOCKED),
    )
    return changed > 0


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
    return [stored(row) for row in await reader.fetch(_OF_CASE, **place(guild_id), number=number)]


async def of_decision(reader: Reader, guild_id: GuildId, number: int, decision: str) -> list[StoredAction]:
    """Return everything a decision of a case made the bot do, in order."""
    rows = await reader.fetch(_OF_DECISION, **place(guild_id), number=number, decision=decision)
    return [stored(row) for row in rows]


async def of_sanction(reader: Reader, guild_id: GuildId, number: int, sanction: str) -> list[StoredAction]:
    """Return every act that puts a sanction of a case in place or takes it away, in order."""
    rows = await reader.fetch(_OF_SANCTION, **place(guild_id), number=number, sanction=sanction)
    return [stored(row) for row in rows]


async def of_cause(reader: Reader, guild_id: GuildId, cause: str) -> list[StoredAction]:
    """Return the acts of a cause, whose keys begin with it."""
    rows = await reader.fetch(_OF_CAUSE, **place(guild_id), low=f"{cause}:", high=f"{cause};")
    return [stored(row) for row in rows]
