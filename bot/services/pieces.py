"""What a case is made of: its reports and what rules found, each of which can be moved to another case."""

from dataclasses import dataclass
from datetime import datetime

from bot.clock import from_ms
from bot.policy.conduct import Conduct
from bot.policy.ids import ChannelId, GuildId, MessageId
from bot.policy.records import Origin
from bot.services.orders import MessageRef
from bot.storage import case_links, cases, reports
from bot.storage.port import Reader, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A report, or what one rule found, as it stands in a case."""

    name: str
    """``report:<code>`` or ``hit:<place among the notes>``."""
    clause: str
    severity: int
    came_at: datetime
    """When it came into the case it is in."""
    source: MessageRef | None
    message: str
    """The id of the message it is about, also of one in a private conversation; empty for none."""
    row: Row
    """The report's row, or the note of the hit; the words in it are sealed."""
    reporter: str = ""
    """For a report, the keyed digest of who made it."""

    @property
    def origin(self) -> Origin:
        """Return how a case comes about that begins with it."""
        return Origin.REPORT if self.reporter else Origin.AUTOMATIC

    @property
    def kept_at(self) -> datetime:
        """Return when the evidence of a hit was stored, by which it is found; a move leaves it as it was."""
        data = self.row.get("data") or {}
        return from_ms(data["kept"]) if "kept" in data else self.came_at


async def of_case(reader: Reader, guild_id: GuildId, number: int, conduct: Conduct) -> list[Piece]:
    """Return the pieces of a case itself, without those of cases joined to it; reports first."""
    told = {row["code"]: row for row in await reports.of_case(reader, guild_id, number)}
    found = [
        _report(told[row["code"]], row["reporter"], conduct)
        for row in await case_links.reporters(reader, guild_id, number)
    ]
    notes = await cases.notes(reader, guild_id, number)
    gone = {str(row["data"].get("piece")) for row in notes if row["kind"] == "split"}
    hits = [_hit(row) for row in notes if row["kind"] == "hit"]
    return found + [each for each in hits if each.name not in gone]


def _report(row: Row, reporter: str, conduct: Conduct) -> Piece:
    clause = conduct.clause(row["category"])
    return Piece(
        name=f"report:{row['code']}",
        clause=row["category"],
        severity=max(clause.severity, 1) if clause else 1,
        came_at=from_ms(row["created_at"]),
        source=_source(row["channel_id"], row["message_id"]),
        message=str(row["message_id"] or ""),
        row=row,
        reporter=reporter,
    )


def _hit(note: Row) -> Piece:
    data = note["data"]
    return Piece(
        name=f"hit:{note['seq']}",
        clause=str(data["clause"]),
        severity=max(int(data["severity"]), 1),
        came_at=note["at"],
        source=_source(data.get("channel"), data.get("message")),
        message=str(data.get("message") or ""),
        row=note,
    )


def _source(channel: object, message: object) -> MessageRef | None:
    if not channel or not message:
        return None
    return MessageRef(channel_id=ChannelId(int(str(channel))), message_id=MessageId(int(str(message))))
