"""Messages that open reports are about, whose later edits are kept."""

from bot.policy.ids import CaseNumber, GuildId, PersonId, ReportCode
from bot.storage.port import Reader
from bot.storage.rows import place

_ALL = """
SELECT DISTINCT r.guild_id AS guild_id, r.message_id AS message_id FROM reports r
WHERE r.state = 'open' AND r.message_id IS NOT NULL AND r.channel_id IS NOT NULL
"""
_OF = """
SELECT r.case_number AS number, r.person AS person, MIN(r.code) AS code FROM reports r
WHERE r.part = :part AND r.guild_id = :guild AND r.message_id = :message AND r.state = 'open'
GROUP BY r.case_number, r.person
"""
_LAST = """
SELECT MAX(e.version) AS version FROM evidence e JOIN reports r
    ON r.part = e.part AND r.guild_id = e.guild_id AND r.code = e.report
WHERE e.part = :part AND e.guild_id = :guild AND e.case_number = :number AND e.kind = 'message'
    AND r.message_id = :message
"""


async def everything(reader: Reader) -> set[tuple[int, int]]:
    """Return server and message of all open reports about a message that the bot can see."""
    return {(row["guild_id"], row["message_id"]) for row in await reader.fetch(_ALL)}


async def cases_of(
    reader: Reader, guild_id: GuildId, message_id: int
) -> list[tuple[CaseNumber, PersonId, ReportCode]]:
    """Return case, person and a report of all open reports about a message."""
    rows = await reader.fetch(_OF, **place(guild_id), message=message_id)
    return [(CaseNumber(row["number"]), PersonId(row["person"]), ReportCode(row["code"])) for row in rows]


async def last_version(reader: Reader, guild_id: GuildId, number: int, message_id: int) -> int:
    """Return the number of the last version of a message that a case keeps."""
    row = await reader.fetch_one(_LAST, **place(guild_id), number=number, message=message_id)
    return 0 if row is None or row["version"] is None else int(row["version"])
