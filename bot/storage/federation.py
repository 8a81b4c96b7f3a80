"""Seats, invitations and offers of federations; summaries are sealed by the caller."""

from datetime import datetime

from bot.clock import from_ms, to_ms
from bot.policy.federation import Offer, OfferState, Seat
from bot.policy.ids import CaseNumber, GuildId, PersonId
from bot.storage.port import Reader, Row, Tx
from bot.storage.rows import place

_SEAT = "SELECT * FROM federation_seats WHERE part = :part AND guild_id = :guild"
_SEATS = "SELECT * FROM federation_seats WHERE federation = :federation ORDER BY taken_at, guild_id"
_TAKE = """
INSERT INTO federation_seats (part, guild_id, federation, name, taken_by, taken_at)
VALUES (:part, :guild, :federation, :name, :by, :at)
ON CONFLICT (part, guild_id) DO NOTHING
"""
_LEAVE = "DELETE FROM federation_seats WHERE part = :part AND guild_id = :guild"
_INVITE = """
INSERT INTO federation_invitations (part, guild_id, digest, federation, name, made_by, expires_at)
VALUES (:part, :guild, :digest, :federation, :name, :by, :until)
"""
_USE = """
UPDATE federation_invitations SET used_at = :at
WHERE part = :part AND guild_id = :guild AND digest = :digest AND used_at IS NULL AND expires_at > :at
"""
_INVITATION = """
SELECT * FROM federation_invitations WHERE digest = :digest AND used_at IS NULL AND expires_at > :at
"""
_OFFER = """
INSERT INTO federation_offers (part, guild_id, id, target_guild, case_number, decision, person, summary,
    offered_by, offered_at, state)
VALUES (:part, :guild, :id, :target, :case, :decision, :person, :summary, :by, :at, 'todo')
ON CONFLICT (part, guild_id, decision, target_guild) DO NOTHING
"""
_OF_DECISION = """
SELECT * FROM federation_offers WHERE part = :part AND guild_id = :guild AND decision = :decision
ORDER BY target_guild
"""
_TODO = "SELECT * FROM federation_offers WHERE state = 'todo' ORDER BY offered_at LIMIT 200"
# Offered, and nothing of the decision stands any more.
_UNDONE = """
SELECT * FROM federation_offers o WHERE o.state = 'delivered'
    AND EXISTS (SELECT 1 FROM sanctions s WHERE s.part = o.part AND s.guild_id = o.guild_id
        AND s.case_number = o.case_number AND s.decision = o.decision)
    AND NOT EXISTS (SELECT 1 FROM sanctions s WHERE s.part = o.part AND s.guild_id = o.guild_id
        AND s.case_number = o.case_number AND s.decision = o.decision AND s.state <> 'void')
ORDER BY o.offered_at LIMIT 200
"""
_MOVE = """
UPDATE federation_offers SET state = :state WHERE part = :part AND guild_id = :guild AND id = :id
"""


def offered(row: Row, summary: str) -> Offer:
    """Return the offer of a raw row."""
    return Offer(
        guild_id=GuildId(row["guild_id"]),
        id=row["id"],
        target=GuildId(row["target_guild"]),
        case=CaseNumber(row["case_number"]),
        decision=row["decision"],
        person=PersonId(row["person"]),
        summary=summary,
        offered_by=PersonId(row["offered_by"]),
        offered_at=from_ms(row["offered_at"]),
        state=OfferState(row["state"]),
    )


async def seat(reader: Reader, guild_id: GuildId) -> Seat | None:
    """Return a server's seat, if it has one."""
    row = await reader.fetch_one(_SEAT, **place(guild_id))
    return None if row is None else _seat(row)


async def seats(reader: Reader, federation: str) -> list[Seat]:
    """Return all seats of a federation, oldest first."""
    return [_seat(row) for row in await reader.fetch(_SEATS, federation=federation)]


async def take(tx: Tx, wanted: Seat, by: PersonId, at: datetime) -> bool:
    """Take a seat; False when the server has one already."""
    seat = {"federation": wanted.federation, "name": wanted.name}
    return bool(await tx.execute(_TAKE, **place(wanted.guild_id), **seat, by=by, at=to_ms(at)))


async def leave(tx: Tx, guild_id: GuildId) -> bool:
    """Give a seat up; False when there was none."""
    return bool(await tx.execute(_LEAVE, **place(guild_id)))


async def invite(tx: Tx, by_seat: Seat, digest: str, by: PersonId, until: datetime) -> None:
    """Store that whoever holds a code may take a seat."""
    seat = {"federation": by_seat.federation, "name": by_seat.name}
    await tx.execute(_INVITE, **place(by_seat.guild_id), digest=digest, **seat, by=by, until=to_ms(until))


async def invitation(reader: Reader, digest: str, now: datetime) -> Seat | None:
    """Return the seat of the server that gave out a code that still holds."""
    row = await reader.fetch_one(_INVITATION, digest=digest, at=to_ms(now))
    return None if row is None else _seat(row)


async def use(tx: Tx, guild_id: GuildId, digest: str, at: datetime) -> bool:
    """Use a code of this server up; False when somebody was faster or it is too old."""
    return bool(await tx.execute(_USE, **place(guild_id), digest=digest, at=to_ms(at)))


async def add_offer(tx: Tx, offer: Offer, summary: bytes | None) -> bool:
    """Store an offer; False when this decision was offered to that server before."""
    rows = await tx.execute(
        _OFFER,
        **place(offer.guild_id),
        id=offer.id,
        target=offer.target,
        case=offer.case,
        decision=offer.decision,
        person=offer.person,
        summary=summary,
        by=offer.offered_by,
        at=to_ms(offer.offered_at),
    )
    return bool(rows)


async def of_decision(reader: Reader, guild_id: GuildId, decision: str) -> list[Row]:
    """Return the offers of a decision as raw rows."""
    return await reader.fetch(_OF_DECISION, **place(guild_id), decision=decision)


async def todo(reader: Reader) -> list[Row]:
    """Return offers that no other server was told of yet, oldest first."""
    return await reader.fetch(_TODO)


async def undone(reader: Reader) -> list[Row]:
    """Return offers of decisions of which nothing stands any more."""
    return await reader.fetch(_UNDONE)


async def move(tx: Tx, offer: Offer, state: OfferState) -> None:
    """Write where an offer is now."""
    await tx.execute(_MOVE, **place(offer.guild_id), id=offer.id, state=state.value)


def _seat(row: Row) -> Seat:
    return Seat(guild_id=GuildId(row["guild_id"]), federation=row["federation"], name=row["name"])
