"""Messages that their authors get back with the personal data masked, to post them again once."""

from dataclasses import dataclass
from datetime import datetime

from bot.clock import from_ms, to_ms
from bot.policy.ids import CaseNumber, ChannelId, GuildId, MessageId, PersonId
from bot.storage.port import Reader, Row, Tx
from bot.storage.rows import place

_ADD = """
INSERT INTO returned_messages (part, guild_id, message_id, channel_id, case_number, person, decision, words,
    removed_at)
VALUES (:part, :guild, :message, :channel, :number, :person, :decision, :words, :at)
ON CONFLICT (part, guild_id, message_id) DO NOTHING
"""
_GET = "SELECT * FROM returned_messages WHERE part = :part AND guild_id = :guild AND message_id = :message"
_OF_DECISION = """
SELECT * FROM returned_messages
WHERE part = :part AND guild_id = :guild AND person = :person AND decision = :decision
"""
_WAITING = """
SELECT * FROM returned_messages
WHERE part = :part AND guild_id = :guild AND person = :person AND removed_at > :since AND posted_at IS NULL
ORDER BY removed_at DESC LIMIT :most
"""
_POSTED = """
UPDATE returned_messages SET posted_at = :at
WHERE part = :part AND guild_id = :guild AND message_id = :message AND posted_at IS NULL
"""
_NOT_POSTED = """
UPDATE returned_messages SET posted_at = NULL
WHERE part = :part AND guild_id = :guild AND message_id = :message
"""
_FORGET = "DELETE FROM returned_messages WHERE person = :person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A removed message; ``words`` is sealed."""

    guild_id: GuildId
    message_id: MessageId
    channel_id: ChannelId
    case: CaseNumber
    person: PersonId
    decision: str | None = None
    """The decision whose notice hands it back; None when a notice of its own does."""
    words: bytes | None
    removed_at: datetime
    posted: bool = False


def _returned(row: Row) -> Returned:
    return Returned(
        guild_id=GuildId(row["guild_id"]),
        message_id=MessageId(row["message_id"]),
        channel_id=ChannelId(row["channel_id"]),
        case=CaseNumber(row["case_number"]),
        person=PersonId(row["person"]),
        decision=row["decision"],
        words=row["words"],
        removed_at=from_ms(row["removed_at"]),
        posted=row["posted_at"] is not None,
    )


async def add(tx: Tx, returned: Returned) -> None:
    """Keep a message for its author; again changes nothing."""
    await tx.execute(
        _ADD,
        **place(returned.guild_id),
        message=returned.message_id,
        channel=returned.channel_id,
        number=returned.case,
        person=returned.person,
        decision=returned.decision,
        words=returned.words,
        at=to_ms(returned.removed_at),
    )


async def get(reader: Reader, guild_id: GuildId, message_id: int) -> Returned | None:
    """Return a message that was kept for its author."""
    row = await reader.fetch_one(_GET, **place(guild_id), message=message_id)
    return None if row is None else _returned(row)


async def of_decision(reader: Reader, guild_id: GuildId, person: PersonId, decision: str) -> Returned | None:
    """Return the message that the notice of a decision hands back."""
    row = await reader.fetch_one(_OF_DECISION, **place(guild_id), person=person, decision=decision)
    return None if row is None else _returned(row)


async def waiting(
    reader: Reader, guild_id: GuildId, person: PersonId, since: datetime, most: int
) -> list[Returned]:
    """Return what somebody has not posted again, newest first."""
    rows = await reader.fetch(_WAITING, **place(guild_id), person=person, since=to_ms(since), most=most)
    return [_returned(row) for row in rows]


async def set_posted(tx: Tx, guild_id: GuildId, message_id: int, at: datetime) -> bool:
    """Note that it is posted again; False when it was before."""
    return await tx.execute(_POSTED, **place(guild_id), message=message_id, at=to_ms(at)) > 0


async def set_not_posted(tx: Tx, guild_id: GuildId, message_id: int) -> None:
    """Note that Discord did not take it, so that its author may try again."""
    await tx.execute(_NOT_POSTED, **place(guild_id), message=message_id)


async def forget(tx: Tx, person: PersonId) -> None:
    """Drop what somebody could still post again, as nothing of it can be read any more."""
    await tx.execute(_FORGET, person=person)
