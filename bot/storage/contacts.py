"""Hostile or unwelcome contacts by pair and day, and the open reports that make some contacts unwelcome."""

from datetime import datetime

from bot.clock import to_ms
from bot.policy.contacts import Contact
from bot.policy.ids import GuildId, PersonId
from bot.storage.port import Reader, Tx
from bot.storage.rows import place

_NOTE = """
INSERT INTO contacts (part, guild_id, person, other, day, last_at)
VALUES (:part, :guild, :person, :other, :day, :at)
ON CONFLICT (part, guild_id, person, other, day) DO UPDATE SET contacts = contacts.contacts + 1, last_at = :at
WHERE contacts.last_at < :at
"""
_UNTOLD = (
    "SELECT DISTINCT guild_id, person FROM contacts WHERE told = 0 ORDER BY guild_id, person LIMIT :most"
)
_OF_PERSON = """
SELECT other, day, contacts, told FROM contacts
WHERE part = :part AND guild_id = :guild AND person = :person ORDER BY day
"""
_TOLD = """
UPDATE contacts SET told = :today WHERE part = :part AND guild_id = :guild AND person = :person AND told = 0
"""
_WATCHED = """
SELECT r.guild_id, r.person, s.reporter FROM reports r JOIN reporter_seals s
    ON s.part = r.part AND s.guild_id = r.guild_id AND s.code = r.code
WHERE r.state = 'open' OR r.told_at > :since
ORDER BY r.created_at DESC LIMIT :most
"""
_FORGET = "DELETE FROM contacts WHERE person = :person OR other = :person"


async def note(tx: Tx, guild_id: GuildId, person: PersonId, other: str, day: int, at: datetime) -> None:
    """Count a contact; one of the same instant, delivered twice, counts once."""
    await tx.execute(_NOTE, **place(guild_id), person=person, other=other, day=day, at=to_ms(at))


async def untold(reader: Reader, most: int) -> list[tuple[GuildId, PersonId]]:
    """Return whose contacts nobody was told of yet."""
    rows = await reader.fetch(_UNTOLD, most=most)
    return [(GuildId(row["guild_id"]), PersonId(row["person"])) for row in rows]


async def of_person(reader: Reader, guild_id: GuildId, person: PersonId) -> list[Contact]:
    """Return a person's contacts, the oldest day first."""
    rows = await reader.fetch(_OF_PERSON, **place(guild_id), person=person)
    return [
        Contact(other=row["other"], day=row["day"], count=row["contacts"], told=row["told"]) for row in rows
    ]


async def mark_told(tx: Tx, guild_id: GuildId, person: PersonId, today: int) -> None:
    """Write down that people were told of a person's contacts."""
    await tx.execute(_TOLD, **place(guild_id), person=person, today=today)


async def watched(reader: Reader, since: datetime, most: int) -> list[tuple[GuildId, PersonId, str]]:
    """Return whom reports are about that are open or were decided since, with the reporters' digests."""
    rows = await reader.fetch(_WATCHED, since=to_ms(since), most=most)
    return [(GuildId(row["guild_id"]), PersonId(row["person"]), row["reporter"]) for row in rows]


async def forget(tx: Tx, person: PersonId) -> None:
    """Remove a person's contacts, and those of others with them, in all servers."""
    await tx.execute(_FORGET, person=person)
