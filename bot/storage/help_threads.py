"""Private talks with the moderators: who has one open, and since when."""

from datetime import datetime

from bot.clock import from_ms, to_ms
from bot.policy.help_threads import HelpState, HelpThread, Invited
from bot.policy.ids import GuildId, PersonId
from bot.storage.port import Reader, Row, Tx
from bot.storage.rows import optional_time, place

_GET = "SELECT * FROM help_threads WHERE part = :part AND guild_id = :guild AND number = :number"
_OF_THREAD = "SELECT * FROM help_threads WHERE part = :part AND guild_id = :guild AND thread_id = :thread"
_OPEN_OF = """
SELECT * FROM help_threads WHERE part = :part AND guild_id = :guild AND person = :person AND state <> 'closed'
"""
_TIMES = """
SELECT opened_at FROM help_threads
WHERE part = :part AND guild_id = :guild AND person = :person AND opened_at > :since
"""
_INSERT = """
INSERT INTO help_threads (part, guild_id, number, person, state, opened_at, partner_person, partner)
VALUES (:part, :guild, :number, :person, 'opening', :at, :partner_person, :partner)
"""
_MADE = """
UPDATE help_threads SET state = 'open', thread_id = :thread
WHERE part = :part AND guild_id = :guild AND number = :number AND state = 'opening'
"""
_CLOSE = """
UPDATE help_threads SET state = 'closed', closed_at = :at
WHERE part = :part AND guild_id = :guild AND number = :number AND state <> 'closed'
"""
_PARTNER = """
UPDATE help_threads SET partner = :partner
WHERE part = :part AND guild_id = :guild AND number = :number AND state = 'open'
"""
_POSTED = """
UPDATE help_threads SET post_channel = :channel, post_message = :message
WHERE part = :part AND guild_id = :guild AND number = :number
"""


def _talk(row: Row) -> HelpThread:
    return HelpThread(
        guild_id=GuildId(row["guild_id"]),
        number=row["number"],
        person=PersonId(row["person"]),
        thread_id=row["thread_id"],
        state=HelpState(row["state"]),
        opened_at=from_ms(row["opened_at"]),
        closed_at=optional_time(row["closed_at"]),
        partner_person=row["partner_person"],
        partner=Invited(row["partner"]),
        post_channel=row["post_channel"],
        post_message=row["post_message"],
    )


async def get(reader: Reader, guild_id: GuildId, number: int) -> HelpThread | None:
    """Return a talk by its number."""
    row = await reader.fetch_one(_GET, **place(guild_id), number=number)
    return None if row is None else _talk(row)


async def of_thread(reader: Reader, guild_id: GuildId, thread_id: int) -> HelpThread | None:
    """Return the talk of a thread; None for every other thread."""
    row = await reader.fetch_one(_OF_THREAD, **place(guild_id), thread=thread_id)
    return None if row is None else _talk(row)


async def open_of(reader: Reader, guild_id: GuildId, person: PersonId) -> HelpThread | None:
    """Return somebody's talk that is not closed; the schema sees to it that there is at most one."""
    row = await reader.fetch_one(_OPEN_OF, **place(guild_id), person=person)
    return None if row is None else _talk(row)


async def times(reader: Reader, guild_id: GuildId, person: PersonId, since: datetime) -> list[datetime]:
    """Return when somebody asked for talks since then."""
    rows = await reader.fetch(_TIMES, **place(guild_id), person=person, since=to_ms(since))
    return [from_ms(row["opened_at"]) for row in rows]


async def add(tx: Tx, talk: HelpThread) -> None:
    """Add a talk whose thread is about to be made."""
    await tx.execute(
        _INSERT,
        **place(talk.guild_id),
        number=talk.number,
        person=talk.person,
        at=to_ms(talk.opened_at),
        partner_person=talk.partner_person,
        partner=talk.partner.value,
    )


async def made(tx: Tx, guild_id: GuildId, number: int, thread_id: int) -> bool:
    """Remember the thread of a talk."""
    return await tx.execute(_MADE, **place(guild_id), number=number, thread=thread_id) > 0


async def close(tx: Tx, guild_id: GuildId, number: int, at: datetime) -> bool:
    """Close a talk; False when it was closed already."""
    return await tx.execute(_CLOSE, **place(guild_id), number=number, at=to_ms(at)) > 0


async def set_partner(tx: Tx, guild_id: GuildId, number: int, partner: Invited) -> bool:
    """Write down what the other person says; False when the talk is over."""
    return await tx.execute(_PARTNER, **place(guild_id), number=number, partner=partner.value) > 0


async def set_post(tx: Tx, guild_id: GuildId, number: int, channel: int, message: int) -> None:
    """Remember where the moderators' message about a talk stands."""
    await tx.execute(_POSTED, **place(guild_id), number=number, channel=channel, message=message)
